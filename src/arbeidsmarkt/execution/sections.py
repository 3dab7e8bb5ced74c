"""The sections of one edition: each notebook run, or its earlier run recalled, and the records that it leaves.

The notebooks run side by side; those marked ``after: all`` follow, and are told what the others left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from arbeidsmarkt.basics import content as caching, events
from arbeidsmarkt.basics.content import Cache, digest, digest_file, digest_json
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import handover
from arbeidsmarkt.execution import children, notebook_run, private_names
from arbeidsmarkt.inputs import notebook_file, published
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.report import Section
from arbeidsmarkt.inputs.vintages import Vintage

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What running an edition's notebooks needs.

    Attributes:
        project: the checkout.
        edition: ``2024Q3``.
        sections: in the order of ``report.yml``.
        parameters: what papermill injects into each notebook.
        vintage: opened and checked.
        cache: of earlier runs.
        work: a private folder.
        kept: where partly executed notebooks go.
        jobs: how many notebooks at once.
        allow_typed: whether numbers typed by hand may stand; the document is then marked.
        kernels: ``fast`` or ``standard``, see ``notebook_run.Run``.
    """

    project: Project
    edition: str
    sections: Sequence[Section]
    parameters: Mapping[str, Any]
    vintage: Vintage
    cache: Cache
    work: Path
    kept: Path
    jobs: int
    allow_typed: bool = False
    kernels: str = "fast"

    @cached_property
    def inputs(self) -> Inputs:
        """What the notebooks may read, by name."""
        return Inputs(self.project, self.vintage)


@dataclass
class Inputs:
    """The present digest of everything that a notebook can read through ``arbeidsmarkt.notebook``.

    Names are ``table:80474ned``, ``series:open_vacancies``, ``published:working_hours`` and ``file:params/x.yml``.
    """

    project: Project
    vintage: Vintage
    _known: dict[str, str] = field(default_factory=dict)

    def digest(self, name: str) -> str:
        """The digest of what ``name`` stands for; that of nothing when it is not there."""
        if name not in self._known:
            kind, _, key = name.partition(":")
            self._known[name] = digest(getattr(self, f"_{kind}")(key))
        return self._known[name]

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue.load(self.project.series)

    @cached_property
    def _figures(self) -> Sequence[published.PublishedFigure]:
        return published.load(self.project.published)

    def _table(self, key: str) -> str:
        return repr(self.vintage.tables.get(key))  # title, release date and links too: they are printed

    def _series(self, key: str) -> str:
        spec = self._catalogue.series.get(key)
        held = self.vintage.table_of(key)
        return repr((spec, spec and self._catalogue.tables.get(spec.table), held and held.id))

    def _published(self, key: str) -> str:
        return repr([figure for figure in self._figures if figure.key == key])

    def _file(self, key: str) -> bytes:
        path = self.project.root / key
        if path.is_dir():  # what lies in it, by name, with what its files hold
            held = {item.name: digest_file(item) if item.is_file() else "" for item in path.iterdir()}
            return digest_json(held).encode()
        return path.read_bytes() if path.is_file() else b""


@dataclass(frozen=True)
class Executed:
    """An executed notebook.

    Attributes:
        name: of the notebook, without ``.ipynb``.
        text: of the executed notebook's file.
        source: digest of the notebook's source.
    """

    name: str
    text: str
    source: str

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """What it leaves for the report, in order."""
        return notebook_run.records(self.text)


def run(plan: Plan) -> list[Executed]:
    """Every section of the edition, in the order of ``report.yml``.

    Raises:
        UserError: a notebook is missing, does not know a parameter, holds numbers typed by hand, or fails. All
            faults together.
    """
    if not plan.allow_typed:
        raise_all([fault for section in plan.sections for fault in _typed(plan, section.notebook)])
    plan = _with_kernels(plan)
    first = _run([section for section in plan.sections if section.after is None], plan, None)
    others = json.dumps(_told(plan, first), ensure_ascii=False, sort_keys=True)
    last = _run([section for section in plan.sections if section.after == "all"], plan, others)
    done = {executed.name: executed for executed in (*first, *last)}
    return [done[section.notebook] for section in plan.sections]


def _typed(plan: Plan, name: str) -> list[UserError]:
    """What the author of a notebook typed by hand; remembers which notebooks hold nothing of that kind."""
    try:
        text = notebook_file.read(_path(plan, name), _shown(name))
    except UserError:
        return []  # which is reported when the notebook is run
    key = digest_json([notebook_file.source(text), caching.library(caching.NOTEBOOKS)])
    if plan.cache.get("typed", key) is not None:
        return []
    from arbeidsmarkt.text import typed  # which imports more than "nothing to do" may cost

    found = typed.in_notebook(text, _shown(name))
    if not found:
        plan.cache.put("typed", key, b"nothing")
    return found


def _with_kernels(plan: Plan) -> Plan:
    """The plan, with ordinary kernels when the installed libraries no longer allow the fast ones."""
    if plan.kernels == "fast" and (gone := private_names.gone()):
        events.tell({"event": "standard kernels", "edition": plan.edition, "gone": gone})
        return replace(plan, kernels="standard")
    return plan


def _told(plan: Plan, done: Sequence[Executed]) -> dict[str, Any]:
    """What the notebooks marked ``after: all`` are told, with the digests of what the others read."""
    return {
        **handover.gather(plan.edition, [record for executed in done for record in executed.records]),
        # so that a table's new release date, say, reaches the notebook that prints the dates of all tables
        "inputs": {name: digest for executed in done for name, digest in _reads(plan.inputs, executed).items()},
    }


def _run(sections: Sequence[Section], plan: Plan, others: str | None) -> list[Executed]:
    """Recall what can be recalled, run the rest side by side."""
    done: dict[str, Executed] = {}
    keys: dict[str, str] = {}
    sources: dict[str, str] = {}
    faults: list[UserError] = []
    for section in sections:
        try:
            name = section.notebook
            sources[name] = notebook_file.source(notebook_file.read(_path(plan, name), _shown(name)))
            keys[name] = _key(plan, sources[name], others)
            earlier = caching.recall(plan.cache, keys[name], plan.inputs.digest)
            if earlier is not None:
                done[name] = Executed(name, earlier.decode(), digest(sources[name]))
            else:
                notebook_file.check_parameters(_path(plan, name), _shown(name), plan.parameters)
        except UserError as error:
            faults.append(error)
    raise_all(faults)
    # the longest first, so that the others do not have to wait for one that began last
    waiting = sorted((name for name in keys if name not in done), key=lambda name: len(sources[name]), reverse=True)
    runs = [(_task(plan, name, others),) for name in waiting]
    for index, result in _results(runs, plan) if waiting else ():
        name = waiting[index]
        if isinstance(result, UserError):
            faults.append(result.at(_shown(name)))
            continue
        events.tell({"event": "notebook", "edition": plan.edition, "notebook": name})
        done[name] = Executed(name, result, digest(sources[name]))
        caching.remember(plan.cache, keys[name], _reads(plan.inputs, done[name]), result.encode())
    raise_all(sorted(faults, key=str))
    return [done[name] for name in keys]


def _results(runs: Sequence[tuple[notebook_run.Run]], plan: Plan) -> Iterable[children.Result]:
    if plan.kernels == "standard":
        return children.each(notebook_run.execute, runs, plan.jobs + (plan.jobs > 1))
    from arbeidsmarkt.execution import kernels  # which imports more than "nothing to do" may cost

    home = plan.work / "ipython"
    if plan.jobs == 1:  # other editions keep the processors busy; each kernel is a process of its own anyway
        kernels.make(home, ahead=len(runs))
        return children.in_turn(notebook_run.execute, runs)
    kernels.make(home)
    # papermill waits for its kernel a third of the time: one more than there are processors keeps them all busy
    return children.each(notebook_run.execute, runs, plan.jobs + 1)


def _path(plan: Plan, name: str) -> Path:
    return plan.project.notebooks / f"{name}.ipynb"


def _shown(name: str) -> str:
    return f"notebooks/{name}.ipynb"


def _key(plan: Plan, source: str, others: str | None) -> str:
    """What a run depends on, as far as this is known before it."""
    vintage = plan.vintage
    return digest_json(
        {
            "source": source,
            "parameters": dict(plan.parameters),
            "others": others or "",
            "typed": plan.allow_typed,
            "kernels": plan.kernels,
            "library": caching.library(caching.NOTEBOOKS),
            "versions": caching.versions(plan.project.root / "requirements.lock"),
            "theme": plan.inputs.digest("file:reports/arbeidsmarkt-in-beeld/theme.yml"),
            "vintage": [vintage.label, vintage.kind, str(vintage.date), vintage.title],
        }
    )


def _reads(inputs: Inputs, executed: Executed) -> dict[str, str]:
    """What an executed notebook says it read, with the digests of these."""
    names: set[str] = set()
    for record in executed.records:
        if record["kind"] == "reads":
            for kind, prefix in (
                ("tables", "table"),
                ("series", "series"),
                ("published", "published"),
                ("files", "file"),
            ):
                names.update(f"{prefix}:{key}" for key in record.get(kind, ()))
    return {name: inputs.digest(name) for name in sorted(names)}


def _task(plan: Plan, name: str, others: str | None) -> notebook_run.Run:
    kept = plan.kept / f"{name}.ipynb"
    return notebook_run.Run(
        notebook=_path(plan, name),
        display_name=_shown(name),
        parameters=plan.parameters,
        work=plan.work / name,
        kept=kept,
        kept_name=plan.project.name(kept),
        root=plan.project.root,
        facts=others,
        environment={handover.ALLOW_TYPED: "1"} if plan.allow_typed else {},
        kernels=plan.kernels,
    )
