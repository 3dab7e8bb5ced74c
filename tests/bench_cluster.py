"""What a cluster costs: the same editions built here and by two workers: ``python -m tests.bench_cluster``.

A scheduler and two single-threaded workers with their nannies run on this machine, on the loopback address; starting
them does not count. Prints the median time on the clock and of processors for each way, the overhead, and the bytes
that travel.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from distributed import LocalCluster
from tests.bench import checkout

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.execution import checkout_archive

EDITIONS = "2024Q1..2025Q4"


def processor_time(process: psutil.Process) -> float:
    """Seconds of a process, of those that it started, and of those that these waited for."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system + each.children_user + each.children_system for each in times)


def build(project: Project, editions: str, out: Path, *words: str) -> tuple[float, float]:
    """Build everything from nothing; seconds on the clock and seconds of processors, those of the cluster included."""
    began, used = time.monotonic(), processor_time(psutil.Process())
    program = "from arbeidsmarkt.cli import main; main()"
    command = [sys.executable, "-c", program, "build", editions, "--out", str(out), "--force", *words]
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)
    return time.monotonic() - began, processor_time(psutil.Process()) - used


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--editions", default=EDITIONS)
    options.add_argument("--times", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "checkout").mkdir()
        project = checkout(folder / "checkout")
        subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)
        here, there = [], []
        with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
            for _ in range(given.times):  # in turn, so that both meet the same neighbours
                here.append(build(project, given.editions, folder / "here"))
                there.append(build(project, given.editions, folder / "there", "--cluster", cluster.scheduler_address))
        clock, processors = ([statistics.median(each) for each in zip(*way, strict=True)] for way in (here, there))
        load = os.getloadavg()[0]
        print(f"{given.editions}, medians of {given.times}, load average {load:.0f} on {os.cpu_count()} processors")
        for what, (wall, used) in (("here", clock), ("two workers", processors)):
            print(f"{what:12} {wall:6.1f} s, {used:6.1f} s of processors")
        print(f"overhead {100 * (processors[0] / clock[0] - 1):+.0f} % of time, "
              f"{100 * (processors[1] / clock[1] - 1):+.0f} % of processor time")  # fmt: skip
        print(f"sent once to each worker {len(checkout_archive.pack_checkout(project)) / 1e6:.2f} MB")
        built = [path for path in (folder / "there").iterdir() if re.fullmatch(r"\d{4}Q\d", path.name)]
        sizes = sorted(len(checkout_archive.pack_folder(path)) / 1e6 for path in built)
        print(f"returned per edition {sizes[0]:.2f} to {sizes[-1]:.2f} MB")


if __name__ == "__main__":
    main()
