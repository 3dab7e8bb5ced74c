"""Makes copies of a final edition, marked on every page, for those who may read it early.

The copies are rendered from the same document. The final files themselves are not marked, so that the published files
are those that were reviewed.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from arbeidsmarkt.basics import moments
from arbeidsmarkt.basics.content import digest_file
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic
from arbeidsmarkt.document import manifest as package, rendering
from arbeidsmarkt.document.assemble import EditionInfo
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.publishing import archive

RECORD = "embargo.json"
SUFFIX = "-embargo"


def copies(project: Project, quarter: Period, out: Path, formats: Sequence[str] = ()) -> list[Path]:
    """Render marked copies of the newest print of a final edition into ``<out>/embargo/<quarter>/``.

    Args:
        project: the checkout.
        quarter: the edition.
        out: the output folder.
        formats: a choice of ``html``, ``pdf`` and ``docx``; by default those of the final edition.

    Returns:
        The copies, then ``embargo.json``: the moment, and for each copy its hash and that of the final file.

    Raises:
        UserError: the edition has no ``publication_at`` or is not final, its archive was changed, or it has no file in
            one of the formats.
    """
    # only a final edition with a moment of publication can be under embargo
    edition = Edition.load(project, quarter)
    if edition.publication_at is None:
        remedy = "write publication_at: 2026-11-13T09:30, in the time of the Netherlands"
        raise UserError("the edition has no moment of publication", where=project.name(edition.path), remedy=remedy)
    prints = archive.prints(project, quarter)
    if not prints:
        remedy = f"first: arbeidsmarkt review {quarter}, and arbeidsmarkt final {quarter}"
        raise UserError(f"{quarter} is not final, and a concept is marked as one already", remedy=remedy)
    newest = prints[-1]
    if broken := archive.faults(project, newest):
        raise broken[0]
    manifest = package.read(newest.files, project.name(newest.files))

    # the formats that the final edition has
    mark = f"Onder embargo tot {moments.text(edition.publication_at)}"
    info = EditionInfo(quarter, edition.publication_date, "final", mark=mark, suffix=SUFFIX)
    plain = EditionInfo(quarter, edition.publication_date, "final")
    report = project.report.name
    wanted = formats or [name for name in rendering.FORMATS if (newest.files / plain.file_name(report, name)).is_file()]
    for name in wanted:
        if not (newest.files / plain.file_name(report, name)).is_file():
            raise UserError(
                f"the final edition has no {name}", where=project.name(newest.files), remedy="choose others"
            )

    # render its document with the mark, in a private folder
    folder = out / "embargo" / quarter.label
    aside = f"embargo-{quarter}"
    with (
        atomic.locked(out, aside),
        tempfile.TemporaryDirectory(prefix=f"{aside}-", dir=out / atomic.WORK) as name,
    ):
        work = Path(name) / "work"
        shutil.copytree(newest.files, work)
        _mark(work / "document.md", mark)
        engine = manifest["made_from"]["engine"]
        made = rendering.render(work, info, wanted, design=project.report, engine=engine)
        ready = Path(name) / "ready"
        ready.mkdir()
        for path in made:
            path.rename(ready / path.name)
        record = {
            "edition": quarter.label,
            "print": newest.number,
            "embargo_until": edition.publication_at.isoformat(),
            "final": f"sha256:{newest.fingerprint}",
            "copies": [
                {
                    "path": path.name, "hash": f"sha256:{digest_file(ready / path.name)}",
                    "of": plain.file_name(report, form),
                    "of_hash": f"sha256:{digest_file(newest.files / plain.file_name(report, form))}",
                }
                for form, path in zip(wanted, made, strict=True)
            ],
        }  # fmt: skip
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        (ready / RECORD).write_text(text, encoding="utf-8", newline="\n")
        folder.parent.mkdir(exist_ok=True)
        atomic.move_into_place(ready, folder)
    return [folder / path.name for path in made] + [folder / RECORD]


def _mark(document: Path, mark: str) -> None:
    """Add the mark to the document's front matter."""
    text = document.read_text(encoding="utf-8")
    line = yaml.safe_dump({"mark": mark}, allow_unicode=True, width=1000)
    marked = re.sub(r"\A---\n", lambda match: f"{match[0]}{line}", text, count=1)
    document.write_text(marked, encoding="utf-8", newline="\n")
