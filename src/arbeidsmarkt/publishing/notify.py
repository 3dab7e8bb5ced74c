"""Notifies people of the result of a night, through a command of theirs or a web hook."""

from __future__ import annotations

import shlex
import subprocess
from urllib.parse import urlsplit

from arbeidsmarkt.basics.errors import UsageError, UserError

_LOCAL = ("127.0.0.1", "localhost", "::1")
_PATIENCE = 60  # seconds


def check(target: str) -> None:
    """Refuse a target that cannot be notified, before the night begins.

    Raises:
        UsageError: the address is not secure, or the command has an unclosed quotation mark.
    """
    if "://" in target:
        parts = urlsplit(target)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise UsageError("is not a secure address", where=f"--notify {target}", remedy="use https")
        return
    try:
        words = shlex.split(target)
    except ValueError as error:
        raise UsageError(f"cannot be read: {error}", where=f"--notify {target}", remedy="mend the quotes") from None
    if not words:
        raise UsageError("names nothing", where="--notify", remedy="give a command or an address")


def send(target: str, line: str, page: str, fields: dict[str, object]) -> None:
    """Send one line and the path of the page to review.

    A command gets both on its standard input, one line each, which suits ``mail``. A web hook gets JSON: ``text`` with
    both, which chat programs read, and the fields of the night.

    Raises:
        UserError: the command fails or does not exist, or the web hook does not accept the message.
    """
    text = f"{line}\n{page}\n" if page else f"{line}\n"
    where = f"--notify {target}"
    if "://" in target:
        import requests

        try:
            answer = requests.post(target, json={**fields, "text": text.strip(), "page": page}, timeout=_PATIENCE)
        except requests.RequestException as error:
            raise UserError(
                f"nobody was notified: {type(error).__name__}", where=where, remedy="mend the address"
            ) from None
        if not answer.ok:
            raise UserError(
                f"nobody was notified: the server answers {answer.status_code}", where=where, remedy="mend it"
            )
        return
    try:
        done = subprocess.run(  # noqa: S603  the operator's own command
            shlex.split(target), input=text, text=True, capture_output=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        what = error.strerror if isinstance(error, OSError) else f"no end after {_PATIENCE} s"
        raise UserError(f"nobody was notified: {what}", where=where, remedy="mend the command") from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[:200]
        raise UserError(
            f"nobody was notified: exit code {done.returncode} {said}".strip(), where=where, remedy="mend it"
        )
