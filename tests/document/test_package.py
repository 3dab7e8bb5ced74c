"""The data package of a small made-up folder: what it says of each file, and what differs from it afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.document import data_files, manifest

FILES = {
    "Rapport 2024Q3.html": b"<p>", "Rapport.pdf": b"%PDF", "Rapport.docx": b"PK", "tables.xlsx": b"PK1",
    "data/tbl-a.csv": b"a\n", "data/fig-b.csv": b"b\n", "other/tbl-c.csv": b"c\n", "figures/fig-b.svg": b"<svg/>",
    "facts.json": b"{}", "document.md": b"# x", "notebooks/alpha.ipynb": b"{}", "odd.xyz": b"?",
}  # fmt: skip
MEDIA = {
    "html": "text/html", "pdf": "application/pdf", "csv": "text/csv", "svg": "image/svg+xml",
    "json": "application/json", "md": "text/markdown", "ipynb": "application/x-ipynb+json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xyz": "application/octet-stream",
}  # fmt: skip
SOURCES = [{"title": "CBS", "path": "https://www.cbs.nl"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "2024Q3" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "2024Q3"


def written(folder: Path) -> dict[str, Any]:
    path = manifest.write(
        folder, report="arbeidsmarkt-in-beeld", title="Titel één", edition="2024Q3", status="concept",
        published=dt.date(2024, 12, 13), fields=data_files.FIELDS, captions={"tbl-a": "Groei", "tbl-c": "Niet deze"},
        sources=iter(SOURCES), made_from={"quarter": "2024Q3"},
    )  # fmt: skip
    assert path == folder / "datapackage.json"
    content = path.read_text(encoding="utf-8")
    assert "één" in content and content.endswith("}\n")
    made: dict[str, Any] = json.loads(content)
    return made


def test_the_package_says_what_it_is(folder: Path) -> None:
    made = written(folder)
    del made["resources"]
    assert made == {
        "profile": "data-package", "name": "arbeidsmarkt-in-beeld-2024q3", "title": "Titel één",
        "created": "2024-12-13T00:00:00Z", "sources": SOURCES, "edition": "2024Q3", "status": "concept",
        "made_from": {"quarter": "2024Q3"},
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Naamsvermelding 4.0",
                      "path": "https://creativecommons.org/licenses/by/4.0/deed.nl"}],
    }  # fmt: skip


def test_every_file_stands_there_with_kind_size_and_hash(folder: Path) -> None:
    resources = written(folder)["resources"]
    assert [one["path"] for one in resources] == sorted(FILES, key=lambda name: tuple(name.split("/")))
    for one in resources:
        content, ending = FILES[one["path"]], one["path"].rpartition(".")[2]
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert (one["format"], one["mediatype"]) == (ending, MEDIA[ending])
    assert {one["path"]: one["name"] for one in resources if one["path"].startswith(("Rap", "fig", "other"))} == {
        "Rapport 2024Q3.html": "rapport-2024q3.html", "Rapport.pdf": "rapport.pdf", "Rapport.docx": "rapport.docx",
        "figures/fig-b.svg": "figures-fig-b.svg", "other/tbl-c.csv": "other-tbl-c.csv",
    }  # fmt: skip


def test_only_data_files_are_tables_with_columns_and_a_title(folder: Path) -> None:
    resources = {one["path"]: one for one in written(folder)["resources"]}
    for name, title in (("tbl-a", "Groei"), ("fig-b", "fig-b")):
        one = resources[f"data/{name}.csv"]
        assert (one["name"], one["title"], one["profile"], one["encoding"]) == (
            name, title, "tabular-data-resource", "utf-8",
        )  # fmt: skip
        assert one["schema"] == {"fields": list(data_files.FIELDS), "missingValues": [""]} and "type" not in one
    others = [one for path, one in resources.items() if not path.startswith("data/")]
    assert len(others) == 10 and {one["type"] for one in others} == {"file"}
    assert not any("schema" in one or "title" in one for one in others)


def test_what_differs_afterwards_is_named_in_order(folder: Path) -> None:
    made = written(folder)
    assert manifest.deviations(folder, made) == []
    (folder / ".DS_Store").write_bytes(b"x")
    assert manifest.deviations(folder, made) == []  # left by a file manager
    (folder / "facts.json").write_bytes(b"[]")  # as long as before
    (folder / "document.md").write_bytes(b"# longer")
    (folder / "odd.xyz").unlink()
    (folder / "data" / "new.csv").write_bytes(b"x")
    assert manifest.deviations(folder, made) == [
        ("data/new.csv", "is not in the manifest"), ("document.md", "was changed since it was written"),
        ("facts.json", "was changed since it was written"), ("odd.xyz", "is missing"),
    ]  # fmt: skip


def test_the_fingerprint_is_that_of_every_file_and_of_nothing_else(folder: Path) -> None:
    made = written(folder)
    lines = sorted(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in FILES.items())
    expected = hashlib.sha256("".join(sorted(lines, key=lambda line: line[66:])).encode()).hexdigest()
    assert manifest.fingerprint(made) == expected
    assert manifest.fingerprint({**made, "title": "x", "made_from": {}}) == expected
    assert manifest.fingerprint({"resources": made["resources"][::-1]}) == expected
    assert manifest.fingerprint({"resources": made["resources"][1:]}) != expected
