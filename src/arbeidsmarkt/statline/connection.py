"""Connections with a limit on the total time of a request, however slowly the answer comes.

A time limit of ``requests`` is about the time between two bytes, so that a server that sends one byte per minute could
keep the program waiting for ever. Here a timer closes the socket of a request that takes too long in total.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_thread = threading.local()


class _Watch:
    """The state of one request's timer: the socket, and whether the time was over."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.expired = False

    def strike(self) -> None:
        """Close the socket; the thread that waits for it sees the connection end."""
        self.expired = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Watched:
    """A connection that registers its socket with the watch of the thread that uses it."""

    sock: Any

    def _show(self) -> None:
        watch: _Watch | None = getattr(_thread, "watch", None)
        if watch is not None:
            watch.sock = self.sock
            if watch.expired:
                watch.strike()

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._show()

    def getresponse(self) -> Any:
        self._show()
        return super().getresponse()  # type: ignore[misc]


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    def _new_conn(self) -> socket.socket:  # registered before the handshake, which may be slow too
        sock = super()._new_conn()
        self.sock = sock
        self._show()
        return sock


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class WatchedAdapter(HTTPAdapter):
    """The adapter of ``requests``, with connections that a watch can close."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """As ``init_poolmanager``, for a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return manager


@contextlib.contextmanager
def ends_within(seconds: float) -> Iterator[_Watch]:
    """Close this thread's connection if the block takes longer; ``expired`` says whether it did."""
    watch = _thread.watch = _Watch()
    timer = threading.Timer(max(seconds, 0.0), watch.strike)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        _thread.watch = None
