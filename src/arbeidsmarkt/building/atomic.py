"""Builds in a private folder, and moves only complete builds into place.

An edition is built in a private folder ``<out>/.work/<edition>-…``, under its own lock, which is then exchanged with
``<out>/<edition>`` in one step. If a build fails, is killed or finds the disk full, the last good one is unchanged; the
next run deletes what it left in ``.work``.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import tell

WORK = ".work"

#: the operating system's errors that mean that the output folder cannot be written, not that the program is wrong
_NOT_WRITABLE = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST,
    errno.EIO,
)  # fmt: skip

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextlib.contextmanager
def workplace(out: Path, edition: str) -> Iterator[Path]:
    """A private folder for a build of an edition; only one process at a time can have it.

    A second build of the same edition waits. The folder is always removed afterwards.

    Raises:
        UserError: the output folder cannot be written.
    """
    with locked(out, edition):
        _sweep(out, edition)
        folder = out / WORK / f"{edition}-{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            discard(folder)


@contextlib.contextmanager
def locked(out: Path, name: str) -> Iterator[None]:
    """Hold the lock with this name; the operating system releases it when the process ends in any way.

    Raises:
        UserError: the output folder cannot be written, now or while the lock is held.
    """
    try:
        (out / WORK).mkdir(parents=True, exist_ok=True)
        with (out / WORK / f"{name}.lock").open("w") as lock:
            _wait_for(lock.fileno(), name)
            yield
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        remedy = "the last good build is as it was; make room or mend the rights, then build again"
        raise UserError(
            f"cannot be written: {error.strerror}", where=str(error.filename or out), remedy=remedy
        ) from None


def move_into_place(made: Path, target: Path) -> None:
    """Move the folder ``made`` to ``target``, which at every moment is the complete old folder or the complete new one.

    The old folder ends up at ``made``. Systems other than Linux have no atomic exchange, and need two renames; if the
    process dies between these, ``_sweep`` puts the old folder back.
    """
    if not target.exists():
        made.rename(target)
    elif not _exchange(made, target):
        old = _old(target)
        target.rename(old)
        made.rename(target)
        old.rename(made)


def discard(folder: Path) -> None:
    """Remove a folder with its content, if it exists; one that cannot be removed is left."""
    shutil.rmtree(folder, ignore_errors=True)


def clean(out: Path) -> None:
    """Delete what builds that no longer run have left; running builds are not touched."""
    for lock in (out / WORK).glob("*.lock"):
        edition = lock.name.removesuffix(".lock")
        with contextlib.suppress(OSError), lock.open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sweep(out, edition)


def _sweep(out: Path, edition: str) -> None:
    """Delete what is left in ``.work`` of an edition; this process holds its lock, so nobody uses it."""
    old = _old(out / edition)
    if old.exists() and not (out / edition).exists():
        old.rename(out / edition)
    for path in (out / WORK).glob(f"{edition}-*"):
        if path.is_dir():
            discard(path)
        else:
            path.unlink(missing_ok=True)


def _old(folder: Path) -> Path:
    return folder.parent / WORK / f"{folder.name}-old"


def _wait_for(descriptor: int, edition: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell({"event": "waiting", "edition": edition})
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step with Linux's renameat2; False if that is not possible here."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    paths = os.fsencode(first), os.fsencode(second)
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
