"""One line from what a renderer complains of: the label where it tells, what to do; no renderer is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typst

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import manifest
from arbeidsmarkt.document.rendering import docx, inspection, pandoc, pdf, quarto, quarto_process, render


def said(error: UserError) -> str:
    assert "\n" not in str(error)
    return str(error)


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (
            "Error running filter x.lua:\narbeidsmarkt: fig-tension: the file is gone\nstack traceback:\n\t[C]: in ?",
            "document.md, fig-tension: the file is gone; mend it in the notebook",
        ),
        ("arbeidsmarkt: theme.yml: no colour 'x'", "theme.yml: no colour 'x'"),
        (
            "pandoc: out of order\n\n  second\nthird\nfourth\nfifth",
            "document.md: pandoc refused the document: pandoc: out of order second third fourth",
        ),
    ],
)
def test_pandoc_s_complaint_is_one_line(output: str, answer: str) -> None:
    assert said(pandoc.fault(output, "pandoc")) == answer


def test_quarto_s_complaint_begins_at_its_error_and_ends_before_its_own_code() -> None:
    output = (
        "[1/2] rendering\r[2/2] rendering\nERROR: the format is unknown\nwrite html\n    at Object.x (file:///q.js:1)\n"
    )
    assert said(quarto_process.fault(output)) == (
        "document.md: Quarto refused the document: the format is unknown write html"
    )
    assert said(quarto_process.fault("a\nb\nc\nd\ne")) == "document.md: Quarto refused the document: b c d e"


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        (None, "there is no Quarto on the PATH"),
        ("exit 1", "'quarto --version' failed"),
        ("echo 1.9.1; exit 1", "'quarto --version' failed"),
        ("echo nothing", "'quarto --version' failed"),
        ("echo 1.6.43", "Quarto 1.6.43 is too old"),
    ],
)
def test_without_a_good_quarto_it_is_said_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, answer: str
) -> None:
    if script is not None:
        (tmp_path / "quarto").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "quarto").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError) as refused:
        quarto.version()
    assert said(refused.value) == (
        f"--engine quarto: {answer}; install Quarto 1.7 or newer (environment.yml names it), or use --engine embedded"
    )


@pytest.mark.parametrize(("script", "found"), [("echo 1.7", (1, 7)), ("echo Quarto 1.10.2", (1, 10, 2))])
def test_a_good_quarto_is_known_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, found: tuple[int, ...]
) -> None:
    (tmp_path / "quarto").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "quarto").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto.version() == found
    assert quarto.standards(found) == (("ua-1", "a-3a") if found >= (1, 10) else ())
    assert quarto.standards((1, 9, 3)) == ("ua-1",)


def test_typst_s_complaint_names_the_figure_where_it_tells() -> None:
    template, body = "#let report(it) = it\n#let a = 1\n", "#show: report\n= Kop\n#figure[x#nothing] <fig-wages>\n"
    for source, where in (
        (template + body, "document.md, fig-wages"),
        (template.replace("1", "nothing") + body.replace("#nothing", ""), "document.md"),
    ):
        with pytest.raises(typst.TypstError) as raised:
            typst.compile(source.encode())
        assert said(pdf._explain(raised.value, source)) == (
            f"{where}: Typst refused the document: unknown variable: nothing"
        )


def test_a_chart_that_cannot_be_drawn_for_word_is_named(tmp_path: Path) -> None:
    made = made_up.written(tmp_path / "made")
    (made / "figures" / "fig-wages.svg").write_text("no drawing")
    with pytest.raises(UserError, match=r"^.*fig-wages.*: a chart cannot be drawn: ") as refused:
        docx.pictures(made, tmp_path)
    assert said(refused.value)


def test_an_unknown_format_or_engine_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    for formats, engine, answer in (
        (["html", "odt"], "embedded", "'odt' is not a format; choose from html, pdf, docx"),
        (["html"], "word", "'word' is not an engine; choose embedded or quarto"),
    ):
        with pytest.raises(UserError) as refused:
            render(tmp_path, made_up.EDITION, formats, design=made_up.DESIGN, engine=engine)
        assert said(refused.value) == answer
    with pytest.raises(UserError) as refused:
        render(tmp_path, made_up.EDITION, ["html"], design=tmp_path)
    assert said(refused.value) == "theme.yml: a file of the page design is missing; restore it with git"
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_in_a_finished_file_names_the_section() -> None:
    assert said(inspection._fault("'x' is not in the finished file", "pdf", "sec-a")) == (
        "document.md, sec-a: 'x' is not in the finished file (pdf); write the text around it plainly in the notebook"
    )


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"resources": [], "made_from": {}}', b"\xff", None])
def test_a_build_whose_manifest_cannot_be_read_is_made_again(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "2024Q3"
    folder.mkdir()
    if content is None:
        (folder / manifest.MANIFEST).mkdir()
    else:
        (folder / manifest.MANIFEST).write_bytes(content)
    with pytest.raises(UserError) as refused:
        manifest.read(folder, "build/2024Q3")
    assert said(refused.value) == "build/2024Q3/datapackage.json: the manifest cannot be read; build again"


def test_a_build_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        manifest.read(tmp_path / "2024Q3", "build/2024Q3")
    assert said(refused.value) == "build/2024Q3: there is no build; make it with: arbeidsmarkt build 2024Q3"
    whole = {"resources": [], "made_from": {}, "edition": "2024Q3"}
    (tmp_path / "2024Q3").mkdir()
    (tmp_path / "2024Q3" / manifest.MANIFEST).write_text(json.dumps(whole))
    assert manifest.read(tmp_path / "2024Q3", "build/2024Q3") == whole
