"""Runs the notebooks of one edition, or recalls their earlier runs, and reads their records.

The notebooks run in parallel. Those marked ``after: all`` run after the others, and get what these pass on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
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
        sections: the sections, in the order of ``report.yml``.
        parameters: the parameters that papermill injects into each notebook.
        vintage: the edition's vintage, opened and checked.
        cache: the results of earlier runs.
        work: a private folder.
        kept: the folder for partly executed notebooks.
        jobs: how many notebooks run at once.
        allow_typed: whether numbers typed by hand are allowed; the document is then marked.
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
        """The digests of what the notebooks may read."""
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
        """The digest of the input with this name; if it does not exist, that of an empty content."""
        if name not in self._known:
            kind, _, key = name.partition(":")
            read: dict[str, Callable[[str], str | bytes]] = {
                "table": self._table, "series": self._series, "published": self._published, "file": self._file,
            }  # fmt: skip
            self._known[name] = digest(read[kind](key))
        return self._known[name]

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue.load(self.project.series)

    @cached_property
    def _figures(self) -> Sequence[published.PublishedFigure]:
        return published.load(self.project.published)

    def _table(self, key: str) -> str:
        return repr(self.vintage.tables.get(key))  # title, release date and links are printed, so they count too

    def _series(self, key: str) -> str:
        spec = self._catalogue.series.get(key)
        held = self.vintage.table_of(key)
        return repr((spec, spec and self._catalogue.tables.get(spec.table), held and held.id))

    def _published(self, key: str) -> str:
        return repr([figure for figure in self._figures if figure.key == key])

    def _file(self, key: str) -> bytes:
        path = self.project.root / key
        if path.is_dir():  # the names of its files and folders, and the content of its files
            held = {item.name: digest_file(item) if item.is_file() else "" for item in path.iterdir()}
            return digest_json(held).encode()
        return path.read_bytes() if path.is_file() else b""


@dataclass(frozen=True)
class Executed:
    """An executed notebook.

    Attributes:
        name: the notebook's name, without ``.ipynb``.
        text: the text of the executed notebook's file.
        source: the digest of the notebook's source.
    """

    name: str
    text: str
    source: str

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """Its records, in order."""
        return notebook_run.records(self.text)


def run(plan: Plan) -> list[Executed]:
    """Run all sections of the edition; they are returned in the order of ``report.yml``.

    Raises:
        UserError: a notebook is missing, does not declare a parameter, has numbers typed by hand, or fails; all
            faults together.
    """
    if not plan.allow_typed:
        raise_all([fault for section in plan.sections for fault in _typed(plan, section.notebook)])
    plan = _with_kernels(plan)
    first = _run([section for section in plan.sections if section.after is None], plan, None)
    others = json.dumps(_handover(plan, first), ensure_ascii=False, sort_keys=True)
    last = _run([section for section in plan.sections if section.after == "all"], plan, others)
    done = {executed.name: executed for executed in (*first, *last)}
    return [done[section.notebook] for section in plan.sections]


def _typed(plan: Plan, name: str) -> list[UserError]:
    """Faults for what is typed by hand in a notebook; the cache remembers notebooks without any."""
    try:
        text = notebook_file.read(_path(plan, name), _shown(name))
    except UserError:
        return []  # reported when the notebook is run
    key = digest_json([notebook_file.source(text), caching.library(caching.NOTEBOOKS)])
    if plan.cache.get("typed", key) is not None:
        return []
    from arbeidsmarkt.text import typed  # slow to import, and often not needed

    found = typed.in_notebook(text, _shown(name))
    if not found:
        plan.cache.put("typed", key, b"nothing")
    return found


def _with_kernels(plan: Plan) -> Plan:
    """The plan; with ordinary kernels if the installed libraries do not support the fast ones."""
    if plan.kernels == "fast" and (gone := private_names.gone()):
        events.tell({"event": "standard kernels", "edition": plan.edition, "gone": gone})
        return replace(plan, kernels="standard")
    return plan


def _handover(plan: Plan, done: Sequence[Executed]) -> dict[str, Any]:
    """What is passed to the notebooks marked ``after: all``, with the digests of what the others read."""
    return {
        **handover.gather(plan.edition, [record for executed in done for record in executed.records]),
        # so that these notebooks run again if an input changes, such as a table's release date, which one of them
        # prints
        "inputs": {name: digest for executed in done for name, digest in _reads(plan.inputs, executed).items()},
    }


def _run(sections: Sequence[Section], plan: Plan, others: str | None) -> list[Executed]:
    """Recall the runs that can be recalled, and run the other notebooks in parallel."""
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
    # the longest first, so that no long one is still running when all others are done
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
    from arbeidsmarkt.execution import kernels  # slow to import, and often not needed

    home = plan.work / "ipython"
    if plan.jobs == 1:  # other editions use the processors; each kernel is a process of its own anyway
        kernels.make(home, ahead=len(runs))
        return children.in_turn(notebook_run.execute, runs)
    kernels.make(home)
    # papermill waits for its kernel a third of the time, so run one notebook more than there are processors
    return children.each(notebook_run.execute, runs, plan.jobs + 1)


def _path(plan: Plan, name: str) -> Path:
    return plan.project.notebooks / f"{name}.ipynb"


def _shown(name: str) -> str:
    return f"notebooks/{name}.ipynb"


def _key(plan: Plan, source: str, others: str | None) -> str:
    """The digest of what a run depends on, as far as that is known before the run."""
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
    """What an executed notebook recorded as read, with the digests of these inputs."""
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
