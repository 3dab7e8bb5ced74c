"""Writing the site: whole or not at all, and only what an edition changed.

The site is made of parts, each a file or a folder with a key of all that it is made from. The new site is made beside
the old one and changes places with it in one step; a part whose key is as it was is linked from the old one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import content
from arbeidsmarkt.basics.content import digest, digest_file, digest_files, digest_json
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic, page
from arbeidsmarkt.inputs import report, theme
from arbeidsmarkt.publishing import archive
from arbeidsmarkt.publishing.site import issues as reading, over_time, pages
from arbeidsmarkt.publishing.site.issues import Issue

STATE = ".site.json"
_SCHEMA = "arbeidsmarkt-site/3"
#: how the state begins: with the digest of the rest, which is its text without this
_SEAL = '{{"digest": "{}", '


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


@dataclass(frozen=True)
class _Part:
    """A file or folder of the site.

    Attributes:
        key: the digest of all that it is made from.
        make: a function of this module, which writes it: called with the path and ``arguments``.
    """

    key: str
    make: Callable[..., None]
    arguments: tuple[Any, ...]


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
    library = content.library(("publishing", "building", "document", "inputs"))
    state = _state(out, library)
    work = out.parent / atomic.WORK / f"site-{out.name}-{os.getpid()}"
    try:
        with _workers(jobs) as start:
            if any(quarter.label not in state["parts"] for quarter in archive.quarters(project)):
                start(_import_ahead)  # while the editions are read, one processor has nothing to do
            known = reading.Known(state["stamps"], state["issues"])
            found, held = reading.read(project, now, known, concepts=concepts)
            if not found:
                remedy = "make an edition final first, or show concepts: arbeidsmarkt site --concepts"
                raise UserError("there is no edition to publish", where=project.name(project.archive), remedy=remedy)
            table = over_time.rows(found)
            with atomic.locked(out.parent, f"site-{out.name}"):
                for left in work.parent.glob(f"site-{out.name}-*"):
                    atomic.discard(left)  # by a run that was killed
                work.mkdir()
                parts = _parts(project, found, table, address)
                started: dict[str, Callable[[], str]] = {}
                taken_over: dict[str, _Listing] = {}
                for name, part in parts.items():
                    files = _unchanged(part, out / name, state["parts"].get(name))
                    if files:
                        taken_over[name] = files
                    else:
                        started[name] = start(_make, part, work / name)
                # while the workers are busy
                for name, files in taken_over.items():
                    _link(out / name, work / name, files)
                _pages(project, found, table, work, address, now)
                made = {name: [parts[name].key, listing()] for name, listing in started.items()}
                for folder in (work, work / "latest"):
                    atomic.discard(folder / atomic.WORK)
                listed = {name: made.get(name) or state["parts"][name] for name in parts}
                _keep(work, library, listed, found, known)
                atomic.move_into_place(work, out)
    finally:
        atomic.discard(work)  # after the workers, which write there
    return Written(out, len(found), tuple(issue.label for issue in found if issue.label in made), tuple(held))


def _state(out: Path, library: str) -> dict[str, Any]:
    """What the site that stands there was made from; nothing when that cannot be known."""
    try:
        text = (out / STATE).read_text(encoding="utf-8")
        state: dict[str, Any] = json.loads(text)
        seal = state.pop("digest")
        whole = seal == digest("{" + text.removeprefix(_SEAL.format(seal)))  # edited by hand, it counts for nothing
        if whole and (state["schema"], state["library"]) == (_SCHEMA, library):
            return state
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {"parts": {}, "stamps": {}, "issues": {}}


def _keep(
    work: Path,
    library: str,
    parts: Mapping[str, Sequence[str]],
    found: Sequence[Issue],
    known: reading.Known,
) -> None:
    """Note what the site was made from, for the next run."""
    state = {
        "schema": _SCHEMA,
        "library": library,
        "parts": parts,
        "stamps": known.stamps,
        "issues": {issue.newest.manifest: known.issues[issue.newest.manifest] for issue in found},
    }
    text = json.dumps(state, ensure_ascii=False, sort_keys=True)
    (work / STATE).write_text(_SEAL.format(digest(text)) + text[1:], encoding="utf-8")


#: every file of a part: what follows the part's own path, size and moment of change
_Listing = list[tuple[str, int, int]]


def _listing(path: Path) -> _Listing:
    """The files of a part; links to them have the same size and moment of change."""
    files = [str(path)]
    if path.is_dir():
        files = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]  # noqa: PTH118  thousands
    found = [(file.removeprefix(str(path)), os.stat(file)) for file in files]  # noqa: PTH116
    return sorted((name, about.st_size, about.st_mtime_ns) for name, about in found)


def _parts(project: Project, found: Sequence[Issue], table: Sequence[dict[str, Any]], address: str) -> dict[str, _Part]:
    """Every part by its name, a path in the site; those that take longest, and those that are mostly new, first."""
    look = [digest_file(project.report / name) for name in ("report.yml", "theme.yml")]
    newest = found[-1]
    vintages = digest_files(project.vintages, "*/datapackage.json")
    prints = [[[each.manifest, dict(each.erratum)] for each in issue.versions] for issue in found]
    parts = {"series": _part(_series, [vintages, newest.label], project, newest)}
    parts["facts"] = _part(_facts, [prints], table)
    for number, issue in reversed(list(enumerate(found))):
        before = found[number - 1] if number else None
        key = [look, issue.concept, prints[number], before and [before.label, before.newest.manifest]]
        parts[issue.label] = _part(_edition, key, project, issue, before)
    figures = [digest_files(folder) for folder in (project.params, project.published)]
    parts["eerste-cijfers.html"] = _part(
        _first_figures, [look, vintages, figures, newest.published.isoformat()], project, newest.published
    )
    if address:
        about = [look, address, prints, [issue.label for issue in found]]
        brief = [replace(issue, facts={}) for issue in found]  # to send the facts to a process takes longer than a feed
        parts["catalog.jsonld"] = _part(_catalogue, about, project, brief, address)
        parts["feed.xml"] = _part(_feed, about, project, brief, address)
    return parts


def _part(make: Callable[..., None], key: object, *arguments: object) -> _Part:
    return _Part(digest_json([make.__name__, key]), make, arguments)


def _unchanged(part: _Part, old: Path, known: Sequence[str] | None) -> _Listing | None:
    """The files of a part of the old site that was made from the same and is as it was made; None if it is not."""
    if known is None or known[0] != part.key or not old.exists():
        return None
    files = _listing(old)
    return files if known[1] == digest_json(files) else None


def _link(old: Path, new: Path, files: _Listing) -> None:
    """Take a part over from the old site; both have the same files."""
    names = [name for name, _, _ in files]
    for folder in {os.path.dirname(f"{new}{name}") for name in names}:  # noqa: PTH120  thousands of files
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    for name in names:
        os.link(f"{old}{name}", f"{new}{name}")


@contextlib.contextmanager
def _workers(jobs: int) -> Iterator[Callable[..., Callable[[], str]]]:
    """A function that starts a task and returns a function that waits for its result.

    With one process the task runs when its result is requested.
    """
    if jobs < 2:
        yield functools.partial
        return
    with ProcessPoolExecutor(jobs) as pool:  # its processes start with the first task
        try:
            yield lambda *task: pool.submit(*task).result
        finally:
            pool.shutdown(cancel_futures=True)


def _import_ahead() -> None:
    """Import what takes longest; ``_facts`` does it as well, in whichever process it runs."""
    import pyarrow.csv  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]  # noqa: F401


def _make(part: _Part, path: Path) -> str:
    """Make a part; the digest of its listing."""
    part.make(path, *part.arguments)
    return digest_json(_listing(path))


def _edition(folder: Path, project: Project, issue: Issue, before: Issue | None) -> None:
    """Copy an edition's files and those of its earlier prints, and write its page and its comparison."""
    from arbeidsmarkt.publishing import compare, comparison_page

    shutil.copytree(issue.newest.folder, folder)
    for version in issue.versions[:-1]:
        shutil.copytree(version.folder, folder / str(version.number))
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
            comparison = comparison_page.write(folder, project, compared, folders=folders).name
    page.write(folder, "index.html", project, issue.quarter.text, pages.edition(issue, before, comparison))
    atomic.discard(folder / atomic.WORK)


def _facts(folder: Path, table: Sequence[dict[str, Any]]) -> None:
    over_time.write(folder, table)


def _series(folder: Path, project: Project, newest: Issue) -> None:
    from arbeidsmarkt.publishing.site import series

    series.write(folder, project, newest.label, newest.vintage)


def _first_figures(path: Path, project: Project, until: dt.date) -> None:
    from arbeidsmarkt.numbers import revision_triangle

    body = pages.first_figures(revision_triangle.triangles(project, until))
    page.write(path.parent, path.name, project, "hoe eerste cijfers uitpakten", body)


def _catalogue(path: Path, project: Project, found: Sequence[Issue], address: str) -> None:
    from arbeidsmarkt.publishing.site import dcat

    title, look = report.load(project.report_file).title, theme.load(project.theme)
    path.write_text(dcat.catalogue(found, address, title, look.organisation, look.contact), encoding="utf-8")


def _feed(path: Path, project: Project, found: Sequence[Issue], address: str) -> None:
    from arbeidsmarkt.publishing.site import feed

    title, look = report.load(project.report_file).title, theme.load(project.theme)
    path.write_text(feed.atom(found, address, title, look.organisation), encoding="utf-8")


def _pages(
    project: Project,
    found: Sequence[Issue],
    table: Sequence[dict[str, Any]],
    work: Path,
    address: str,
    now: dt.datetime,
) -> None:
    """The small pages of the site as a whole, which are made each time."""
    settings, look = report.load(project.report_file), theme.load(project.theme)
    title, organisation = settings.title, look.organisation
    described = pages.dataset(found, title, organisation, address)
    page.write(work, "index.html", project, "alle edities", pages.start(found, organisation, described))
    page.write(work, "cijfers.html", project, "alle cijfers", pages.figures(table, len(found)))
    statement = pages.accessibility(organisation, look.contact, title)
    page.write(work, "toegankelijkheid.html", project, "toegankelijkheid", statement)
    (work / "latest").mkdir()
    page.write(work / "latest", "index.html", project, "nieuwste editie", pages.latest(found[-1]))
    if address:
        (work / ".well-known").mkdir()
        reach = f"mailto:{look.contact}" if "@" in look.contact else f"https://{look.contact}"
        security = f"Contact: {reach}\nExpires: {now.year + 1}-12-31T23:59:59Z\nPreferred-Languages: nl, en\n"
        (work / ".well-known" / "security.txt").write_text(security, encoding="utf-8")
