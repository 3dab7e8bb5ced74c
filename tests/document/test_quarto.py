"""The Quarto driver: what it asks of Quarto, tested on a stand-in that writes down how it was called."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

import made_up_project
import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import pandoc, render

STAND_IN = """#!/bin/sh
"exec" "{python}" "$0" "$@"  # a path with blanks cannot stand behind #!; Python reads this line as a text
import json, os, sys
from pathlib import Path
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit()
found = [path for path in Path(".").rglob("*") if path.is_file()]
files = {{str(path): path.read_text(errors="replace") for path in found}}
calls = Path(r"{log}")
calls.write_text(json.dumps([*json.loads(calls.read_text()), {{
    "argv": sys.argv[1:], "cwd": os.getcwd(), "files": files, "epoch": os.environ["SOURCE_DATE_EPOCH"]}}]))
{action}
"""
#: a Word file has to be one, for its tables are set out afterwards
WRITE = """
target = Path(sys.argv[sys.argv.index("--output") + 1])
word = target.suffix == ".docx"
target.write_bytes(Path("reference.docx").read_bytes() if word else b"made by the stand-in")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "document").mkdir()
    return made_up.written(tmp_path / "document")


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str = "1.7.32", action: str = WRITE) -> Path:
    binaries, log = tmp_path / "bin", tmp_path / "calls.json"
    binaries.mkdir()
    log.write_text("[]", encoding="utf-8")
    script = binaries / "quarto"
    script.write_text(STAND_IN.format(python=sys.executable, version=version, log=log, action=action), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(binaries))
    return log


def rendered(folder: Path, *formats: str) -> list[Path]:
    return render(folder, made_up.EDITION, list(formats), design=made_up.DESIGN, engine="quarto")


def calls(log: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(log.read_text(encoding="utf-8"))
    return found


def test_each_format_is_asked_in_a_folder_of_its_own(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch)
    paths = rendered(folder, "html", "pdf", "docx")
    assert [path.name for path in paths] == [f"arbeidsmarkt-in-beeld-2024Q3.{end}" for end in ("html", "pdf", "docx")]
    assert [path.read_bytes()[:20] == b"made by the stand-in" for path in paths] == [True, True, False]
    assert zipfile.is_zipfile(paths[2])
    made = calls(log)
    assert [call["argv"] for call in made] == [
        ["render", "document.qmd", "--to", f"arbeidsmarkt-{target}", "--output", path.name]
        for target, path in zip(("html", "typst", "docx"), paths, strict=True)
    ]
    assert len({call["cwd"] for call in made}) == 3
    assert {call["epoch"] for call in made} == {"1734048000"}
    for call in made:
        assert call["files"]["document.qmd"] == (folder / "document.md").read_text(encoding="utf-8")
        assert {"facts.json", "theme.yml", "_quarto.yml", "data/tbl-sectors.csv"} <= set(call["files"])
        assert not Path(call["cwd"]).exists()


def test_the_extension_has_every_file_that_it_names() -> None:
    extension = made_up.DESIGN / "_extensions" / "arbeidsmarkt"
    formats = yaml.safe_load((extension / "_extension.yml").read_text(encoding="utf-8"))["contributes"]["formats"]
    for name in ("html", "typst"):
        for file in (formats[name]["template"], *formats[name]["template-partials"]):
            assert (extension / file).is_file(), file
    project = yaml.safe_load((made_up.DESIGN / "_quarto.yml").read_text(encoding="utf-8"))
    for item in project["filters"]:
        assert (made_up.DESIGN / item["path"]).is_file()
    assert all((made_up.DESIGN / file).is_file() for file in project["metadata-files"])


def test_word_gets_pictures_and_styles(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = stand_in(tmp_path, monkeypatch)
    rendered(folder, "docx")
    files = calls(log)[0]["files"]
    assert {"reference.docx", "figures/fig-tension.png"} <= set(files)
    assert yaml.safe_load(files["_metadata.yml"]) == {
        "format": {"arbeidsmarkt-docx": {"reference-doc": "reference.docx"}}
    }


@pytest.mark.parametrize(("version", "asked"), [("1.7.32", False), ("1.9.1", True), ("1.10.19", True)])
def test_pdf_ua_is_asked_where_quarto_knows_it(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, version: str, asked: bool
) -> None:
    log = stand_in(tmp_path, monkeypatch, version=version)
    rendered(folder, "pdf")
    settings = yaml.safe_load(calls(log)[0]["files"]["_metadata.yml"])["format"]["arbeidsmarkt-typst"]
    assert ("pdf-standard" in settings) == asked


def test_typst_of_quarto_gets_a_font_file_a_weight(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch)
    rendered(folder, "pdf")
    files = calls(log)[0]["files"]
    (fonts,) = yaml.safe_load(files["_metadata.yml"])["format"]["arbeidsmarkt-typst"]["font-paths"]
    assert sum(name.startswith(fonts) and name.endswith(".ttf") for name in files) == 3
    family = yaml.safe_load(files["theme.yml"])["look"]["font"]
    assert f"'{family}'" in files["figures/fig-tension.svg"]


def test_the_manifest_names_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.8.25")
    project = made_up_project.make_checked(tmp_path / "checkout")
    made_up_project.run(project, "build", "2024Q3", "--engine", "quarto")
    made_from = json.loads((project.build / "2024Q3" / "datapackage.json").read_text())["made_from"]
    assert (made_from["engine"], made_from["quarto"]) == ("quarto", "1.8.25")


def test_no_quarto(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"no Quarto on the PATH; install Quarto 1\.7 or newer"):
        rendered(folder, "html")


def test_a_quarto_that_is_too_old(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.6.43")
    with pytest.raises(UserError, match=r"Quarto 1\.6\.43 is too old; install"):
        rendered(folder, "html")


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (
            'sys.exit("ERROR: arbeidsmarkt: fig-tension: there is no caption")',
            "document.md, fig-tension: there is no caption",
        ),
        ('sys.exit("ERROR: out of luck")', "Quarto refused the document: ERROR: out of luck"),
        ("pass", "Quarto made no arbeidsmarkt-in-beeld-2024Q3.html"),
    ],
)
def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, action: str, message: str
) -> None:
    stand_in(tmp_path, monkeypatch, action=action)
    with pytest.raises(UserError) as error:
        rendered(folder, "html")
    assert message in str(error.value)
    assert not list(folder.glob("*.html"))


def test_older_pandocs_leave_a_tables_label_in_its_caption(tmp_path: Path, folder: Path) -> None:
    """Quarto 1.7 has such a pandoc; the filter reads the label from there."""
    arguments = [
        "document.md",
        "--to=html",
        "--wrap=none",
        f"--lua-filter={made_up.DESIGN}/_extensions/arbeidsmarkt/arbeidsmarkt.lua",
    ]
    new = pandoc.run([*arguments, "--from=markdown"], folder=folder, epoch=0)
    old = pandoc.run([*arguments, "--from=markdown-table_attributes"], folder=folder, epoch=0)
    assert old == new


def test_the_filter_finds_its_parts_when_quarto_s_own_script_runs_it(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(made_up.DESIGN / "_extensions", folder / "_extensions")
    (tmp_path / "main.lua").write_text("dofile('_extensions/arbeidsmarkt/arbeidsmarkt.lua')", encoding="utf-8")
    arguments = ["document.md", "--from=markdown", "--to=html", "--wrap=none"]
    by_quarto = pandoc.run([*arguments, f"--lua-filter={tmp_path / 'main.lua'}"], folder=folder, epoch=0)
    script = made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "arbeidsmarkt.lua"
    assert by_quarto == pandoc.run([*arguments, f"--lua-filter={script}"], folder=folder, epoch=0)


def _words(path: Path) -> list[str]:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            text = archive.read("word/document.xml").decode("utf-8")
    else:
        text = re.sub(r"(?s)<(style|script).*?</\1>", "", path.read_text(encoding="utf-8"))
    return re.sub(r"<[^>]+>", " ", text).split()


@pytest.mark.skipif(not shutil.which("quarto"), reason="no Quarto on the PATH")
def test_both_engines_say_the_same(folder: Path) -> None:
    html, docx = rendered(folder, "html", "docx")
    assert _words(html) == _words(made_up.rendered_file("html"))
    assert _words(docx) == _words(made_up.rendered_file("docx"))
    (pdf,) = rendered(folder, "pdf")
    texts = [
        subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout.split()
        for path in (pdf, made_up.rendered_file("pdf"))
    ]
    assert texts[0] == texts[1]
