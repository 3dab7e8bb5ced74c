"""Whether an edition's build is the one that its inputs give: the question that "nothing to do" answers.

Looks at bytes only, and imports nothing heavy. When it says no, ``build`` looks closer: most of the work may still be
recalled from the cache.
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


#: kinds of kernels that notebooks run on, and the variable that chooses one
KERNELS = ("fast", "standard")
KERNELS_VARIABLE = "ARBEIDSMARKT_KERNELS"


def kernels_asked() -> str:
    """The kind of kernels that the environment asks for; the fast ones when it says nothing.

    Raises:
        UsageError: there is no such kind.
    """
    asked = os.environ.get(KERNELS_VARIABLE) or KERNELS[0]
    if asked not in KERNELS:
        raise UsageError(f"{KERNELS_VARIABLE} is '{asked}'", remedy=f"set it to {' or '.join(KERNELS)}")
    return asked


@dataclass(frozen=True)
class Order:
    """What one build is asked for.

    Attributes:
        project: the checkout.
        edition: ``2024Q3``.
        out: the folder that holds ``<edition>/``.
        formats: of ``html``, ``pdf`` and ``docx``; empty for those of ``report.yml``.
        engine: ``embedded`` or ``quarto``.
        force: run everything, whatever earlier runs left.
        caching: whether to keep and look for earlier results.
        jobs: how many processes at once.
        inspect: looks at the edition and the folder of its whole build before that takes its place; what it raises
            keeps it from there. A function of a module, since it goes to another process by its name.
        correcting: whether the build may take the place of an edition that was made final.
        allow_typed: whether numbers typed by hand may stand, in a concept that says so.
        kernels: ``fast``, or ``standard`` for papermill's own engine on ordinary kernels; by default what
            ``ARBEIDSMARKT_KERNELS`` says.
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
        """Where the build goes."""
        return self.out / self.edition

    @property
    def cache(self) -> Cache:
        """The results of earlier runs."""
        return Cache(self.out / ".cache" if self.caching else None, reading=not self.force)

    @property
    def record(self) -> str:
        """The name under which the cache keeps what the last build was made from."""
        kernels = "" if self.kernels == "fast" else f" {self.kernels}"
        return f"{self.edition} {self.engine} {','.join(self.formats)}{kernels}"


def is_current(order: Order) -> bool:
    """Whether the build is there, whole, and made from the inputs as they are now."""
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
    """Remember what the build that stands in its place was made from (``made_from``: its fingerprint)."""
    manifest = digest_file(order.folder / package.MANIFEST)
    value = {"vintage": vintage, "fingerprint": made_from, "manifest": manifest}
    order.cache.put_json("editions", order.record, value)


def fingerprint(order: Order, vintage: str) -> str:
    """The digest of everything that the build of an edition can depend on."""
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
    """What the engine's outcome depends on beside the locked distributions: Quarto is a program of the user's."""
    if name == "embedded":
        return name
    program = shutil.which(name)
    if program is None:
        return f"{name}, not installed"
    status = Path(program).resolve().stat()
    return f"{name} {program} {status.st_size} {status.st_mtime_ns}"


def _notebook(path: Path) -> str:
    """The digest of a notebook's cells; of its bytes when it cannot be read as one."""
    try:
        return digest(notebook_file.source(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError):
        return digest_file(path)
