"""The cache: results of earlier work, stored under a digest of everything that went into them.

The cache is a folder that may be deleted at any time. An entry holds the hash of its own content, so that a damaged
entry is computed again; it is written to a temporary file and then moved. This module imports nothing heavy, so that a
command can find out that there is nothing to do before it loads pandas.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import arbeidsmarkt

#: add one when the layout of the entries changes
LAYOUT = 1

KEPT_DAYS = 90  # entries that were not used for this long are deleted
KEPT_TRACES = 8  # how many sets of inputs of earlier runs are remembered per notebook

#: the wings that a notebook's run can depend on
NOTEBOOKS = ("basics", "inputs", "numbers", "text", "exhibits", "desk", "execution", "notebook.py")

#: the wings whose source can change what a renderer makes of the same document
RENDERERS = ("basics", "inputs", "document")

#: the wings that a build can depend on; the others read StatLine, or work with finished builds
BUILDS = (*NOTEBOOKS, "document", "building")


def digest(*parts: str | bytes) -> str:
    """The sha256 of several texts; their lengths are hashed too, so that ("ab", "c") differs from ("a", "bc")."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(b"%d:" % len(content))
        whole.update(content)
    return whole.hexdigest()


def digest_json(value: Any) -> str:
    """The sha256 of a value that consists of dicts, lists, numbers and texts."""
    return digest(json.dumps(value, ensure_ascii=False, sort_keys=True))


def digest_file(path: Path) -> str:
    """The plain sha256 of a file, as ``sha256sum`` prints it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest_files(folder: Path, pattern: str = "**/*", without: Iterable[str] = ()) -> str:
    """The sha256 of the files below a folder, names included.

    Args:
        folder: a folder that does not exist has a digest too.
        pattern: which files, as for ``Path.glob``.
        without: names of files or folders to leave out, at any depth.
    """
    skipped = {*without, "__pycache__", ".ipynb_checkpoints", ".quarto", ".DS_Store"}
    parts: list[str | bytes] = []
    for path in sorted(folder.glob(pattern)):
        inside = path.relative_to(folder).parts
        if inside[0] not in skipped and not skipped.intersection(inside[1:]) and path.is_file():
            parts += ["/".join(inside), path.read_bytes()]
    return digest(*parts)


@cache
def library(wings: tuple[str, ...]) -> str:
    """The digest of the source of some wings of this package: ``NOTEBOOKS``, ``RENDERERS`` or ``BUILDS``."""
    package = Path(arbeidsmarkt.__file__).parent
    return digest_files(package, "**/*.py", {path.name for path in package.iterdir()}.difference(wings))


@cache
def versions(lock: Path) -> dict[str, str]:
    """The installed version of every distribution that the lock file wants here, and of Python (its minor version).

    A distribution that the lock wants on other systems only does not count, even if it is installed here. The versions
    are read from the names of the ``dist-info`` folders, since opening the metadata of each would take longer than
    everything else here.
    """
    installed: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):  # noqa: PTH208  ten times as fast as Path.iterdir
                if match := re.fullmatch(r"(.+?)-(.+)\.dist-info", name):
                    installed.setdefault(_canonical(match[1]), match[2])
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==[^\s;]+(?: *; *(.*?))?(?: *\\)?$", text, flags=re.MULTILINE)
    named = [(_canonical(name), marker) for name, marker in lines]
    wanted = {name for name, marker in named if name in installed and _applies(marker)} if named else installed
    chosen = {name: installed[name] for name in sorted(wanted)}
    chosen.pop("arbeidsmarkt", None)  # ``library`` hashes its source instead
    return {"python": f"{sys.version_info.major}.{sys.version_info.minor}", **chosen}


def _applies(marker: str) -> bool:
    """Whether the marker of a line in the lock ("sys_platform == 'win32'") is true of this Python and system."""
    if not marker:
        return True
    from packaging.markers import Marker

    return Marker(marker).evaluate()


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Cache:
    """A folder of results.

    Attributes:
        folder: where the results are; with None nothing is kept or found.
        reading: whether to look for earlier results (``--force`` does not).
    """

    folder: Path | None
    reading: bool = True

    def get(self, kind: str, key: str) -> bytes | None:
        """An earlier result, or None when there is none or it is damaged."""
        if self.folder is None or not self.reading:
            return None
        path = self._path(kind, key)
        try:
            head, content = path.read_bytes().split(b"\n", 1)
        except (OSError, ValueError):
            return None
        if head.decode("ascii", "replace") != digest(key, content):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep a result. A cache that cannot be written is no reason to fail."""
        if self.folder is None:
            return
        path = self._path(kind, key)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(digest(key, content).encode("ascii") + b"\n" + content)
            aside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def get_json(self, kind: str, key: str) -> Any:
        """An earlier result that ``put_json`` kept."""
        content = self.get(kind, key)
        return None if content is None else json.loads(content)

    def put_json(self, kind: str, key: str, value: Any) -> None:
        """Keep a value that consists of dicts, lists, numbers and texts."""
        self.put(kind, key, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())

    def prune(self) -> None:
        """Delete the entries that were not used for ``KEPT_DAYS``."""
        if self.folder is None:
            return
        limit = time.time() - KEPT_DAYS * 86400
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < limit:
                    path.unlink()

    def _path(self, kind: str, key: str) -> Path:
        assert self.folder is not None  # noqa: S101
        return self.folder / kind / digest(str(LAYOUT), key)[:40]


#: The present digest of something that a notebook may have read ("table:80474ned"), or "" when it is no longer there.
Current = Callable[[str], str]


def recall(cache: Cache, key: str, current: Current) -> bytes | None:
    """The result of an earlier run if everything that it read is unchanged; None otherwise.

    What a notebook reads is known only after it ran. Each run therefore stores the names of what it read under the
    key of what is known beforehand (``key``: source, parameters, library, versions), and stores its result under the
    digests of what it read. What was not read cannot have changed the result.
    """
    for names in cache.get_json("traces", key) or []:
        content = cache.get("notebooks", _full(key, {name: current(name) for name in names}))
        if content is not None:
            return content
    return None


def remember(cache: Cache, key: str, reads: Mapping[str, str], content: bytes) -> None:
    """Keep a run's result, with the names and digests of what it read."""
    names = sorted(reads)
    earlier = [trace for trace in cache.get_json("traces", key) or [] if trace != names]
    cache.put("notebooks", _full(key, reads), content)
    cache.put_json("traces", key, [names, *earlier][:KEPT_TRACES])


def _full(key: str, reads: Mapping[str, str]) -> str:
    return digest_json([key, dict(reads)])
