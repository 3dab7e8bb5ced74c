from __future__ import annotations

import errno
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.building import atomic as placing
from arbeidsmarkt.execution import children


def put(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "file").write_text(text)
    return folder


@pytest.mark.parametrize("atomic", [True, False])
def test_new_takes_the_place_of_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atomic: bool) -> None:
    if not atomic:
        monkeypatch.setattr(placing, "_exchange", lambda first, second: False)
    folder = tmp_path / "2024Q3"
    with placing.workplace(tmp_path, "2024Q3") as work:
        placing.move_into_place(put(work / "made", "first"), folder)
    with placing.workplace(tmp_path, "2024Q3") as work:
        placing.move_into_place(put(work / "made", "second"), folder)
        assert (work / "made" / "file").read_text() == "first"
    assert (folder / "file").read_text() == "second"
    assert [path.name for path in (tmp_path / placing.WORK).iterdir()] == ["2024Q3.lock"]


def test_a_build_that_died_between_two_renames_is_put_right(tmp_path: Path) -> None:
    put(tmp_path / placing.WORK / "2024Q3-old", "good")
    put(tmp_path / placing.WORK / "2024Q3-1-abc", "half made")
    (tmp_path / placing.WORK / "2024Q3.lock").touch()
    placing.clean(tmp_path)
    assert (tmp_path / "2024Q3" / "file").read_text() == "good"
    assert [path.name for path in (tmp_path / placing.WORK).iterdir()] == ["2024Q3.lock"]


def test_cleaning_leaves_a_running_build_alone(tmp_path: Path) -> None:
    with placing.workplace(tmp_path, "2024Q3") as work:
        put(tmp_path / placing.WORK / "2023Q2-1-abc", "left behind")
        (tmp_path / placing.WORK / "2023Q2.lock").touch()
        placing.clean(tmp_path)
        assert work.is_dir()
        assert not (tmp_path / placing.WORK / "2023Q2-1-abc").exists()


def hold(out: Path, edition: str, log: Path) -> None:
    with placing.workplace(out, edition), log.open("a") as stream:
        for word in ("in\n", "out\n"):
            stream.write(word)
            stream.flush()
            os.sched_yield()


def test_two_builds_of_one_edition_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    list(children.each(hold, [(tmp_path, "2024Q3", log)] * 6, 6))
    assert log.read_text() == "in\nout\n" * 6


def test_the_one_that_waits_says_so(tmp_path: Path) -> None:
    # a forked child would hold the very lock that it waits for
    with placing.workplace(tmp_path, "2024Q3"):
        process = multiprocessing.get_context("spawn").Process(target=wait_and_tell, args=(tmp_path,))
        process.start()
        while not (tmp_path / "waiting").exists():
            time.sleep(0.01)
    process.join()
    assert process.exitcode == 0
    assert (tmp_path / "waiting").read_text() == "2024Q3"


def wait_and_tell(out: Path) -> None:
    events.listen(lambda event: (out / "waiting").write_text(event["edition"]) and None)
    with placing.workplace(out, "2024Q3"):
        pass


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file where the folder should be")
    with (
        pytest.raises(UserError, match=r"build/\.work: cannot be written: Not a directory; the last good build"),
        placing.workplace(tmp_path / "build", "2024Q3"),
    ):
        pass


def test_a_full_disk_is_one_line_and_a_fault_of_the_program_is_not_called_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written: No space left on device"), placing.workplace(tmp_path, "x"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "file")
    with pytest.raises(FileNotFoundError), placing.workplace(tmp_path, "x"):
        (tmp_path / "nowhere").read_text()
