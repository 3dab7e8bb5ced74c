"""Makes a Quarto project of a built edition, for those who render it by hand."""

from __future__ import annotations

import calendar
import shutil
import tempfile
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project


def set_up(project: Project, built: Path, quarter: Period, folder: Path) -> None:
    """Write a folder that ``quarto render`` turns into HTML, PDF and Word with the report's page design.

    It is made in a private folder and moved into place when it is complete. The PDF is to claim the standards that the
    Quarto on the PATH supports; none if Quarto is not installed here.

    Args:
        project: the checkout, for the page design.
        built: the edition's folder.
        quarter: the edition's quarter.
        folder: the folder to write, which must be new or empty.

    Raises:
        UserError: the design lacks a file, a chart cannot be drawn, or the folder cannot be written.
    """
    from arbeidsmarkt.document.rendering import FORMATS, quarto, quarto_project
    from arbeidsmarkt.inputs.editions import Edition

    epoch = calendar.timegm(Edition.load(project, quarter).publication_date.timetuple())
    standards = quarto.standards(quarto.version()) if shutil.which("quarto") else ()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
            made = Path(aside, "project")
            made.mkdir()
            quarto_project.prepare(made, built, project.report, FORMATS, epoch, standards)
            formats = "".join(f"  {quarto_project.TARGETS[name]}: default\n" for name in FORMATS)
            with (made / "_quarto.yml").open("a", encoding="utf-8") as settings:
                settings.write(f"format:                        # ours, so that Quarto adds none of its own\n{formats}")
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=str(folder)) from None
