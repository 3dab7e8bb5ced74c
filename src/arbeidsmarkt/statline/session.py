"""A ``requests`` session that keeps the reading of StatLine within bounds, for both interfaces.

The ``cbsodata`` package makes a plain ``Session`` for every page, sets no time limit, never retries, and follows
``odata.nextLink`` and redirects to any address, even in a loop. It looks up ``Session`` in its own module, so that a
guarded class put there (:func:`installed`) handles every request: with a time limit, with retries after temporary
faults, only to the allowed host, and no page twice. The reader of version 4 uses the same class.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import cbsodata.cbsodata3
import requests
import urllib3

from arbeidsmarkt import __version__
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline import answers
from arbeidsmarkt.statline.answers import Document, Inflater, TooLarge, Unreadable
from arbeidsmarkt.statline.connection import ends_within
from arbeidsmarkt.statline.guard import LOOPBACK, Busy, Guard, NotThere, Passing

#: statuses after which the same request may succeed
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE_STATUS = frozenset({404, 410})
_CHUNK = 65_536
#: identifies this program to CBS; it begins like a browser's, since CBS's servers were seen to refuse other ones
_AGENT = f"Mozilla/5.0 (compatible; arbeidsmarkt/{__version__})"
_GONE = "CBS may have removed or renamed the table: look it up on StatLine and change its id in params/series.yml"
_LONGEST_BREAK = (
    8.0  # seconds between tries over a line that breaks: the server is well, so there is no need to spare it
)
_LINK = "odata.nextLink"
_REFUSAL = 20_000  # how many bytes of an error answer are read


class GuardedSession(requests.Session):
    """The session that ``cbsodata`` gets; it makes one per page, and all share one :class:`Guard`."""

    def __init__(self, guard: Guard, *, rows: bool = True) -> None:
        super().__init__()
        self.guard = guard
        self.max_redirects = 3
        self.mount("https://", guard.adapter)
        self.mount("http://", guard.adapter)
        self._rows = rows

    def document(self, url: str) -> Document:
        """The JSON document at an address."""
        response = self.send(requests.Request("GET", url).prepare())
        with self.guard.shared.parsing:
            return answers.document(response.content, rows=self._rows)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request with time limits; retry after temporary faults; refuse other hosts.

        ``requests`` itself follows redirects within the host, and calls this method for each step.

        Raises:
            UserError: no try succeeded, or the request was refused.
        """
        url = request.url = self.guard.check(request.url or "")
        if (kept := self.guard.kept(url)) is not None:
            self._looked_at(kept)
            return _response(request, kept)
        request.headers.update({"User-Agent": _AGENT, "Accept-Encoding": "gzip", "Accept": "application/json"})
        limits = self.guard.limits
        kwargs |= self.merge_environment_settings(url, {}, True, None, None)
        if urlsplit(url).hostname in LOOPBACK:
            kwargs["proxies"] = {}  # a proxy elsewhere cannot reach this machine's own address
        for attempt in range(1, limits.tries + limits.broken + 1):
            self.guard.check_time()
            kwargs["timeout"] = (limits.connect, min(limits.read, max(self.guard.shared.left, 0.1)))
            try:
                with self.guard.slot(), ends_within(min(limits.answer, self.guard.shared.left)) as watch:
                    try:
                        response = self._once(request, kwargs)
                    except Passing as fault:
                        if watch.expired:
                            raise Passing(f"{self._host} does not finish its answer in time") from fault
                        raise
                self.guard.up(True)
                return response
            except Passing as fault:
                self._wait(fault, attempt)
        raise AssertionError("unreachable: the last try returns or raises")

    @property
    def _host(self) -> str:
        return urlsplit(self.guard.base).netloc

    def _wait(self, fault: Passing, attempt: int) -> None:
        """Wait before the next try; raise an error if there is none."""
        limits = self.guard.limits
        wait = limits.pause * 2 ** (attempt - 1)
        if fault.broken:
            wait = min(wait, _LONGEST_BREAK)
        if fault.wait is not None:
            wait = max(fault.wait, limits.pause)
            if wait > limits.longest_pause:
                asks = "more than a day" if wait > 86_400 else f"{wait:.0f} seconds"
                raise self.guard.fault(f"{fault}, and asks to wait {asks}", "try again later", Busy) from fault
        if attempt >= self.guard.tries(fault):
            self.guard.up(False)
            count = f", {attempt} times in a row" if attempt > 1 else ""
            raise self.guard.down(f"{fault}{count}", "try again later") from fault
        self.guard.pause(min(wait, limits.longest_pause))

    def _once(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        host = self._host
        try:
            response = super().send(request, **kwargs)
            if response.is_redirect or response.history:
                return response  # a redirect, whose next step follows or was read by its own call of send
            if response.status_code != 200:
                self._refused(response)
            body = self._body(response).removeprefix(codecs.BOM_UTF8)  # the json module refuses it
            self._looked_at(body)
        except (UserError, Passing):
            raise
        except requests.exceptions.SSLError as error:
            raise self.guard.fault(f"no secure connection with {host}: {error}", "check the certificates") from error
        except requests.TooManyRedirects as error:
            raise self.guard.fault(f"{host} keeps redirecting", "try again later") from error
        except requests.exceptions.ProxyError as error:
            if "407" in str(error):
                raise self._proxy() from error
            raise Passing(f"no connection with {host} through the proxy") from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Passing(f"{host} does not answer in time") from error
        except (requests.ConnectionError, urllib3.exceptions.MaxRetryError) as error:
            broken = "refused" not in str(error)
            raise Passing(f"no connection with {host}", broken=broken) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise Passing(f"the answer of {host} breaks off", broken=True) from error
        except Unreadable as error:
            raise Passing(f"{host} sends {error}", broken="broken JSON" in str(error)) from error
        except Exception as error:  # headers and redirects that the libraries cannot handle
            raise Passing(f"{host} sends an answer that cannot be read ({type(error).__name__})") from error
        self.guard.keep(request.url or "", body)
        # read here, within the limits; requests would read it again, without them
        response._content, response._content_consumed = body, True  # type: ignore[attr-defined]
        return response

    def _refused(self, response: requests.Response) -> None:
        """Raise the error that a status other than 200 means."""
        host, status = self._host, response.status_code
        reason = f"{status} {answers.words((response.reason or '').encode())}".strip()
        said = self._said(response)
        if status in _PASSING:
            raise Passing(f"{host} answers {reason}{said}", answers.retry_after(response.headers.get("Retry-After")))
        if status in _GONE_STATUS:
            raise self.guard.fault(f"{host} does not have it ({status})", _GONE, NotThere)
        if status == 407:
            raise self._proxy()
        remedy = "check --base-url and the selection in params/series.yml"
        if status in (401, 403):
            remedy = "a firewall or CBS itself may refuse this network: open the address in a browser on this machine"
        raise self.guard.fault(f"{host} refuses the request: {reason}{said}", remedy)

    def _proxy(self) -> UserError:
        return self.guard.fault(
            "the proxy asks for a name and a password (407)",
            "write them in HTTPS_PROXY as http://name:password@proxy:port, or ask who manages the network",
        )

    def _said(self, response: requests.Response) -> str:
        """The first words of the body of an error answer."""
        inflater = Inflater("", _REFUSAL)
        try:
            inflater = Inflater(response.headers.get("Content-Encoding", ""), _REFUSAL)
            while part := response.raw.read1(4096, decode_content=False):
                inflater.add(part)
            text = answers.words(inflater.whole())
        except (TooLarge, Unreadable, OSError, urllib3.exceptions.HTTPError):
            text = ""
        finally:
            response.close()
        return f' ("{text}")' if text else ""

    def _body(self, response: requests.Response) -> bytes:
        """The whole answer, unless it is larger than allowed; the time is watched elsewhere."""
        inflater = Inflater(response.headers.get("Content-Encoding", ""), self.guard.limits.size)
        try:
            while part := response.raw.read1(_CHUNK, decode_content=False):
                inflater.add(part)
        except TooLarge:
            size = f"{self.guard.limits.size:,}"
            raise self.guard.fault(f"an answer of more than {size} bytes", "narrow the selection") from None
        finally:
            response.close()
        return inflater.whole()

    def _looked_at(self, body: bytes) -> None:
        """Refuse an answer that is not OData, such as a maintenance page with status 200, and count its rows."""
        with self.guard.shared.parsing:
            found = answers.document(body, rows=self._rows)
            self.guard.count(len(found["value"]) if self._rows else 1)


def _response(request: requests.PreparedRequest, body: bytes) -> requests.Response:
    """A page from the cache, as a response."""
    response = requests.Response()
    response.status_code, response.url, response.request = 200, request.url or "", request
    response._content, response._content_consumed = body, True  # type: ignore[attr-defined]
    return response


class _PackageSession(GuardedSession):
    """Adapts answers to the package: it needs absolute links, and cannot read a byte-order mark."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        response = super().send(request, **kwargs)
        if response.status_code == 200:
            with self.guard.shared.parsing:
                found = json.loads(response.content.removeprefix(b"\xef\xbb\xbf"))
            if link := found.get(_LINK):
                found[_LINK] = next_page(request.url or "", link, self.guard)
            response._content = json.dumps(found).encode()
        return response


def next_page(url: str, link: object, guard: Guard) -> str:
    """The address of the next page, which servers may write relative to the present one.

    Raises:
        UserError: it is not an address.
    """
    try:
        if isinstance(link, str):
            return urljoin(url, link)
        raise ValueError
    except ValueError:
        raise guard.fault(f"the next page is {str(link)[:80]!a}, which is no address", "try again later") from None


@contextmanager
def installed(guard: Guard) -> Iterator[None]:
    """Make ``cbsodata`` use guarded sessions, and the guard's scheme, inside this block."""
    module: Any = cbsodata.cbsodata3
    before = module.Session, module.options.use_https
    module.Session = lambda: _PackageSession(guard)
    module.options.use_https = guard.base.startswith("https://")
    try:
        yield
    finally:
        module.Session, module.options.use_https = before
        guard.adapter.close()
