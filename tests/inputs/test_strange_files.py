"""Files as editors, spreadsheets and strangers leave them: read, ignored by a rule, or answered in one line at once."""

from __future__ import annotations

import codecs
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics import yaml_file
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import notebook_file, published, unread, vintage_files, vintages
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.vintages import Vintage


def bomb(levels: int) -> str:
    return "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (bomb(12), "grows beyond all bounds"),
        ("errata: &a [*a]", "holds itself"),
        ("a: &a\n  b: {<<: *a}", "holds itself"),
        ("a: " + "[" * 200 + "]" * 200, "too many levels"),
        ("a: 1.0e+999999999", "no number that anybody publishes"),
        ("a: " + "9" * 4000, "no number that anybody publishes"),
        ("b: 1\na: '=1+1'", "f.yml:2: the text '=1+1' begins with '=' (U+003D)"),
        ('a: "+cmd|x"', "begins with '+'"),
        ('a: "@SUM(A1)"', "begins with '@'"),
        ('a: "\\t=1"', "begins with U+0009"),
        ('a: "een\\u202eom"', "invisible sign U+202E"),
        ('a: "een \\ue000"', "invisible sign U+E000"),
        ("? [a, b]\n: c", "a key is no text"),
    ],
)
def test_what_no_yaml_file_may_hold_is_refused_at_once(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "f.yml").write_text(text, encoding="utf-8")
    began = time.monotonic()
    with pytest.raises(UserError) as refused:
        yaml_file.load(tmp_path / "f.yml", "f.yml")
    assert what in str(refused.value)
    assert time.monotonic() - began < 5  # a second, and patience for a busy machine


def test_yaml_is_read_with_a_mark_and_any_line_ends_and_texts_may_be_used_again(tmp_path: Path) -> None:
    text = "a: &x één\r\nb: *x\r\nc: '+0,5'\r\n"
    (tmp_path / "f.yml").write_bytes(codecs.BOM_UTF8 + text.encode())
    assert yaml_file.load(tmp_path / "f.yml").data == {"a": "één", "b": "één", "c": "+0,5"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a: 1".encode("utf-16"), "f.yml: is UTF-16, not UTF-8; save it as UTF-8"),
        ("a: 1".encode("utf-32"), "f.yml: is UTF-32, not UTF-8; save it as UTF-8"),
        ("a: 1".encode("utf-16-le"), "f.yml: is not UTF-8 text, but UTF-16 without a mark"),
        ("x: 1\na: één".encode("latin-1"), "f.yml:2: is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_other_encodings_are_named(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "f.yml").write_bytes(content)
    with pytest.raises(UserError) as refused:
        yaml_file.load(tmp_path / "f.yml", "f.yml")
    assert what in str(refused.value)


def notebook(**changes: Any) -> str:
    whole = json.loads(made_up.notebook(["x = 1"]))
    return json.dumps({**whole, **changes})


def test_a_notebook_is_read_as_editors_leave_it(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    path.write_bytes(codecs.BOM_UTF8 + notebook().replace("\n", "\r\n").encode())
    assert notebook_file.read(path, "one.ipynb") == notebook()
    path.write_text(notebook(cells=[{"cell_type": "code", "source": "x"}, {"cell_type": "markdown", "source": ["y"]}]))
    first, second = json.loads(notebook_file.read(path, "one.ipynb"))["cells"]
    assert first == {"cell_type": "code", "source": "x", "metadata": {}, "outputs": [], "execution_count": None}
    assert second["metadata"] == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (notebook(nbformat=3), "one.ipynb: the notebook is in the old format 3; open it in Jupyter and save it"),
        (json.dumps({"worksheets": []}), "old format"),
        (notebook(nbformat=5), "the notebook is in format 5"),
        (notebook(nbformat="4"), "the notebook is in format 4"),
        ("{\n<<<<<<< HEAD\n}", "one.ipynb:2: this is not a Jupyter notebook: it is no JSON"),
        ("[" * 100_000, "this is not a Jupyter notebook"),
        ("[]", "this is not a Jupyter notebook"),
        (notebook(cells=[{"cell_type": "code"}]), "one.ipynb, cell 1: the cell has no source"),
        (notebook(cells=["x"]), "one.ipynb, cell 1: this is no cell"),
    ],
)
def test_another_notebook_is_named_and_no_advice_loses_work(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        notebook_file.read(path, "one.ipynb")
    assert what in str(refused.value)
    assert "restore" not in str(refused.value)


@pytest.mark.parametrize("label", ["../../elsewhere", "/etc", "a/b", ".hidden", "a..b", "", "x" * 300, "a\0b", "één"])
def test_a_label_names_no_other_place(tmp_path: Path, label: str) -> None:
    for look in (lambda: Vintage.open(tmp_path, label), lambda: vintages.date_of(tmp_path, label)):
        with pytest.raises(UserError) as refused:
            look()
        assert "is no label of a vintage" in refused.value.what and len(str(refused.value)) < 250


def test_links_lead_nowhere(tmp_path: Path) -> None:
    project = made_up.make(tmp_path / "project")
    (tmp_path / "elsewhere").mkdir()
    (project.vintages / "toy").rename(tmp_path / "elsewhere" / "toy")
    (project.vintages / "toy").symlink_to(tmp_path / "elsewhere" / "toy")
    with pytest.raises(UserError, match="leads to another place by a link"):
        Vintage.open(project.vintages, "toy")
    (tmp_path / "secret.yml").write_text("sources: {}\nfigures: []\n")
    (project.published / "x.yml").symlink_to(tmp_path / "secret.yml")
    with pytest.raises(UserError, match=r"data/published/x\.yml: leads to another place by a link"):
        published.load(project.published)


def test_the_logo_of_the_page_design_is_read_and_any_other_picture_named(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    for name in ("logo.svg", "oud.svg"):
        (project.report / name).write_text("<svg/>")
    [fault] = unread.files(project, ["alpha", "beta", "omega"], "logo.svg")
    assert fault.where == "reports/arbeidsmarkt-in-beeld/oud.svg"


VINTAGE = "a vintage is a folder with datapackage.json; take it out"


def test_every_file_is_read_or_ignored_by_a_rule_or_named(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    notebooks = ["alpha", "beta", "omega"]
    assert unread.files(project, notebooks) == []
    for name in ("params/2024Q3.yaml", "params/2024q3.yml", "params/2024KW03.yml", "params/Default.yml",
                 "params/2024Q3.yml.txt", "params/notes.txt", "params/2024 K4.MD", "params/serie.yml",
                 "params/2024Q31.yml", "data/published/uwv.yaml", "data/published/x.csv", "data/published/x.pdf",
                 "notebooks/draft.ipynb", "notebooks/alpha.py", "data/vintages/loose.csv", "data/loose.yml",
                 "reports/arbeidsmarkt-in-beeld/theme.yaml", "reports/other"):  # fmt: skip
        (tmp_path / name).write_text("x")
    for name in ("params/2025Q1.yml", "data/published/map.yml", "notebooks/beta2.ipynb", "data/vintages/empty"):
        (tmp_path / name).mkdir()
    for name in ("params/README.md", "params/.DS_Store", "notebooks/.draft.ipynb", "data/vintages/README.md",
                 "notebooks/_quarto.yml"):  # fmt: skip
        (tmp_path / name).write_text("x")
    faults = unread.files(project, notebooks)
    assert {fault.what for fault in faults} == {"nothing reads this file"}
    other, out = "parameters are in files such as 2024Q3.yml; take it out", "take it out, or begin its name with a dot"
    assert {fault.where: fault.remedy for fault in faults} == {
        "params/2024Q3.yaml": "name it 2024Q3.yml", "params/2024q3.yml": "name it 2024Q3.yml",
        "params/2024KW03.yml": "name it 2024Q3.yml", "params/Default.yml": "name it default.yml",
        "params/2024Q3.yml.txt": "name it 2024Q3.yml", "params/notes.txt": other,
        "params/2024 K4.MD": "name it 2024Q4.md", "params/serie.yml": "name it series.yml", "params/2024Q31.yml": other,
        "params/2025Q1.yml": out, "data/published/uwv.yaml": "name it uwv.yml", "data/published/x.csv": "name it x.yml",
        "data/published/x.pdf": out, "data/published/map.yml": out,
        "data/loose.yml": "it belongs in data/published; or take it out",
        "notebooks/draft.ipynb": "list it in report.yml, or begin its name with a dot", "notebooks/alpha.py": out,
        "notebooks/beta2.ipynb": out, "data/vintages/loose.csv": VINTAGE, "data/vintages/empty": VINTAGE,
        "reports/arbeidsmarkt-in-beeld/theme.yaml": out,
        "reports/other": "the report is in arbeidsmarkt-in-beeld; take it out",
    }  # fmt: skip
    stop = {fault.where for fault in unread.files(project, notebooks) if unread.is_input(fault)}
    assert stop == {"params/2024Q3.yaml", "params/2024q3.yml", "params/2024KW03.yml", "params/Default.yml",
                    "params/2024Q3.yml.txt", "params/notes.txt", "params/2024 K4.MD", "params/serie.yml",
                    "params/2024Q31.yml", "params/2025Q1.yml", "data/published/uwv.yaml", "data/published/x.csv",
                    "data/published/map.yml", "data/loose.yml"}  # fmt: skip


def test_a_folder_that_is_not_there_and_what_git_ignores_are_no_matter(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("*.odt\nx y\n")
    for name in ("notes.odt", "x y", "z.odt.txt"):
        (project.params / name).write_text("x")
    assert [fault.where for fault in unread.files(project, ["alpha", "beta", "omega"])] == ["params/z.odt.txt"]
    shutil.rmtree(project.notebooks)
    assert len(unread.files(project, [])) == 1


ALTERED = "was changed since the vintage was written; restore it from git"
PACKAGES = {
    "empty": (lambda good: b"", ALTERED),
    "binary": (lambda good: bytes(range(256)), ALTERED),
    "a list": (lambda good: b"[]\n", ALTERED),
    "too deep": (lambda good: b"[" * 100_000, ALTERED),
    "cut short": (lambda good: good[: len(good) // 2], ALTERED),
    "Windows": (lambda good: good.replace(b"\n", b"\r\n"), ALTERED),
    "UTF-16": (lambda good: good.decode().encode("utf-16"), ALTERED),
    "without a date": (
        lambda good: vintage_files.sealed({k: v for k, v in json.loads(good).items() if k not in ("digest", "date")}),
        "lacks date; restore it from git, or fetch a new vintage",
    ),
    "a folder": (None, "cannot be read: Is a directory"),
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_data_package_that_cannot_be_read_is_named_in_one_line_by_all_who_need_it(tmp_path: Path, kind: str) -> None:
    make, said = PACKAGES[kind]
    project = made_up.make(tmp_path)
    package = project.vintages / "toy" / "datapackage.json"
    good = package.read_bytes()
    package.unlink()
    package.mkdir() if make is None else package.write_bytes(make(good))
    for ask in (
        lambda: vintages.labels(project.vintages),
        lambda: vintages.latest(project.vintages),
        lambda: vintages.date_of(project.vintages, "toy"),
        lambda: vintages.kind_of(project.vintages, "toy"),
        lambda: Vintage.open(project.vintages, "toy"),
        lambda: Edition.load(project, Period.parse("2024Q3")),  # which names the vintage
        lambda: Edition.load(project, Period.parse("2024Q4")),  # which takes the latest
    ):
        with pytest.raises(UserError) as refused:
            ask()
        assert str(refused.value) == f"vintages/toy/datapackage.json: {said}"
