"""Builds an edition; ``build`` shows the whole flow from top to bottom.

Parameters, vintage and notebooks are checked first. Then the notebooks run, and the document is assembled, packed and
rendered in a private folder. Only a complete build is moved into place.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import arbeidsmarkt
from arbeidsmarkt.basics import content as caching, events
from arbeidsmarkt.basics.content import digest_file, digest_files, digest_json
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.building import atomic, final_record, made_from as current
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package

if TYPE_CHECKING:
    from arbeidsmarkt.basics.project import Project
    from arbeidsmarkt.document.assemble import Document, EditionInfo
    from arbeidsmarkt.execution.sections import Executed
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.inputs.report import Report
    from arbeidsmarkt.inputs.vintages import Vintage

FAILED = ".failed"

#: the mark on every page, and in the file names, of a report that reads a trial vintage
TRIAL = "PROEFCIJFERS, niet van het CBS"
TRIAL_SUFFIX = "-PROEFCIJFERS"
#: the mark on every page of a report that was built with numbers typed by hand
TYPED = "Concept met getypte getallen die niet zijn nagegaan"


@dataclass(frozen=True)
class Built:
    """The result of a build.

    Attributes:
        edition: ``2024Q3``.
        outputs: the paths of the report in each format.
        changed: whether anything differs from the previous build.
        seconds: how long it took.
        ran: whether anything had to be run.
    """

    edition: str
    outputs: tuple[Path, ...]
    changed: bool
    seconds: float
    ran: bool = True


def build(order: Order) -> Built:
    """Build one edition.

    Raises:
        UserError: anything that is missing or wrong in parameters, vintage, notebooks, document or page design, an
            output folder that cannot be written, or files that differ from those of a final edition.
            ``order.folder`` is then unchanged.
    """
    from arbeidsmarkt.building import remarks, vanished
    from arbeidsmarkt.document import assemble
    from arbeidsmarkt.execution import sections
    from arbeidsmarkt.inputs import readiness, report
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.inputs.vintages import Vintage

    began = time.monotonic()
    project, cache = order.project, order.cache
    with atomic.workplace(order.out, order.edition) as work:
        # what is asked for
        settings = report.load(project.report_file)
        edition = Edition.load(project, Period.parse(order.edition))
        if order.allow_typed and edition.status == "final":
            raise UserError(
                f"edition {edition.label} is final, and takes no numbers typed by hand",
                where=project.name(edition.path), remedy="build it without --allow-typed",
            )  # fmt: skip
        made_from = current.fingerprint(order, edition.vintage)
        vintage = Vintage.open(project.vintages, edition.vintage)
        readiness.check(project, edition)
        _name_what_nothing_reads(order, settings)
        formats = order.formats or settings.formats

        # run the notebooks
        plan = sections.Plan(
            project, order.edition, settings.sections, edition.parameters(), vintage, cache, work / "runs",
            order.out / FAILED / order.edition, order.jobs, order.allow_typed, order.kernels,
        )  # fmt: skip
        executed = sections.run(plan)

        # put the report together
        info = _info(edition, order)
        left = [record for done in executed for record in done.records]
        remarked = remarks.said(project, edition.quarter, left, allow_typed=order.allow_typed)
        assembled = assemble.assemble(settings, info, [(done.name, done.records) for done in executed], remarked)
        made = work / "made"
        assembled.write(made)
        _write_notebooks(made, executed)
        _write_workbook(made, settings, info, executed)
        _render(made, order, info, formats)
        _write_manifest(made, order, settings, edition, vintage, assembled, executed, formats)

        # say what readers will not see
        read = {done.name: done.text for done in executed}
        printed = [item.fact for item in edition.printed]
        for note in vanished.notes(read, assembled.facts["facts"], printed, assembled.empty):
            events.tell({"event": "warning", "edition": order.edition, "text": note})

        changed = publish(order, edition, made, made_from)
    return Built(order.edition, outputs(order), changed, time.monotonic() - began)


def publish(order: Order, edition: Edition, made: Path, made_from: str) -> bool:
    """Move a complete build into place, if it may be published there.

    Args:
        order: the order.
        edition: the edition's parameters.
        made: the folder of the new build.
        made_from: the fingerprint of its inputs.

    Returns:
        Whether anything differs from the previous build.

    Raises:
        UserError: the files differ from those of the final edition, or ``order.inspect`` raises an error.
    """
    if order.inspect:
        order.inspect(edition, made)
    if not order.correcting:
        final_record.protect(edition, made, order.folder, order.project.name(order.folder))
    changed = not _same(made, order.folder)
    if changed:
        atomic.move_into_place(made, order.folder)
    atomic.discard(order.out / FAILED / order.edition)
    current.keep(order, edition.vintage, made_from)
    return changed


def outputs(order: Order) -> tuple[Path, ...]:
    """The paths of the report in a build, in the order of their formats."""
    paths = [order.folder / resource["path"] for resource in package.read(order.folder, order.edition)["resources"]]
    formats = [".html", ".pdf", ".docx"]
    found = [path for path in paths if path.parent == order.folder and path.suffix in formats]
    return tuple(sorted(found, key=lambda path: formats.index(path.suffix)))


def _name_what_nothing_reads(order: Order, settings: Report) -> None:
    """Report the files in the project's folders that nothing reads.

    Raises:
        UserError, Faults: such a file looks like parameters, remarks or published figures, which would change the
            report.
    """
    from arbeidsmarkt.inputs import theme, unread

    look = theme.load(order.project.theme, order.project.name(order.project.theme))
    found = unread.files(order.project, [section.notebook for section in settings.sections], look.logo)
    raise_all([fault for fault in found if unread.is_input(fault)])
    for fault in found:
        events.tell({"event": "warning", "edition": order.edition, "text": str(fault)})


def _info(edition: Edition, order: Order) -> EditionInfo:
    from arbeidsmarkt.basics import dutch
    from arbeidsmarkt.document.assemble import EditionInfo
    from arbeidsmarkt.inputs import trials

    newest_first = sorted(edition.errata, key=lambda erratum: erratum.date, reverse=True)
    errata = tuple(f"{dutch.date(erratum.date)}: {erratum.text}" for erratum in newest_first)
    trial = trials.read_by(order.project, edition)
    mark = "; ".join(text for text, applies in ((TRIAL, trial), (TYPED, order.allow_typed)) if applies)
    return EditionInfo(
        edition.quarter, edition.publication_date, edition.status, errata, mark, TRIAL_SUFFIX if trial else "",
        reconstruction=_reconstruction(order.project, edition),
    )  # fmt: skip


def _reconstruction(project: Project, edition: Edition) -> str:
    """Why an edition is a reconstruction, for its first page; empty if its figures were read in time."""
    from arbeidsmarkt.inputs.vintages import Vintage

    vintage = Vintage.open(project.vintages, edition.vintage)
    if vintage.reconstructed:
        return (
            "De cijfers van deze editie zijn achteraf samengesteld uit publicaties van het CBS; "
            "een deel is van latere datum dan de editie zelf."
        )
    if vintage.date > edition.publication_date:
        how = "ingelezen" if vintage.kind == "imported" else "van StatLine gelezen"
        return f"De cijfers van deze editie zijn na haar datum {how} en kunnen intussen zijn bijgesteld."
    return ""


def _write_notebooks(made: Path, executed: Sequence[Executed]) -> None:
    """Write the executed notebooks."""
    (made / "notebooks").mkdir()
    for done in executed:
        path = made / "notebooks" / f"{done.name}.ipynb"
        path.write_text(done.text, encoding="utf-8", newline="\n")


def _write_workbook(made: Path, settings: Report, info: EditionInfo, executed: Sequence[Executed]) -> None:
    """Write ``tables.xlsx``, with the numbers behind every figure and table."""
    from arbeidsmarkt.document import workbook

    shown = [record for done in executed for record in done.records if record["kind"] in ("figure", "table")]
    title, lines = f"{settings.title}, {info.quarter.text}", workbook.cover_lines(info)
    workbook.write(
        made / "tables.xlsx", title, lines, [workbook.sheet(record) for record in shown], info.publication_date
    )


def _render(made: Path, order: Order, info: EditionInfo, formats: Sequence[str]) -> None:
    """Render the report in each format, or take it from the cache if document, design and engine are unchanged."""
    from arbeidsmarkt.document import rendering
    from arbeidsmarkt.document.rendering import inspection

    design = order.project.report
    common = {
        "document": {name: digest_file(made / name) for name in ("document.md", "facts.json")},
        "folders": {name: digest_files(made / name) for name in ("figures", "data")},
        "design": digest_files(design),
        "engine": current.engine(order.engine),
        "renderer": caching.library(caching.RENDERERS),
        "versions": caching.versions(order.project.root / "requirements.lock"),
    }  # fmt: skip
    keys = {name: digest_json([name, common]) for name in formats}
    found = {name: order.cache.get("renders", key) for name, key in keys.items()}
    for name, content in found.items():
        if content is not None:
            (made / info.file_name(design.name, name)).write_bytes(content)
    missing = [name for name, content in found.items() if content is None]
    if not missing:
        return
    expected = inspection.Expected((made / "document.md").read_text(encoding="utf-8"))
    for name, path in zip(
        missing, rendering.render(made, info, missing, design=design, engine=order.engine), strict=True
    ):
        inspection.inspect(path.read_bytes(), name, expected)  # before it is added to the cache
        order.cache.put("renders", keys[name], path.read_bytes())


def _write_manifest(
    made: Path,
    order: Order,
    settings: Report,
    edition: Edition,
    vintage: Vintage,
    assembled: Document,
    executed: Sequence[Executed],
    formats: Sequence[str],
) -> None:
    """Write ``datapackage.json``: every file, and what the build was made from."""
    from arbeidsmarkt.document import data_files, markup, rendering
    from arbeidsmarkt.inputs import remarks

    project = order.project
    used = [vintage.tables[name] for name in assembled.reads["tables"] if name in vintage.tables]
    made_from: Mapping[str, Any] = {
        "arbeidsmarkt": arbeidsmarkt.__version__,
        "engine": order.engine,
        **rendering.program(order.engine, formats),
        "parameters": edition.parameters(),
        **({"remarks": digest_file(own)} if (own := remarks.path(project, edition.quarter)).is_file() else {}),
        "vintage": {"label": vintage.label, "kind": vintage.kind, "date": str(vintage.date)},
        "tables": {table.id: table.sha256 for table in used},
        "notebooks": {done.name: done.source for done in executed},
        "series": digest_file(project.series),
        "published": digest_files(project.published),
        "coverage": digest_files(project.coverage.parent, project.coverage.name),
        "design": digest_files(project.report),
        "library": caching.library(caching.BUILDS),
        "versions": caching.versions(project.root / "requirements.lock"),
    }
    package.write(
        made,
        report=project.report.name,
        title=f"{settings.title}, {edition.quarter.text}",
        edition=order.edition,
        status=edition.status,
        published=edition.publication_date,
        fields=data_files.FIELDS,
        captions={label: markup.plain(caption) for label, caption in assembled.captions.items()},
        sources=[
            {"title": f"{table.publisher or 'CBS'}, {table.title} ({table.id})", "path": table.url} for table in used
        ],
        made_from=made_from,
    )


def _same(made: Path, folder: Path) -> bool:
    """Whether the new build equals the one that is in place."""
    manifest, earlier = made / package.MANIFEST, folder / package.MANIFEST
    if not earlier.is_file() or manifest.read_bytes() != earlier.read_bytes():
        return False
    return not package.deviations(folder, package.read(folder, folder.name))
