"""The parts that renderers are made of, one by one and quickly: programs, messages, the look at what was made."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
import typst
import yaml
from PIL import Image

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import rendering
from arbeidsmarkt.document.rendering import (
    docx,
    embedded,
    fonts,
    inspection,
    pandoc,
    pdf,
    policy,
    quarto_process,
    quarto_project,
)
from arbeidsmarkt.inputs import theme


def lines_of(action: object, *arguments: object) -> list[str]:
    with pytest.raises(UserError) as refused:
        action(*arguments)  # type: ignore[operator]
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("version", "formats", "said"),
    [
        ("1.10.18", ("html", "pdf"), {"quarto": "1.10.18", "pdf_standards": ["ua-1", "a-3a"]}),
        ("1.9.3", ("pdf",), {"quarto": "1.9.3", "pdf_standards": ["ua-1"]}),
        ("1.8.1", ("pdf",), {"quarto": "1.8.1", "pdf_standards": []}),
        ("1.10.18", ("html",), {"quarto": "1.10.18"}),
        ("", ("html", "pdf"), {"pdf_standards": ["ua-1", "a-3a"]}),
        ("", ("docx",), {}),
    ],
)
def test_what_the_manifest_says_of_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, formats: tuple[str, ...], said: dict[str, object]
) -> None:
    if version:
        (tmp_path / "quarto").write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / "quarto").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rendering.program("quarto" if version else "embedded", formats) == said


def test_a_renderer_runs_in_the_environment_of_this_process_with_clock_zone_and_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "environ", {"PATH": "x", "TZ": "Asia/Tokyo", "LC_ALL": "nl_NL"})
    assert pandoc.environment(7) == {"PATH": "x", "SOURCE_DATE_EPOCH": "7", "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def test_pandoc_is_that_of_the_wheel_or_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pandoc.executable().parent.name == "files"
    said = ["pandoc is not installed with the package; install the locked wheels again: make setup"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pypandoc.py").touch()
    spec = importlib.util.spec_from_file_location("pypandoc", tmp_path / "pypandoc.py")
    for found in (None, spec):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, found=found: found)
        assert lines_of(pandoc.executable) == said
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "pandoc.exe").touch()
    assert pandoc.executable() == tmp_path / "files" / "pandoc.exe"


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        ("a\n\n  b  \n", ["a", "b"]), ("10%\r20%\rdone\n", ["done"]), ("\x1b[1mbold\x1b[22m \x1b[39mx", ["bold x"]),
        ("x\r\ny\r\n", ["x", "y"]), ("", []),
    ],
)  # fmt: skip
def test_the_lines_of_a_program(output: str, lines: list[str]) -> None:
    assert quarto_process.lines(output) == lines


def test_the_warnings_of_quarto_each_once() -> None:
    output = (
        "WARN: een\nWARNING twee\n[W] drie\n(W) vier\nwarning: vijf\nWARN: een\nWARN:\nzes\n"
        "er is een WARN: zeven\n\x1b[33mWARN: acht\x1b[39m\n"
    )
    assert quarto_process.warnings(output) == ["een", "twee", "drie", "vier", "vijf", "acht"]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("x\n[E] kapot\n", "kapot"), ("error: kapot", "kapot"), ("ERROR kapot", "kapot"),
        ("an ERROR: x", "an ERROR: x"),
        ("ERROR: a\nb\nc\nd\ne", "a b c d"), ("ERROR: een\nERROR: twee", "een ERROR: twee"), ("een", "een"),
        ("ERROR: a\nat x (file)\nstack traceback:\n[C]: in x\nb\nc", "a b c"),
        ("ERROR: a\nat x (file)\nat y (file)\nat z (file)\nb\nc\nd", "a b c"),
    ],
)  # fmt: skip
def test_an_error_of_quarto_without_its_own_code(output: str, said: str) -> None:
    assert str(quarto_process.fault(output)) == f"document.md: Quarto refused the document: {said}"


def test_an_endless_complaint_is_cut() -> None:
    assert str(pandoc.fault("x" * 401, "pandoc")) == f"document.md: pandoc refused the document: {'x' * 400}"


BODY = "#let report(it) = it\n#show: report\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"{BODY}#nothing\n\ntekst <sec-a>\ntekst <fig-b>\n", "document.md, sec-a: Typst refused the document: unknown "
         "variable: nothing"),
        (f"{BODY}tekst <fig-b>\n#nothing\n", "document.md: Typst refused the document: unknown variable: nothing"),
        (f"#let x = nothing\n{BODY}tekst <fig-b>\n", "document.md: Typst refused the document: unknown variable: "
         "nothing"),
        ("#nothing <fig-b>\n", "document.md, fig-b: Typst refused the document: unknown variable: nothing"),
        (f'{BODY}#image("figures/fig-q.svg")\n<fig-b>\n', "document.md, fig-q: Typst refused the document: file not "
         "found (searched at figures/fig-q.svg)"),
        (f"{BODY}#let a-b = 1\n#let a = 1\n#a-c\n", "document.md: Typst refused the document: unknown variable: a-c "
         "(if you meant to use subtraction, try adding spaces around the minus sign: `a - c`)"),
    ],
)  # fmt: skip
def test_an_error_of_typst_names_the_next_label_and_gives_its_hint(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(typst.TypstError) as raised:
        typst.Compiler(source.encode(), root=str(tmp_path), font_paths=fonts.typefaces()).compile()
    assert str(pdf._explain(raised.value, source)).replace(f"{tmp_path}/", "") == said


def test_typst_has_the_report_s_typeface_and_its_own_but_none_of_this_machine() -> None:
    own = {"DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern", "New Computer Modern Math"}
    assert set(fonts.typefaces().families()) == {"Source Sans 3", *own}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_may_use_its_own_style_and_its_last_script_alone() -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="{}">'
    page = (
        f"<html><head>{meta.format('')}<style media='x'>één</style><script>a()</script><style>één</style></head>"
        f"<body>{meta.format('x')}<style>b</style><script>b()</script><script>\nc()</script>\n</body>\n</html>\n"
    )
    rules = (
        f"default-src 'none'; style-src {hash_of('één')}; script-src {hash_of('a()')} {hash_of(chr(10) + 'c()')}; "
        "img-src data:; font-src data:; connect-src {}; base-uri 'none'; form-action 'none'"
    )
    assert policy.apply(page) == page.replace(meta.format(""), meta.format(rules.format("'none'")))
    assert rules.format("'self'") in policy.apply(page, connect="'self'")
    nothing = rules.partition("style-src")[0] + "style-src 'none'; script-src 'none'; "
    for bare in (f"{meta.format('')}<p>", f"<head>{meta.format('')}</head><p>"):
        assert nothing in policy.apply(bare)


DOCUMENT = """---
status-text: Concept
---
# Kop *één* {#sec-a}

Er zijn [7]{.fact key="one"} dingen, zie @fig-x en [@tbl-y; @sec-a].[^1] Nog [7]{.fact key="one"}.

[^1]: Een noot.

![Onderschrift](figures/fig-x.svg){#fig-x fig-alt="Niet dit."}

::: {.source}
Bron: “CBS”
:::

[2014]{.from} [2024]{.to}

![](figures/kern-one.svg){.spark}

| Kop | Waarde [%]{.unit} |
| :--- | ---: |
| Bouw | 1,2\\* |

: Tabel {#tbl-y}

1. Punt - een
> Citaat
"""
HTML = """<head><title>x</title></head><p>Concept</p><h1 id="sec-a">Kop één</h1>
<p>Er zijn <data data-key="one">7</data> dingen, zie Figuur 1 en Tabel 1. Nog <data data-key="one">7</data>.</p>
<p>Een noot.</p><figure id="fig-x"><svg onclick="x">drawn {{</svg>Onderschrift</figure><p>Bron: "CBS"</p>
<table id="tbl-y"><tr><th>Kop</th><th>Waarde %</th></tr><tr><th>Bouw</th><td>1,2*</td></tr></table>Tabel
<a href="https://x">Punt–een</a> <a href="#a">Citaat</a><script>alive()</script></body></html>"""
REMEDY = "; write the text around it plainly in the notebook"


def test_what_must_be_in_a_finished_file() -> None:
    expected = inspection.Expected(DOCUMENT)
    assert [(part.text, part.section) for part in expected.parts] == [
        ("Concept", "status"), ("Kop één", "sec-a"), ("Er zijn 7 dingen, zie", "sec-a"), ("en", "sec-a"),
        (".", "sec-a"), ("Nog 7.", "sec-a"), ("Een noot.", "sec-a"), ("Onderschrift", "fig-x"),
        ("Bron: “CBS”", "fig-x"), ("KopWaarde %", "fig-x"), ("Bouw1,2*", "fig-x"), ("Tabel", "tbl-y"),
        ("Punt - een", "tbl-y"), ("Citaat", "tbl-y"),
    ]  # fmt: skip
    assert (expected.labels, dict(expected.facts)) == (["sec-a", "fig-x", "tbl-y"], {"one": 2})
    inspection.inspect(HTML.encode(), "html", expected)
    inspection.inspect(b"%PDF", "pdf", expected)  # only in tests


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<p>Concept", "<p>", "document.md, status: 'Concept' is not in the finished file (html)"),
        ("Bouw", "", "document.md, fig-x: 'Bouw1,2*' is not in the finished file (html)"),
        ('id="tbl-y"', "", "document.md, tbl-y: it is not in the finished file (html)"),
        ('key="one">7</data> d', 'key="x">7</data> d', "document.md: the fact 'one' is printed 1 times instead of 2 "
         "(html)"),
        ("<p>Concept", "{{<p>Concept", "document.md: '{{' is left in the finished file (html)"),
        ("<p>Concept", "<p>Concept<IFRAME src='x'>", "document.md: '<IFRAME' would be alive (html)"),
        ("<p>Concept", "<p onload = 'x'>Concept", "document.md: '<p onload =' would be alive (html)"),
        ('href="#a"', 'href=" data:text/html;x"', "document.md: 'href=\" ' would be alive (html)"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_page_or_alive_is_said_in_one_line(old: str, new: str, said: str) -> None:
    assert old in HTML
    page = HTML.replace(old, new).encode()
    assert lines_of(inspection.inspect, page, "html", inspection.Expected(DOCUMENT)) == [f"{said}{REMEDY}"]


def test_ten_faults_are_enough() -> None:
    document = "---\nstatus-text: x\n---\n" + "\n".join(f"woord {number} zonder plaats" for number in range(20))
    assert len(lines_of(inspection.inspect, b"x", "html", inspection.Expected(document))) == 10
    long = "---\nstatus-text: x\n---\n" + "w" * 61
    (line,) = lines_of(inspection.inspect, b"x", "html", inspection.Expected(long))
    assert line.startswith(f"document.md, the key figures: '{'w' * 60}' is not")


def word(document: str, footnotes: str | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/document.xml", document)
        if footnotes is not None:
            file.writestr("word/footnotes.xml", footnotes)
    return stream.getvalue()


def test_what_is_missing_in_a_word_file() -> None:
    label = f"sec-{'a' * 36}"
    document = (
        f"---\nstatus-text: Concept\n---\n# Kop & {{#{label}}}\n\nTekst\n\n# Twee {{#sec-b}}\n\n# Drie {{#{label}aa}}\n"
    )
    expected = inspection.Expected(document)
    text = "<w:t>Concept</w:t><w:t xml:space='preserve'>Kop &amp; Twee Drie</w:t>"
    marks = f'<w:bookmarkStart w:id="1" w:name="{label}" /><w:bookmarkStart w:name="sec-b"/>'
    inspection.inspect(word(text + marks, "<w:t>Tekst</w:t>"), "docx", expected)  # Word shortens the longest name
    assert lines_of(inspection.inspect, word(text), "docx", expected) == [
        f"document.md, {label}: 'Tekst' is not in the finished file (docx){REMEDY}",
        f"document.md, {label}: it is not in the finished file (docx){REMEDY}",
        f"document.md, sec-b: it is not in the finished file (docx){REMEDY}",
    ]


def test_a_design_file_that_is_missing_is_named_whichever_it_is(tmp_path: Path) -> None:
    shutil.copy(made_up.DESIGN / "theme.yml", tmp_path)
    assert lines_of(embedded.render, tmp_path, made_up.EDITION, ["html"], tmp_path) == [
        "_extensions/arbeidsmarkt/arbeidsmarkt.lua: a file of the page design is missing; restore it with git"
    ]
    assert embedded.render(tmp_path, made_up.EDITION, [], made_up.DESIGN) == []


def test_charts_for_word_are_in_the_letters_of_office_computers_and_only_wide_ones(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    for name in ("fig-b", "fig-a", "fig-a-narrow", "kern-x"):
        (tmp_path / "figures" / f"{name}.svg").write_text(f"<text font-family=\"'X'\">één {name}</text>")
    look = theme.load(made_up.DESIGN / "theme.yml")
    assert list(docx.drawings(tmp_path, look).items()) == [
        (name, f'<text font-family="Calibri, Source Sans 3, sans-serif">één {name}</text>'.encode())
        for name in ("fig-a", "fig-b")
    ]


def test_a_picture_of_a_chart_has_three_dots_for_each_of_its_units(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="20"><rect width="9" height="9"/></svg>'
    for name in ("fig-a", "fig-b"):
        (tmp_path / "figures" / f"{name}.svg").write_text(drawing)
    docx.pictures(tmp_path, tmp_path / "aside")
    pictures = [Image.open(path) for path in sorted((tmp_path / "aside" / "figures").iterdir())]
    assert [picture.size for picture in pictures] == [(1920, 60)] * 2
    (tmp_path / "figures" / "fig-b.svg").unlink()
    docx.pictures(tmp_path, tmp_path / "one")
    assert [path.name for path in (tmp_path / "one" / "figures").iterdir()] == ["fig-a.png"]


def test_a_report_without_charts_needs_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    docx.pictures(tmp_path, tmp_path / "aside")
    assert list((tmp_path / "aside" / "figures").iterdir()) == []


def test_quarto_gets_a_folder_with_all_that_it_needs_and_the_logo(tmp_path: Path) -> None:
    design, folder, project = tmp_path / "design", tmp_path / "made", tmp_path / "project"
    shutil.copytree(made_up.DESIGN, design)
    look = (design / "theme.yml").read_text(encoding="utf-8")
    look = look.replace('logo: "" ', "logo: logo.svg ").replace('logo-alt: ""', 'logo-alt: "Logo"')
    (design / "theme.yml").write_text(look, encoding="utf-8")
    (design / "logo.svg").write_text("<svg/>")
    for path in (folder, project):
        path.mkdir()
    made_up.written(folder)
    quarto_project.prepare(project, folder, design, ("pdf", "html"), 0, ["ua-1"])
    shown = yaml.safe_load((project / "_metadata.yml").read_text())["format"]
    assert list(shown) == ["arbeidsmarkt-typst", "arbeidsmarkt-html"], "the first is what Quarto makes when not asked"
    assert (project / "logo.svg").read_text() == "<svg/>"
    assert yaml.safe_load((project / "_metadata.yml").read_text()) == {
        "format": {
            "arbeidsmarkt-html": {},
            "arbeidsmarkt-typst": {"font-paths": ["_extensions/arbeidsmarkt/fonts"], "pdf-standard": ["ua-1"]},
        }
    }
    settings = yaml.safe_load((project / "theme.yml").read_text(encoding="utf-8"))["look"]
    assert (settings["font"], settings["web-font"]) == ("Bijlage Sans", "Bijlage Sans")
    drawn = (project / "figures" / "fig-tension.svg").read_text(encoding="utf-8")
    assert "'Bijlage Sans'" in drawn and "'Source Sans 3'" not in drawn
    for part in ("facts.json", "_quarto.yml", "data/tbl-long.csv"):
        source = folder if (folder / part).exists() else design
        assert (project / part).read_bytes() == (source / part).read_bytes()
    assert (project / "document.qmd").read_bytes() == (folder / "document.md").read_bytes()
    assert (project / "_extensions" / "arbeidsmarkt" / "arbeidsmarkt.lua").is_file()
    assert not (project / "reference.docx").exists()

    other = tmp_path / "other"
    other.mkdir()
    quarto_project.prepare(other, folder, made_up.DESIGN, ("html",), 0)
    assert yaml.safe_load((other / "_metadata.yml").read_text()) == {"format": {"arbeidsmarkt-html": {}}}
    assert (other / "theme.yml").read_bytes() == (made_up.DESIGN / "theme.yml").read_bytes()
    assert "'Source Sans 3'" in (other / "figures" / "fig-tension.svg").read_text(encoding="utf-8")
