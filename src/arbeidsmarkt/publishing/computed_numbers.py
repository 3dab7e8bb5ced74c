"""Checks, by running notebooks with changed figures, that computed numbers depend on their stated inputs.

A notebook that calls ``computed`` runs again for each input series, with that series permuted and scaled, up to three
times. A number that is the same each time is reported: it may be right (a rank or a count often stays the same), or its
code uses something else than what it states.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.notebook_file import cell_source, sets_parameters

if TYPE_CHECKING:
    from arbeidsmarkt.execution.children import Result

_DRAWS = 3
_CALL = re.compile(r"\bcomputed\s*\(")
_BEGIN = "import arbeidsmarkt.notebook as _library; from arbeidsmarkt.desk import permuted as _permuted"

#: a computed number in a run: its title, and its index among those with that title
Name = tuple[str, int]
Numbers = dict[Name, dict[str, Any]]


@dataclass(frozen=True)
class Attempt:
    """A run of a notebook: with the real figures, or with those of one series changed."""

    notebook: str
    key: str = ""
    draw: int = 0


def look(
    project: Project, notebooks: Mapping[str, str], edition: Edition, jobs: int, after_all: Collection[str] = ()
) -> tuple[list[UserError], list[str]]:
    """Try every computed number of these notebooks with changed figures.

    Args:
        project: the checkout.
        notebooks: name -> text of the notebook; those that compute nothing are skipped.
        edition: the edition with whose parameters they run.
        jobs: how many notebooks run at once.
        after_all: the notebooks that read the others' facts; they need the edition's last build to be tried.

    Returns:
        The faults: notebooks that cannot run, among them those with a number that does not read its stated inputs. And
        notes on each number that never changed, with its cell.
    """
    computing = {name: text for name, text in notebooks.items() if _computes(text)}
    if not computing:
        return [], []
    from arbeidsmarkt.execution.warm import Warm

    with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-check-") as folder, Warm(jobs, drawing_processes=0) as warm:
        trial = _Trial(project, computing, edition, Path(folder), warm, jobs, after_all)
        return trial.look()


@dataclass
class _Trial:
    project: Project
    notebooks: Mapping[str, str]
    edition: Edition
    folder: Path
    warm: Any
    jobs: int
    after_all: Collection[str]

    def look(self) -> tuple[list[UserError], list[str]]:
        faults: list[UserError] = []
        notes: list[str] = []
        made: dict[str, Numbers] = {}
        for attempt, result in self._run([Attempt(name) for name in self.notebooks]):
            if not isinstance(result, UserError):
                made[attempt.notebook] = result
            elif attempt.notebook in self.after_all:
                notes.append(f"{_place(attempt)}: its computed numbers cannot be tried: {result}")
            else:
                faults.append(result)
        waiting = {
            (notebook, key): {name for name, number in numbers.items() if key in number["inputs"]}
            for notebook, numbers in made.items()
            for key in sorted({key for number in numbers.values() for key in number["inputs"]})
        }
        for draw in range(_DRAWS):
            attempts = [Attempt(notebook, key, draw) for (notebook, key), unchanged in waiting.items() if unchanged]
            for attempt, result in self._run(attempts):
                asked = waiting[attempt.notebook, attempt.key]
                if isinstance(result, UserError):  # caused by the impossible figures; it says nothing about the number
                    notes.append(f"{_place(attempt)}: cannot be tried with other figures of '{attempt.key}': {result}")
                    asked.clear()
                else:
                    was = made[attempt.notebook]
                    asked -= {
                        name for name in asked if name not in result or result[name]["values"] != was[name]["values"]
                    }
        same: dict[tuple[str, Name], list[str]] = {}
        for (notebook, key), unchanged in waiting.items():
            for name in unchanged:
                same.setdefault((notebook, name), []).append(f"'{key}'")
        for (notebook, name), keys in same.items():
            cell = _cell(self.notebooks[notebook], made[notebook][name]["code"])
            notes.append(
                f"notebooks/{notebook}.ipynb, {cell}: '{name[0]}' stays the same whatever the figures of "
                f"{', '.join(keys)} are, of which it is said to be computed; look whether its code uses them"
            )
        return sorted(faults, key=str), sorted(notes)

    def _run(self, attempts: Sequence[Attempt]) -> Iterator[tuple[Attempt, Numbers | UserError]]:
        from arbeidsmarkt.execution import notebook_run
        from arbeidsmarkt.exhibits import records

        tasks = [(self._task(each),) for each in attempts]
        results: Iterator[Result] = self.warm.each(notebook_run.execute, tasks, self.jobs)
        for index, result in results:
            if isinstance(result, UserError):
                yield attempts[index], UserError(result.what, where=result.where, remedy=result.remedy)
                continue
            (record,) = [one for one in records.left_in(result) if one["kind"] == "computed numbers"]
            numbers: Numbers = {}
            for number in record["numbers"]:
                title = number["title"]
                numbers[title, sum(name[0] == title for name in numbers)] = number
            yield attempts[index], numbers

    def _task(self, attempt: Attempt) -> Any:
        """Run a copy of the notebook in a folder of its own."""
        from arbeidsmarkt.execution.notebook_run import Run

        work = self.folder / f"{attempt.notebook}-{attempt.key}-{attempt.draw}"
        work.mkdir()
        path = work / f"{attempt.notebook}.ipynb"
        path.write_text(trial_copy(self.notebooks[attempt.notebook], attempt), encoding="utf-8")
        return Run(
            notebook=path, display_name=f"notebooks/{attempt.notebook}.ipynb", parameters=self.edition.parameters(),
            work=work / "run", kept=work / "kept.ipynb", kept_name="", root=self.project.root,
        )  # fmt: skip


def trial_copy(notebook: str, attempt: Attempt) -> str:
    """The copy of a notebook to run: it reads changed figures, shows nothing and records its computed numbers."""
    content = json.loads(notebook)
    for cell in content["cells"]:
        source = cell_source(cell)
        if sets_parameters(cell):
            begin = f"_permuted.begin(_library, {attempt.key!r}, {attempt.draw})"
            cell["source"] = f"{source}\n{_BEGIN}; {begin}"
        elif cell["cell_type"] == "code" and source.lstrip().startswith("%%"):
            cell["source"] = ""
    empty: dict[str, Any] = {"cell_type": "code", "id": "leave", "metadata": {}, "execution_count": None, "outputs": []}
    content["cells"].append({**empty, "source": "_permuted.leave()"})
    return json.dumps(content)


def _computes(notebook: str) -> bool:
    cells = json.loads(notebook)["cells"]
    return any(cell["cell_type"] == "code" and _CALL.search(cell_source(cell)) for cell in cells)


def _place(attempt: Attempt) -> str:
    return f"notebooks/{attempt.notebook}.ipynb"


def _cell(notebook: str, code: str) -> str:
    """How messages name the cell with this code."""
    sources = [cell_source(cell).strip("\n") for cell in json.loads(notebook)["cells"]]
    return f"cell {sources.index(code) + 1}" if code in sources else "a cell"
