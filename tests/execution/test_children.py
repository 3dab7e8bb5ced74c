from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.execution import children
from arbeidsmarkt.execution.warm import Warm

HERE = Path(__file__).parent


def twice(number: int) -> int:
    return 2 * number


def fail(kind: str) -> None:
    if kind == "user":
        raise UserError("the number is odd", where="here", remedy="take another")
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise ZeroDivisionError("division by zero")


def nap(path: str) -> None:
    Path(path, str(os.getpid())).touch()
    time.sleep(60)


def first_naps(path: str) -> None:
    """The first to come naps, the second returns when the first does."""
    try:
        Path(path, "first").mkdir()
    except FileExistsError:
        until(lambda: any(found.name.isdigit() for found in Path(path).iterdir()))
    else:
        nap(path)


def hum(number: int) -> None:
    events.tell({"event": "hum", "number": number})


def environment(_: int) -> dict[str, str]:
    return dict(os.environ)


def threads() -> int:
    return int(Path("/proc/self/status").read_text().split("Threads:")[1].split()[0])


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", str(HERE))  # the warm process imports this module's functions
    yield
    events.listen(lambda event: None)


def test_each_task_has_its_result_and_jobs_may_exceed_tasks() -> None:
    assert sorted(children.each(twice, [(1,), (2,), (3,)], jobs=9)) == [(0, 2), (1, 4), (2, 6)]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("user", "here: the number is odd; take another"),
        ("kill", "a worker process was killed by signal 9"),
        ("other", "internal error: ZeroDivisionError: division by zero"),
    ],
)
def test_a_task_that_fails_is_a_result_and_the_others_are_done(kind: str, message: str) -> None:
    results = dict(children.each(fail, [(kind,)], 1))
    assert str(results[0]).startswith(message)


def test_events_come_up_through_every_parent() -> None:
    heard = []
    events.listen(heard.append)
    with Warm() as warm:
        assert [index for index, _ in warm.each(hum, [(7,)], 1)] == [0]
        # the same process serves again; it is single-threaded, so that it may fork, and knows neither zone nor locale
        (_, seen) = next(iter(list(warm.each(environment, [(0,)], 1))))
        assert dict(warm.each(threads, [()], 1)) == {0: 1}
    assert heard == [{"event": "hum", "number": 7}]
    assert (seen["TZ"], seen["LC_ALL"], seen["PYTHONHASHSEED"]) == ("UTC", "C.UTF-8", "0")


def learn(number: int) -> None:
    os.environ["LEARNT"] = str(number)
    raise ValueError("what goes wrong here comes up where it is needed")


def test_what_the_warm_process_prepares_everything_forked_from_it_has() -> None:
    with Warm() as warm:
        warm.prepare(learn, 7)
        [(_, seen)] = warm.each(environment, [(0,)], 1)
        assert dict(warm.each(threads, [()], 1)) == {0: 1}
    assert seen["LEARNT"] == "7"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:  # gone before it was opened, or while it was read
        return False


def until(condition: object, seconds: float = 90) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_one_that_the_user_started(tmp_path: Path, number: int) -> None:
    program = (
        "from arbeidsmarkt.execution.warm import Warm; import test_children as t\n"
        f"with Warm() as warm: list(warm.each(t.nap, [({str(tmp_path)!r},), ({str(tmp_path)!r},)], 2))"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    assert until(lambda: len(list(tmp_path.iterdir())) == 2)
    napping = [int(path.name) for path in tmp_path.iterdir()]
    assert all(alive(pid) for pid in napping)
    process.send_signal(number)
    process.wait()
    assert until(lambda: not any(alive(pid) for pid in napping), 5)


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_a_warm_process_that_still_imports_does_not_outlive_the_program_either(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    (tmp_path / "papermill.py").write_text(
        f"import os, pathlib, time\npathlib.Path({str(begun)!r}).write_text(str(os.getpid()))\ntime.sleep(3)\n"
    )
    (tmp_path / "ipykernel.py").write_text("import time\ntime.sleep(60)")
    program = "import time\nfrom arbeidsmarkt.execution.warm import Warm\nwarm = Warm()\ntime.sleep(60)"
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path})
    assert until(lambda: begun.exists() and begun.read_text())
    process.kill()
    process.wait()
    assert until(lambda: not alive(int(begun.read_text())), 15)


def test_a_warm_process_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "papermill.py").write_text("raise RuntimeError('half installed')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{HERE}")
    with Warm() as warm, pytest.raises(UserError, match="RuntimeError: half installed"):
        list(warm.each(twice, [(1,)], 1))


def test_work_that_is_no_longer_wanted_ends(tmp_path: Path) -> None:
    tasks = [(str(tmp_path),), (str(tmp_path),)]
    with contextlib.closing(children.each(first_naps, tasks, 2)) as work:
        assert next(work)[1] is None
        (napping,) = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert not alive(napping)
