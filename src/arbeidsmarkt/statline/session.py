"""A ``requests`` session that keeps the ``cbsodata`` package within bounds.

The package builds a plain ``Session`` for every page, sets no timeout, never retries, and follows ``odata.nextLink``
and redirects to wherever they point, a loop included. It looks its ``Session`` up in its own module, so a guarded one
put there (:func:`installed`) sees every request: each has a time limit, is tried again after what may pass, may only
go to the host that was asked for, and no page is read twice.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import cbsodata.cbsodata3
import requests
import urllib3

from arbeidsmarkt import __version__
from arbeidsmarkt.statline.guard import LOOPBACK, Guard, Passing

#: statuses after which the same request may succeed
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 65_536
_AGENT = f"arbeidsmarkt/{__version__} (cbsodata)"  # so that CBS can see who asks; the package itself sends nothing
_GONE = "CBS may have removed or renamed the table: look it up on StatLine and change its id in params/series.yml"


class GuardedSession(requests.Session):
    """What ``cbsodata`` gets when it asks for a ``Session``; one per page, all sharing one :class:`Guard`."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.guard = guard
        self.max_redirects = 3
        self.mount("https://", guard.adapter)
        self.mount("http://", guard.adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send with time limits; try again after what may pass; refuse what leads elsewhere.

        A redirect within the host is followed by ``requests`` itself, which calls this method for each step.

        Raises:
            UserError: nothing came of it, or it was refused.
        """
        url = request.url = self.guard.check(request.url or "")
        request.headers.update({"User-Agent": _AGENT, "Accept-Encoding": "gzip", "Accept": "application/json"})
        limits = self.guard.limits
        kwargs |= self.merge_environment_settings(url, {}, True, None, None)
        if urlsplit(url).hostname in LOOPBACK:
            kwargs["proxies"] = {}  # a proxy elsewhere cannot reach this machine's own address
        kwargs["timeout"] = (limits.connect, limits.read)
        for attempt in range(1, limits.tries + 1):
            try:
                with self.guard.slot():
                    response = self._once(request, kwargs)
                self.guard.up(True)
                return response
            except Passing as fault:
                wait = limits.pause * 2 ** (attempt - 1) if fault.wait is None else max(fault.wait, limits.pause)
                if wait > limits.longest_pause:
                    raise self.guard.fault(
                        f"{fault}, and asks to wait {wait:.0f} seconds", "try again later"
                    ) from fault
                if attempt >= self.guard.tries:
                    self.guard.up(False)
                    count = f", {attempt} times in a row" if attempt > 1 else ""
                    raise self.guard.fault(f"{fault}{count}", "try again later") from fault
                self.guard.pause(wait)
        raise AssertionError("unreachable: the last try returns or raises")

    def _once(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        host = urlsplit(self.guard.base).netloc
        try:
            response = super().send(request, **kwargs)
            if response.is_redirect or response.history:
                return response  # the next step follows, or was read by its own call of send
            if response.status_code in _PASSING:
                response.close()
                reason = f"{host} answers {response.status_code} {response.reason}"
                raise Passing(reason, _retry_after(response.headers.get("Retry-After")))
            if response.status_code == 404:
                response.close()
                raise self.guard.fault(f"{host} does not have it (404)", _GONE)
            if response.status_code != 200:
                response.close()
                raise self.guard.fault(
                    f"{host} refuses the request: {response.status_code} {response.reason}",
                    "check --base-url and the selection in params/series.yml",
                )
            body = self._body(response)
        except requests.exceptions.SSLError as error:
            raise self.guard.fault(f"no secure connection with {host}: {error}", "check the certificates") from error
        except requests.TooManyRedirects as error:
            raise self.guard.fault(f"{host} keeps redirecting", "try again later") from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Passing(f"{host} does not answer in time") from error
        except (requests.ConnectionError, urllib3.exceptions.MaxRetryError) as error:
            raise Passing(f"no connection with {host}") from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise Passing(f"the answer of {host} breaks off") from error
        _check_json(body, host)
        # read here, within the limits; requests would read it again, without them
        response._content, response._content_consumed = body, True  # type: ignore[attr-defined]
        return response

    def _body(self, response: requests.Response) -> bytes:
        """The whole answer, as long as it keeps within time and size."""
        limits, parts, size, start = self.guard.limits, [], 0, time.monotonic()
        while part := response.raw.read1(_CHUNK, decode_content=True):
            size += len(part)
            parts.append(part)
            if size > limits.size:
                response.close()
                raise self.guard.fault(f"an answer of more than {limits.size:,} bytes", "narrow the selection")
            if time.monotonic() - start > limits.answer:
                response.close()
                raise Passing(f"{urlsplit(self.guard.base).netloc} does not finish its answer in time")
        response.close()
        return b"".join(parts)


def _check_json(body: bytes, host: str) -> None:
    """Refuse what is not an OData answer, such as a maintenance page with status 200."""
    try:
        document = json.loads(body)
    except ValueError as error:
        page = body.lstrip()[:1] == b"<"
        raise Passing(f"{host} sends {'a web page' if page else 'broken JSON'} instead of data") from error
    if not isinstance(document, dict) or not isinstance(document.get("value"), list):
        raise Passing(f"{host} sends JSON that is not an OData answer")


def _retry_after(text: str | None) -> float | None:
    """The header in seconds: it holds a number of them or a date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        then = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if then.tzinfo is None:
        return None
    return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())


@contextmanager
def installed(guard: Guard) -> Iterator[None]:
    """Let ``cbsodata`` use guarded sessions, and the guard's scheme, for as long as the block lasts."""
    module: Any = cbsodata.cbsodata3
    before = module.Session, module.options.use_https
    module.Session = lambda: GuardedSession(guard)
    module.options.use_https = guard.base.startswith("https://")
    try:
        yield
    finally:
        module.Session, module.options.use_https = before
        guard.adapter.close()
