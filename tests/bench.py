"""What building costs: ``make bench``. Not a test: it prints a table for docs/speed.md.

Medians of five (``--times``), on a copy of the project in a folder of its own, and the peak memory of the largest
process. "Plain tools" is what the same edition takes by hand: the ``papermill`` command once per notebook, then pandoc
and Typst once per format, one after the other.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import handover
from arbeidsmarkt.execution import children as workers, notebook_run
from arbeidsmarkt.inputs import report
from arbeidsmarkt.inputs.editions import Edition

REPOSITORY = Path(__file__).resolve().parent.parent
EDITION = "2024Q3"
MANY = "2016Q1..2025Q4"
FEWER = ("2023Q3..2025Q4", "2021Q1..2025Q4")  # ten and twenty of them: what an edition costs must not grow
SEPARATE = ("2016Q1", "2018Q2", "2019Q3", "2020Q4", "2022Q1", "2023Q2", "2024Q3", "2025Q4")  # of the forty, one by one


@dataclass(frozen=True)
class Cost:
    """Wall time in seconds, and the peak memory of the largest process and of all processes together in MB."""

    seconds: float
    memory: float
    together: float = 0


class Memory(threading.Thread):
    """Watches how large a process and those it started become (/proc; elsewhere it stays at zero)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.together, self.over = pid, 0.0, 0.0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.2):  # often enough for the peak, seldom enough to cost nothing
            held = [proportional(pid) for pid in family(self.pid)]
            self.peak = max([self.peak, *(whole for whole, _ in held)])
            self.together = max(self.together, sum(part for _, part in held))


def checkout(folder: Path) -> Project:
    """A copy of what an edition is made from."""
    for name in ("params", "notebooks", "reports", "data"):
        shutil.copytree(REPOSITORY / name, folder / name)
    (folder / "docs").mkdir()
    shutil.copy(REPOSITORY / "docs" / "coverage.yml", folder / "docs")
    shutil.copy(REPOSITORY / "requirements.lock", folder)
    return Project(folder)


def another_sentence(project: Project, name: str, sentence: str) -> None:
    """Save a notebook with this as the last paragraph of its last text cell."""
    path = project.notebooks / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if "".join(cell["source"]).startswith("%%prose")][-1]
    cell["source"] = "".join(cell["source"]).partition("\n\nProefzin")[0] + f"\n\n{sentence}"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(grandchild for child in children for grandchild in family(int(child)))]


def proportional(pid: int) -> tuple[float, float]:
    """Resident memory in MB, and the process's share of it: pages that several processes hold count once in all."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        lines = dict(line.split(":", 1) for line in text.splitlines()[1:])
        return tuple(int(lines[name].split()[0]) * 1024 / 1e6 for name in ("Rss", "Pss"))  # type: ignore[return-value]
    except (OSError, KeyError, ValueError):
        return 0.0, 0.0


def cost(command: Sequence[str | Path], folder: Path, environment: dict[str, str] | None = None) -> Cost:
    """Run a command and measure it; one that fails ends the benchmark."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    memory = Memory(process.pid)
    memory.start()
    _, said = process.communicate()
    seconds = time.perf_counter() - began
    memory.over.set()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said.decode()}")
    return Cost(seconds, memory.peak, memory.together)


def median(times: int, once: Callable[[], Cost]) -> Cost:
    """The median time of several runs, and the largest peaks."""
    runs = [once() for _ in range(times)]
    seconds = statistics.median(run.seconds for run in runs)
    return Cost(seconds, max(run.memory for run in runs), max(run.together for run in runs))


class Bench:
    """The measurements, on a copy of the project."""

    def __init__(self, folder: Path, times: int) -> None:
        self.project, self.folder, self.times = checkout(folder), folder, times
        self.bin, self.number = Path(sys.executable).parent, itertools.count()

    def build(self, *words: str) -> Cost:
        return cost([self.bin / "arbeidsmarkt", "build", *words, "--to", "html,pdf"], self.folder)

    def cold(self) -> Cost:
        shutil.rmtree(self.project.build, ignore_errors=True)
        return self.build(EDITION)

    def nothing(self) -> Cost:
        return self.build(EDITION)

    def changed(self) -> Cost:
        """One notebook says something else: it runs, and the report is rendered."""
        another_sentence(self.project, "tension", f"Proefzin{' en nog een' * next(self.number)}.")
        return self.build(EDITION)

    def many(self, editions: str) -> Cost:
        shutil.rmtree(self.project.build, ignore_errors=True)
        return self.build(editions)

    def separate(self, edition: str) -> Cost:
        shutil.rmtree(self.project.build, ignore_errors=True)
        return self.build(edition)

    def plain(self) -> Cost:
        """Papermill's command once per notebook, pandoc and Typst once per format."""
        self.build(EDITION)  # for what the notebooks that run last are told, and for the document
        made, out = self.project.build / EDITION, self.folder / "plain"
        out.mkdir(exist_ok=True)
        shutil.copytree(made / "figures", out / "figures", dirs_exist_ok=True)
        facts = out / "facts.json"
        sections = report.load(self.project.report / "report.yml").sections
        first = [made / "notebooks" / f"{section.notebook}.ipynb" for section in sections if not section.after]
        left = [record for path in first for record in notebook_run.records(path.read_text(encoding="utf-8"))]
        told = handover.gather(EDITION, left)
        facts.write_text(json.dumps(told), encoding="utf-8")
        environment = {"ARBEIDSMARKT_ROOT": str(self.folder)}
        parameters = Edition.load(self.project, Period.parse(EDITION)).parameters()
        words = [word for pair in parameters.items() for word in ("-p", *pair)]
        total, peak = 0.0, 0.0
        for section in sections:
            name = f"{section.notebook}.ipynb"
            told_too = {"ARBEIDSMARKT_FACTS": str(facts)} if section.after else {}
            command = [self.bin / "papermill", "--no-progress-bar", f"notebooks/{name}", out / name, *words]
            run = cost([*command, "--cwd", "notebooks"], self.folder, environment | told_too)
            total, peak = total + run.seconds, max(peak, run.memory)
        pandoc, document = pypandoc.get_pandoc_path(), str(made / "document.md")
        dialect = ("--from", "markdown-citations")  # without our filter, "@fig-…" is text
        compile_it = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        for command in (
            [pandoc, document, *dialect, "--standalone", "--embed-resources", "--toc", "-o", "report.html"],
            [pandoc, document, *dialect, "--standalone", "--to", "typst", "-o", "report.typ"],
            [sys.executable, "-c", compile_it, "report.typ", "report.pdf"],
        ):
            run = cost(command, out)
            total, peak = total + run.seconds, max(peak, run.memory)
        return Cost(total, peak)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=5, help="runs of each measurement")
    arguments.add_argument("--without-many", action="store_true", help="leave the forty editions out")
    given = arguments.parse_args()
    print(f"Python {platform.python_version()}, {workers.processors()} processors, medians of {given.times}\n")
    print("| what | seconds | largest process | all together | |\n|---|---:|---:|---:|---|", flush=True)

    def row(what: str, found: Cost, remark: str = "") -> None:
        print(
            f"| {what} | {found.seconds:.1f} | {found.memory:.0f} MB | {found.together:.0f} MB | {remark} |", flush=True
        )

    with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-bench-") as folder:
        bench = Bench(Path(folder), given.times)
        cold = median(given.times, bench.cold)
        row(f"{EDITION}, nothing in the cache, HTML and PDF", cold)
        nothing = median(given.times, bench.nothing)
        row(
            "nothing to do",
            Cost(round(nothing.seconds, 2), nothing.memory, nothing.together),
            f"{nothing.seconds:.2f} s",
        )
        changed = median(given.times, bench.changed)
        row("one notebook changed", changed, f"{changed.seconds / cold.seconds:.0%} of cold")
        plain = median(given.times, bench.plain)
        row("plain papermill, pandoc, Typst", plain, f"cold takes {cold.seconds / plain.seconds:.0%} of it")
        if not given.without_many:
            for editions, number in (*zip(FEWER, (10, 20), strict=True), (MANY, 40)):
                found = bench.many(editions)
                row(f"{number} editions, {editions}", found, f"{found.seconds / number:.1f} s each")
            each = statistics.mean(bench.separate(edition).seconds for edition in SEPARATE)
            share = found.seconds / (40 * each)
            alone = Cost(40 * each, 0)
            row(f"forty editions one by one, from {len(SEPARATE)} of them", alone, f"together takes {share:.0%} of it")


if __name__ == "__main__":
    main()
