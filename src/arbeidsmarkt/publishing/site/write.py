"""Writing the site: whole or not at all, and only what an edition changed.

The new site is made beside the old one and changes places with it in one step. Files that stay as they were are linked
from the old site instead of being made again, so that one new edition costs no more than itself.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import content
from arbeidsmarkt.basics.content import digest_file, digest_json
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic, page
from arbeidsmarkt.inputs import report, theme
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.publishing import compare, comparison_page
from arbeidsmarkt.publishing.site import dcat, feed, issues as reading, over_time, pages, triangle
from arbeidsmarkt.publishing.site.issues import Issue

STATE = ".site.json"
_SCHEMA = "arbeidsmarkt-site/1"


@dataclass(frozen=True)
class Written:
    """What was published.

    Attributes:
        folder: the site.
        editions: how many are on it.
        made: the editions whose pages were made anew.
        held: those that are still under embargo.
    """

    folder: Path
    editions: int
    made: tuple[str, ...]
    held: tuple[Period, ...]


def write(
    project: Project, out: Path, now: dt.datetime, *, address: str = "", concepts: Path | None = None, jobs: int = 1
) -> Written:
    """Write the site.

    Args:
        project: the checkout.
        out: the folder of the site; what stands there must be an earlier site, or nothing.
        now: until when an embargo must have ended.
        address: of the site on the web, for feed, catalogue and security.txt; empty leaves these out.
        concepts: the output folder, to show editions that are not final as well.
        jobs: how many processes at once.

    Raises:
        UserError, Faults: anything wrong with an edition, or a folder that is no site; the old site stands.
    """
    if out.exists() and any(out.iterdir()) and not (out / STATE).is_file():
        raise UserError("holds something else than a site", where=project.name(out), remedy="choose an empty folder")
    if address:
        address = address.rstrip("/") + "/"
    state = _state(out)
    stamps: reading.Stamps = {name: tuple(stamp) for name, stamp in state["stamps"].items()}
    found, held = reading.read(project, now, stamps, concepts=concepts)
    if not found:
        remedy = "make an edition final first, or show concepts: arbeidsmarkt site --concepts"
        raise UserError("there is no edition to publish", where=project.name(project.archive), remedy=remedy)
    table = over_time.rows(found)
    with atomic.locked(out.parent, f"site-{out.name}"):
        for left in (out.parent / atomic.WORK).glob(f"site-{out.name}-*"):
            atomic.discard(left)  # by a run that was killed
        work = out.parent / atomic.WORK / f"site-{out.name}-{os.getpid()}"
        try:
            made, keys = _editions(project, found, out, work, state["editions"], jobs)
            _pages(project, found, table, work, address, now)
            kept = {name: stamp for name, stamp in stamps.items() if Path(name).exists()}
            text = json.dumps({"schema": _SCHEMA, "editions": keys, "stamps": kept}, sort_keys=True)
            (work / STATE).write_text(text + "\n", encoding="utf-8")
            atomic.move_into_place(work, out)
        finally:
            atomic.discard(work)
    return Written(out, len(found), tuple(made), tuple(held))


def _state(out: Path) -> dict[str, Any]:
    """What the site that stands there was made from; nothing when that cannot be known."""
    try:
        state: dict[str, Any] = json.loads((out / STATE).read_text(encoding="utf-8"))
        if state["schema"] == _SCHEMA:
            return state
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {"editions": {}, "stamps": {}}


def _editions(
    project: Project, found: Sequence[Issue], out: Path, work: Path, known: Mapping[str, str], jobs: int
) -> tuple[list[str], dict[str, str]]:
    """A folder per edition: linked from the old site where nothing in it changes, made anew elsewhere."""
    look = [digest_file(project.report / name) for name in ("report.yml", "theme.yml")]
    look.append(content.library(("publishing", "building")))
    tasks, keys = [], {}
    for number, issue in enumerate(found):
        before = found[number - 1] if number else None
        prints = [[each.number, each.fingerprint, dict(each.erratum)] for each in issue.versions]
        key = digest_json(
            [look, prints, issue.concept, before.newest.fingerprint if before else "", str(before and before.label)]
        )
        keys[issue.label] = key
        if known.get(issue.label) == key and (out / issue.label).is_dir():
            shutil.copytree(out / issue.label, work / issue.label, copy_function=os.link)
        else:
            tasks.append((project, issue, before, work))
    run: Callable[..., Any] = map
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(min(jobs, len(tasks))) as pool:
            made = list(pool.map(_edition, tasks))
    else:
        made = list(run(_edition, tasks))
    return made, keys


def _edition(task: tuple[Project, Issue, Issue | None, Path]) -> str:
    """Copy an edition's files and those of its earlier prints, and write its page and its comparison."""
    project, issue, before, work = task
    place = work / issue.label
    shutil.copytree(issue.newest.folder, place)
    for version in issue.versions[:-1]:
        shutil.copytree(version.folder, place / str(version.number))
    comparison = ""
    if before:
        try:
            pair = (before.quarter, before.newest.folder), (issue.quarter, issue.newest.folder)
            compared = compare.builds(project, *pair)
        except UserError:
            if not issue.concept and not before.concept:
                raise
        else:
            folders = (before.newest.folder, issue.newest.folder)
            comparison = comparison_page.write(place, project, compared, folders=folders).name
    page.write(place, "index.html", project, issue.quarter.text, pages.edition(issue, before, comparison))
    atomic.discard(place / atomic.WORK)
    return issue.label


def _pages(
    project: Project,
    found: Sequence[Issue],
    table: Sequence[dict[str, Any]],
    work: Path,
    address: str,
    now: dt.datetime,
) -> None:
    """The pages of the site as a whole, the data, the feed, the catalogue."""
    settings, look = report.load(project.report_file), theme.load(project.theme)
    title, organisation = settings.title, look.organisation
    described = pages.dataset(found, title, organisation, address)
    page.write(work, "index.html", project, "alle edities", pages.start(found, organisation, described))
    page.write(work, "cijfers.html", project, "alle cijfers", pages.figures(table, len(found)))
    triangles = triangle.triangles(project, found[-1].published)
    page.write(work, "eerste-cijfers.html", project, "hoe eerste cijfers uitpakten", pages.first_figures(triangles))
    statement = pages.accessibility(organisation, look.contact, title)
    page.write(work, "toegankelijkheid.html", project, "toegankelijkheid", statement)
    (work / "latest").mkdir()
    page.write(work / "latest", "index.html", project, "nieuwste editie", pages.latest(found[-1]))
    over_time.write(work / "facts", table)
    _series(project, found[-1], work / "series")
    if address:
        (work / "feed.xml").write_text(feed.atom(found, address, title, organisation), encoding="utf-8")
        catalogue = dcat.catalogue(found, address, title, organisation, look.contact)
        (work / "catalog.jsonld").write_text(catalogue, encoding="utf-8")
        (work / ".well-known").mkdir()
        reach = f"mailto:{look.contact}" if "@" in look.contact else f"https://{look.contact}"
        security = f"Contact: {reach}\nExpires: {now.year + 1}-12-31T23:59:59Z\nPreferred-Languages: nl, en\n"
        (work / ".well-known" / "security.txt").write_text(security, encoding="utf-8")
    for folder in (work, work / "latest"):
        atomic.discard(folder / atomic.WORK)


def _series(project: Project, newest: Issue, folder: Path) -> None:
    """The CBS series as the newest edition knew them: one CSV, and a JSON per series."""
    folder.mkdir()
    label = newest.manifest["made_from"]["vintage"]["label"]
    vintage = Vintage.open(project.vintages, label)
    names = ("series", "table", "members", "period", "value", "status", "published")
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(names)
    for series, table in sorted(vintage.series().items()):
        rows = [
            (
                series, table, " ".join(f"{axis}={key}" for axis, key in row.members.items()), row.period.code,
                "" if row.value is None else str(row.value), row.status, row.as_of.isoformat() if row.as_of else "",
            )
            for row in vintage.rows(series)
        ]  # fmt: skip
        lines.writerows(rows)
        content = {
            "schema": "arbeidsmarkt-series/1", "series": series, "table": table, "edition": newest.label,
            "vintage": label, "observations": [dict(zip(names[2:], row[2:], strict=True)) for row in rows],
        }  # fmt: skip
        (folder / f"{series}.json").write_text(
            json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
    (folder / "series.csv").write_text(text.getvalue(), encoding="utf-8", newline="\n")
