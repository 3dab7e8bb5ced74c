"""The other driver: ``quarto render`` over the same document and the same extension, for those who have Quarto.

Each format is rendered in a private folder, since renders in one folder overwrite each other's files. The filter
resolves numbers and references before Quarto sees them, so that both engines give the same text and numbers. PDF/UA-1
is asked of Quarto 1.9 and newer; PDF/A-3a with attachments needs the Typst of the embedded engine.
"""

from __future__ import annotations

import calendar
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.assemble import EditionInfo
from arbeidsmarkt.document.rendering import docx, pandoc, wordstyles, wordtables
from arbeidsmarkt.inputs import theme

OLDEST = (1, 7)
#: Quarto's first version that hands a PDF standard to Typst
PDF_STANDARD = (1, 9)
#: seconds after which a render is given up
PATIENCE = 300
FONTS = "_extensions/arbeidsmarkt/fonts"
_TARGETS = {"html": "arbeidsmarkt-html", "pdf": "arbeidsmarkt-typst", "docx": "arbeidsmarkt-docx"}
_INSTALL = "install Quarto 1.7 or newer (environment.yml names it), or use --engine embedded"


def version() -> tuple[int, ...]:
    """The version of the Quarto on the PATH.

    Raises:
        UserError: none there, it does not tell its version, or it is older than 1.7.
    """
    if not shutil.which("quarto"):
        raise UserError("there is no Quarto on the PATH", where="--engine quarto", remedy=_INSTALL)
    done = subprocess.run(["quarto", "--version"], capture_output=True, text=True, check=False, timeout=PATIENCE)  # noqa: S607
    found = re.search(r"\d+(?:\.\d+)+", done.stdout)
    if done.returncode or not found:
        raise UserError("'quarto --version' failed", where="--engine quarto", remedy=_INSTALL)
    numbers = tuple(int(part) for part in found[0].split("."))
    if numbers < OLDEST:
        raise UserError(f"Quarto {found[0]} is too old", where="--engine quarto", remedy=_INSTALL)
    return numbers


def render(folder: Path, edition: EditionInfo, formats: Sequence[str], design: Path) -> list[Path]:
    """Render ``folder/document.md`` into each format.

    Raises:
        UserError: no Quarto, one that is too old, or one that refuses the document.
    """
    found = version()
    epoch = calendar.timegm(edition.publication_date.timetuple())
    paths = []
    for name in formats:
        target = folder / f"{design.name}-{edition.label}.{name}"
        with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-quarto-") as aside:
            project = Path(aside)
            _prepare(project, folder, design, name, found, epoch)
            _run(project, name, target.name, epoch)
            part = target.with_name(f".{target.name}.part")
            made = (project / target.name).read_bytes()
            part.write_bytes(wordtables.finish(made) if name == "docx" else made)
            part.replace(target)
        paths.append(target)
    return paths


def _prepare(project: Path, folder: Path, design: Path, name: str, found: tuple[int, ...], epoch: int) -> None:
    """A Quarto project with the document, its figures and data, the extension and the fonts."""
    text = (folder / "document.md").read_text(encoding="utf-8")
    (project / "document.qmd").write_text(text, encoding="utf-8", newline="\n")
    for part in ("figures", "data"):
        shutil.copytree(folder / part, project / part)
    shutil.copyfile(folder / "facts.json", project / "facts.json")
    shutil.copyfile(design / "_quarto.yml", project / "_quarto.yml")
    shutil.copytree(design / "_extensions", project / "_extensions")
    look = theme.load(design / "theme.yml")
    (project / "theme.yml").write_bytes((design / "theme.yml").read_bytes())
    if look.logo:
        shutil.copyfile(design / look.logo, project / look.logo)
    settings: dict[str, object] = {}
    if name == "pdf":
        _use_static_fonts(project, look)
        settings = {"font-paths": [FONTS], **({"pdf-standard": ["ua-1"]} if found >= PDF_STANDARD else {})}
    elif name == "docx":
        docx.pictures(folder, project)
        base = pandoc.run(["--print-default-data-file=reference.docx"], folder=project, epoch=epoch)
        styled = wordstyles.reference(base, look, wordstyles.Page.of(text))
        (project / "reference.docx").write_bytes(styled)
        settings = {"reference-doc": "reference.docx"}
    if settings:
        metadata = yaml.safe_dump({"format": {_TARGETS[name]: settings}}, sort_keys=True)
        (project / "_metadata.yml").write_text(metadata, encoding="utf-8")


def _use_static_fonts(project: Path, look: theme.Theme) -> None:
    """One file a weight instead of the variable font, which Typst before 0.15 shows in its thinnest weight alone."""
    settings = (project / "theme.yml").read_text(encoding="utf-8")
    settings = re.sub(r"(?m)^(  font:\s*).*$", rf'\g<1>"{look.web_font}"', settings)
    (project / "theme.yml").write_text(settings, encoding="utf-8")
    for figure in (project / "figures").glob("*.svg"):
        drawn = figure.read_text(encoding="utf-8").replace(f"'{look.font}'", f"'{look.web_font}'")
        figure.write_text(drawn, encoding="utf-8")


def _run(project: Path, name: str, output: str, epoch: int) -> None:
    command = ["quarto", "render", "document.qmd", "--to", _TARGETS[name], "--output", output]
    environment = {**pandoc.environment(epoch), "TYPST_IGNORE_SYSTEM_FONTS": "true"}
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=project, env=environment, capture_output=True, text=True, errors="replace", check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UserError(f"Quarto did not finish the {name} in {PATIENCE} seconds", where="document.md") from None
    if done.returncode:
        raise pandoc.fault(done.stderr or done.stdout, "Quarto")
    if not (project / output).is_file():
        raise UserError(f"Quarto made no {output}", where="document.md", remedy="run again with --engine embedded")
