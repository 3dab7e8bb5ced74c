"""Tells whether an edition's build is up to date with its inputs, so that there is nothing to do.

It only hashes bytes, and imports nothing heavy. If the build is not up to date, ``build`` may still recall most of the
work from the cache.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from arbeidsmarkt.basics import content as caching
from arbeidsmarkt.basics.content import Cache, digest, digest_file, digest_files, digest_json
from arbeidsmarkt.basics.errors import UsageError, UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs import notebook_file

if TYPE_CHECKING:
    from arbeidsmarkt.inputs.editions import Edition


#: the kinds of kernels that notebooks can run on, and the environment variable that chooses one
KERNELS = ("fast", "standard")
KERNELS_VARIABLE = "ARBEIDSMARKT_KERNELS"


def kernels_asked() -> str:
    """The kind of kernels that the environment variable asks for; by default the fast ones.

    Raises:
        UsageError: there is no such kind.
    """
    asked = os.environ.get(KERNELS_VARIABLE) or KERNELS[0]
    if asked not in KERNELS:
        raise UsageError(f"{KERNELS_VARIABLE} is '{asked}'", remedy=f"set it to {' or '.join(KERNELS)}")
    return asked


@dataclass(frozen=True)
class Order:
    """What to build, and how.

    Attributes:
        project: the checkout.
        edition: ``2024Q3``.
        out: the output folder, which will contain ``<edition>/``.
        formats: a choice of ``html``, ``pdf`` and ``docx``; empty for those of ``report.yml``.
        engine: ``embedded`` or ``quarto``.
        force: run everything, without using earlier results.
        caching: whether to use and keep results in the cache.
        jobs: how many processes at once.
        inspect: called with the edition and the folder of the complete build before that is moved into place; an error
            prevents it. It must be a function of a module, since it is passed to another process by its name.
        correcting: whether the build may replace a final edition.
        allow_typed: whether numbers typed by hand are allowed; the report is then a concept with a mark.
        kernels: ``fast``, or ``standard`` for papermill's own engine on ordinary kernels; by default the value of
            ``ARBEIDSMARKT_KERNELS``.
    """

    project: Project
    edition: str
    out: Path
    formats: tuple[str, ...] = ()
    engine: str = "embedded"
    force: bool = False
    caching: bool = True
    jobs: int = 1
    inspect: Callable[[Edition, Path], None] | None = None
    correcting: bool = False
    allow_typed: bool = False
    kernels: str = field(default_factory=kernels_asked)

    @property
    def folder(self) -> Path:
        """The folder of the build."""
        return self.out / self.edition

    @property
    def cache(self) -> Cache:
        """The cache, with the results of earlier runs."""
        return Cache(self.out / ".cache" if self.caching else None, reading=not self.force)

    @property
    def record(self) -> str:
        """The key under which the cache stores what the last build was made from."""
        kernels = "" if self.kernels == "fast" else f" {self.kernels}"
        return f"{self.edition} {self.engine} {','.join(self.formats)}{kernels}"


def is_current(order: Order) -> bool:
    """Whether the build exists, is complete, and was made from the present inputs."""
    last = order.cache.get_json("editions", order.record)
    if last is None:
        return False
    try:
        if digest_file(order.folder / package.MANIFEST) != last["manifest"]:
            return False
        if fingerprint(order, last["vintage"]) != last["fingerprint"]:
            return False
        return not package.deviations(order.folder, package.read(order.folder, order.edition))
    except (OSError, UserError):
        return False


def keep(order: Order, vintage: str, made_from: str) -> None:
    """Store what the build that is in place was made from (``made_from``: the fingerprint of its inputs)."""
    manifest = digest_file(order.folder / package.MANIFEST)
    value = {"vintage": vintage, "fingerprint": made_from, "manifest": manifest}
    order.cache.put_json("editions", order.record, value)


def fingerprint(order: Order, vintage: str) -> str:
    """The digest of everything that an edition's build can depend on."""
    project = order.project
    notebooks = {path.name: _notebook(path) for path in sorted(project.notebooks.glob("*.ipynb"))}
    return digest_json(
        {
            "edition": order.edition,
            "formats": order.formats,
            "typed": order.allow_typed,
            "engine": engine(order.engine),
            "params": digest_files(project.params),
            "report": digest_files(project.report),
            "published": digest_files(project.published),
            "coverage": digest_files(project.coverage.parent, project.coverage.name),
            "vintages": digest_files(project.vintages, "*/datapackage.json"),
            "vintage": digest_files(project.vintages / vintage),
            "notebooks": notebooks,
            "library": caching.library(caching.BUILDS),
            "versions": caching.versions(project.root / "requirements.lock"),
            "platform": sys.platform,
        }
    )


def engine(name: str) -> str:
    """What an engine depends on besides the locked distributions: the version of Quarto, a program of the user's."""
    if name == "embedded":
        return name
    program = shutil.which(name)
    if program is None:
        return f"{name}, not installed"
    status = Path(program).resolve().stat()
    return f"{name} {program} {status.st_size} {status.st_mtime_ns}"


def _notebook(path: Path) -> str:
    """The digest of a notebook's cells, or of its bytes if it cannot be read."""
    try:
        return digest(notebook_file.source(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError):
        return digest_file(path)
