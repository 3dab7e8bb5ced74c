from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics import content as caching
from arbeidsmarkt.basics.content import Cache


@given(st.lists(st.text()), st.lists(st.text()))
def test_texts_are_told_apart_however_they_are_cut(first: list[str], second: list[str]) -> None:
    assert (caching.digest(*first) == caching.digest(*second)) == (first == second)


def test_what_was_kept_is_found_under_its_own_name_only(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("renders", "key", b"line\nline\x00")
    assert cache.get("renders", "key") == b"line\nline\x00"
    assert cache.get("renders", "other") is None
    assert cache.get("notebooks", "key") is None
    assert Cache(tmp_path, reading=False).get("renders", "key") is None
    assert Cache(None).get("renders", "key") is None


@pytest.mark.parametrize("damage", [b"", b"\n", b"garbage", None])
def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path, damage: bytes | None) -> None:
    cache = Cache(tmp_path)
    cache.put("renders", "key", b"content")
    (entry,) = (tmp_path / "renders").iterdir()
    entry.write_bytes(entry.read_bytes()[:-1] if damage is None else damage)
    assert cache.get("renders", "key") is None
    cache.put("renders", "key", b"content")
    assert cache.get("renders", "key") == b"content"


def test_an_entry_of_another_key_is_not_believed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("renders", "a", b"of a")
    (entry,) = (tmp_path / "renders").iterdir()
    cache.put("renders", "b", b"of b")
    (other,) = {*(tmp_path / "renders").iterdir()} - {entry}
    other.write_bytes(entry.read_bytes())
    assert cache.get("renders", "b") is None


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Cache(tmp_path / "file").put("renders", "key", b"content")
    assert Cache(tmp_path / "file").get("renders", "key") is None


def test_a_run_is_recalled_only_when_all_it_read_is_as_it_was(tmp_path: Path) -> None:
    cache, now = Cache(tmp_path), {"table:a": "1", "table:b": "1"}

    def recalled() -> bytes | None:
        return caching.recall(cache, "source", lambda name: now.get(name, ""))

    assert recalled() is None
    caching.remember(cache, "source", {"table:a": "1"}, b"from a1")
    assert recalled() == b"from a1"
    now["table:b"] = "2"  # it did not read b
    assert recalled() == b"from a1"
    now["table:a"] = "2"
    assert recalled() is None
    caching.remember(cache, "source", {"table:a": "2", "table:b": "2"}, b"from a2 b2")
    assert recalled() == b"from a2 b2"
    now["table:a"] = "1"  # back to what it was, as after git switch
    assert recalled() == b"from a1"
    del now["table:a"]
    assert recalled() is None
    assert caching.recall(cache, "other source", lambda name: "1") is None


def test_the_digest_of_a_folder_is_of_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.py").write_text("1")
    first = caching.digest_files(tmp_path)
    (tmp_path / "a" / "__pycache__").mkdir()
    (tmp_path / "a" / "__pycache__" / "x.pyc").write_text("compiled")
    assert caching.digest_files(tmp_path) == first
    (tmp_path / "a" / "x.py").rename(tmp_path / "a" / "y.py")
    assert caching.digest_files(tmp_path) != first
    assert caching.digest_files(tmp_path, without=("a",)) == caching.digest_files(tmp_path / "nowhere")


def test_versions_are_those_installed_of_what_the_lock_names(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("altair==1.0 \\\n    --hash=sha256:0\nNot_Installed==2 ; sys_platform == 'win32'\nPyYAML==1\n")
    versions = caching.versions(lock)
    assert list(versions) == ["python", "altair", "pyyaml"]
    assert versions["altair"] != "1.0"


def test_what_the_lock_wants_on_other_systems_does_not_count(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "altair==1 ; sys_platform == 'nowhere' \\\n    --hash=sha256:0\npyyaml==1 ; python_version >= '3.11' \\\n"
    )
    assert list(caching.versions(lock)) == ["python", "pyyaml"]  # both are installed


def test_what_was_not_used_for_long_is_thrown_away(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key in ("old", "used"):
        cache.put("renders", key, key.encode())
    for entry in (tmp_path / "renders").iterdir():
        os.utime(entry, (0, time.time() - 100 * 86400))
    cache.get("renders", "used")
    cache.prune()
    assert (cache.get("renders", "old"), cache.get("renders", "used")) == (None, b"used")
