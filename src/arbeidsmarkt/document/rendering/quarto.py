"""The other engine: ``quarto render`` with the same document and the same extension, for those who have Quarto.

Each format is rendered in a private folder, since renders in one folder overwrite each other's files. The filter
resolves numbers and references before Quarto sees them, so that both engines give the same text and numbers.
"""

from __future__ import annotations

import calendar
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.events import tell
from arbeidsmarkt.document.assemble import EditionInfo
from arbeidsmarkt.document.rendering import pandoc, policy, quarto_process, quarto_project, wordtables

OLDEST = (1, 7)

#: the PDF standards that a version of Quarto can be asked for at once, newest version first: from 1.9 on it hands them
#: to its Typst, which takes only one until Quarto 1.10 brings Typst 0.15
STANDARDS: tuple[tuple[tuple[int, ...], tuple[str, ...]], ...] = (((1, 10), ("ua-1", "a-3a")), ((1, 9), ("ua-1",)))

_INSTALL = "install Quarto 1.7 or newer (environment.yml names it), or use --engine embedded"


def version() -> tuple[int, ...]:
    """The version of Quarto on the PATH.

    Raises:
        UserError: it is not there, does not report its version, or is older than 1.7.
    """
    if not shutil.which("quarto"):
        raise UserError("there is no Quarto on the PATH", where="--engine quarto", remedy=_INSTALL)
    try:
        done = subprocess.run(["quarto", "--version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S607
        found = re.search(r"\d+(?:\.\d+)+", done.stdout)
    except subprocess.TimeoutExpired:
        found = None
    if found is None or done.returncode:
        raise UserError("'quarto --version' failed", where="--engine quarto", remedy=_INSTALL)
    numbers = tuple(int(part) for part in found[0].split("."))
    if numbers < OLDEST:
        raise UserError(f"Quarto {found[0]} is too old", where="--engine quarto", remedy=_INSTALL)
    return numbers


def standards(found: tuple[int, ...]) -> tuple[str, ...]:
    """The standards that a PDF of this version of Quarto can claim: as many as its Typst accepts at once."""
    return next((names for since, names in STANDARDS if found >= since), ())


def render(folder: Path, edition: EditionInfo, formats: Sequence[str], design: Path) -> list[Path]:
    """Render ``folder/document.md`` into each format.

    Each warning of Quarto is sent as a progress event.

    Raises:
        UserError: Quarto is not installed, is too old, or refuses the document.
    """
    found = version()
    epoch = calendar.timegm(edition.publication_date.timetuple())
    paths = []
    for name in formats:
        target = folder / edition.file_name(design.name, name)
        # inside the build's work folder, so that it is removed with the rest of an interrupted build
        with tempfile.TemporaryDirectory(prefix="quarto-", dir=folder.parent) as aside:
            project, temporary = Path(aside, "project"), Path(aside, "temporary")
            project.mkdir()
            temporary.mkdir()
            quarto_project.prepare(project, folder, design, (name,), epoch, standards(found))
            _render_one(project, name, target.name, epoch, edition.label, temporary)
            if name == "pdf":
                claims = " and ".join(f"PDF/{each.upper()}" for each in standards(found)) or "no PDF standard"
                tell({"event": "claims", "edition": edition.label, "text": f"the PDF of this Quarto claims {claims}"})
            part = target.with_name(f".{target.name}.part")
            made = (project / target.name).read_bytes()
            if name == "html":
                made = policy.apply(made.decode("utf-8")).encode("utf-8")
            part.write_bytes(wordtables.finish(made) if name == "docx" else made)
            part.replace(target)
        paths.append(target)
    return paths


def _render_one(project: Path, name: str, output: str, epoch: int, label: str, temporary: Path) -> None:
    """Render one format with Quarto in a project folder of its own, with temporary files in ``temporary``."""
    arguments = ["render", quarto_project.DOCUMENT, "--to", quarto_project.TARGETS[name], "--output", output]
    environment = {
        **pandoc.environment(epoch), "TYPST_IGNORE_SYSTEM_FONTS": "true", "NO_COLOR": "1", "TMPDIR": str(temporary)
    }  # fmt: skip
    done = quarto_process.run(arguments, folder=project, environment=environment)
    if done is None:
        what = f"Quarto did not finish the {name} in {quarto_process.PATIENCE} seconds"
        raise UserError(what, where="document.md", remedy="build again, or use --engine embedded")
    if done.returncode:
        raise quarto_process.fault(done.stderr or done.stdout)
    if not (project / output).is_file():
        raise UserError(f"Quarto made no {output}", where="document.md", remedy="run again with --engine embedded")
    for line in quarto_process.warnings(done.stderr):
        tell({"event": "warning", "edition": label, "text": f"Quarto, {name}: {line}"})
