"""Rendering as a whole: the same bytes everywhere, and one clear line when a document is at fault."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import render

ELSEWHERE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import made_up_report as made_up
from arbeidsmarkt.document.rendering import render
folder = made_up.written(Path(sys.argv[2]))
render(folder, made_up.EDITION, ["docx", "html", "pdf"], design=made_up.DESIGN)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_up.written(tmp_path)


def test_same_bytes_in_another_folder_time_zone_language_and_hash_seed(tmp_path: Path) -> None:
    other = tmp_path / "elders é"
    other.mkdir()
    environment = {
        **os.environ,
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "1",
    }
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(Path(__file__).parents[1]), str(other)],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    for ending in ("html", "pdf", "docx"):
        here = made_up.rendered_file(ending)
        assert (other / here.name).read_bytes() == here.read_bytes(), ending


def test_no_path_of_this_machine_gets_into_a_file() -> None:
    for ending in ("html", "pdf", "docx"):
        content = made_up.rendered_file(ending).read_bytes()
        for trace in (str(made_up.rendered()), str(made_up.DESIGN), "arbeidsmarkt-docx-"):
            assert trace.encode() not in content, ending


def test_nothing_else_is_left_in_the_folder() -> None:
    names = {path.name for path in made_up.rendered().iterdir()}
    assert names == {"document.md", "facts.json", "figures", "data"} | {
        f"arbeidsmarkt-in-beeld-2024Q3.{ending}" for ending in ("html", "pdf", "docx")
    }


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "document.md").read_text(encoding="utf-8")
    assert old in text
    (folder / "document.md").write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fig-alt=", "other=", "document.md, fig-tension: the figure has no alternative text"),
        ("![Verzonnen spanning op de arbeidsmarkt, per kwartaal]", "![]", "there is no caption"),
        ("Zie @fig-wages.", "Zie @fig-gone.", "document.md, fig-gone: the text refers to it"),
        ("(figures/fig-tension.svg)", "(figures/gone.svg)", "figures/gone."),
    ],
)
@pytest.mark.parametrize("ending", ["html", "pdf", "docx"])
def test_faults_in_the_document_are_one_line(folder: Path, ending: str, old: str, new: str, message: str) -> None:
    change(folder, old, new)
    with pytest.raises(UserError) as error:
        render(folder, made_up.EDITION, [ending], design=made_up.DESIGN)
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert not list(folder.glob("*arbeidsmarkt-in-beeld*"))


def test_typst_s_refusal_names_the_nearest_label(folder: Path) -> None:
    (folder / "figures" / "fig-wages.svg").write_text("not an image", encoding="utf-8")
    with pytest.raises(UserError, match=r"document\.md, fig-wages: Typst refused the document: "):
        render(folder, made_up.EDITION, ["pdf"], design=made_up.DESIGN)


@pytest.mark.parametrize(
    ("formats", "engine", "message"),
    [(["odt"], "embedded", "'odt' is not a format"), (["html"], "latex", "'latex' is not an engine")],
)
def test_unknown_formats_and_engines(folder: Path, formats: list[str], engine: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        render(folder, made_up.EDITION, formats, design=made_up.DESIGN, engine=engine)


def test_a_missing_design_file_is_named(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    design = tmp_path_factory.mktemp("design") / "report"
    shutil.copytree(made_up.DESIGN, design)
    (design / "theme.yml").unlink()
    with pytest.raises(UserError, match=r"theme\.yml: a file of the page design is missing"):
        render(folder, made_up.EDITION, ["html"], design=design)


LOGO = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


def with_logo(folder: Path, alt: str) -> Path:
    shutil.copytree(made_up.DESIGN, folder)
    look = (folder / "theme.yml").read_text(encoding="utf-8")
    look = re.sub(r"(?m)^  logo: .*$", "  logo: logo.svg", look)
    look = re.sub(r"(?m)^  logo-alt: .*$", f'  logo-alt: "{alt}"', look)
    (folder / "theme.yml").write_text(look, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    return folder


def test_a_logo_stands_on_the_first_page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    design = with_logo(tmp_path_factory.mktemp("design") / "report", "Logo van Verzonnenland")
    html, made = render(folder, made_up.EDITION, ["html", "pdf"], design=design)
    assert 'role="img" aria-label="Logo van Verzonnenland"' in html.read_text(encoding="utf-8")
    with pikepdf.open(made) as pdf:
        tagged = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert "Logo van Verzonnenland" in {str(item.Alt) for item in tagged}


def test_a_logo_without_alternative_text_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    design = with_logo(tmp_path_factory.mktemp("design") / "report", "")
    with pytest.raises(UserError, match=r"^theme\.yml: the logo has no logo-alt"):
        render(folder, made_up.EDITION, ["html"], design=design)
