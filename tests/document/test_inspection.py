"""The look at what was made: a lost sentence, label, fact or figure stops a build, and so does a mark of ours."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import made_up_report as made_up
import tagged_pdf
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import inspection, policy
from in_browser import browser as browser, needs_browser


def expected() -> inspection.Expected:
    return inspection.Expected(made_up.document().text)


def page() -> str:
    return made_up.rendered_file("html").read_text(encoding="utf-8")


def word(old: str, new: str) -> bytes:
    """The Word file with something else in its text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(made_up.rendered_file("docx")) as file, zipfile.ZipFile(stream, "w") as changed:
        for name in file.namelist():
            content = file.read(name)
            if name == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            changed.writestr(name, content)
    return stream.getvalue()


def test_the_report_holds_all_of_its_document() -> None:
    found = expected()
    assert {"fig-tension", "tbl-long", "sec-wages"} <= set(found.labels)
    assert found.facts["tension"] == 2 and len(found.parts) > 80
    inspection.inspect(page().encode(), "html", found)
    inspection.inspect(made_up.rendered_file("docx").read_bytes(), "docx", found)
    shown = tagged_pdf.read(made_up.rendered_file("pdf")).text
    assert inspection.missing(shown, found) == []
    assert inspection.own_marks(shown, found) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Alinea over bedrijfstakken", "Alinea", "sec-sectors: 'Alinea over bedrijfstakken, cao's"),
        ('id="fig-tension"', 'id="fig-other"', "fig-tension: it is not in the finished file"),
        ('data-key="vacancies"', 'data-key="other"', "the fact 'vacancies' is printed"),
        ("Verzonnen spanning op de arbeidsmarkt, per kwartaal", "x", "fig-tension: 'Verzonnen spanning"),
        ("<p>Alinea", "<p>[106]{.fact key=tension} Alinea", "'{.fact' is left"),
        ("<p>Alinea", "<p onclick=x>Alinea", "would be alive"),
        ("<p>Alinea", "<script>x()</script><p>Alinea", "'<script' would be alive"),
        ("<p>Alinea", '<a href="javascript:x()">a</a><p>Alinea', "would be alive"),
        ("A Industrie</th>", "</th>", "is not in the finished file"),
    ],
)
def test_what_html_lost_or_gained_is_named(old: str, new: str, what: str) -> None:
    assert old in page()
    with pytest.raises(UserError) as refused:
        inspection.inspect(page().replace(old, new).encode(), "html", expected())
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("De werkloosheid bleef gelijk", "", "'De werkloosheid bleef gelijk.' is not in the finished file"),
        ('w:name="tbl-sectors"', 'w:name="x"', "tbl-sectors: it is not in the finished file"),
        ("De werkloosheid", "{#fig-x} De werkloosheid", "'{#fig-' is left"),
        (">Concept", ">", "status: 'Concept"),
    ],
)
def test_what_word_lost_or_gained_is_named(old: str, new: str, what: str) -> None:
    with pytest.raises(UserError) as refused:
        inspection.inspect(word(old, new), "docx", expected())
    assert what in str(refused.value)


@needs_browser
def test_the_policy_knows_the_page_s_own_style_and_nothing_else(browser: Any, tmp_path: Path) -> None:
    assert "style-src 'sha256-" in page() and "unsafe" not in page().split("<style>")[0]
    alive = "<script>document.title = 'gekaapt'</script><img src=x onerror=\"document.title = 'gekaapt'\">"
    said = {}
    for name, text in (("own", page()), ("changed", page().replace("</body>", f"{alive}</body>"))):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        tab = browser.new_page()
        said[name] = lines = []
        tab.on("console", lambda message, lines=lines: lines.append(message.text))
        tab.goto((tmp_path / f"{name}.html").as_uri())
        assert tab.title().startswith("Verzonnen arbeidsmarkt")
        assert "Bijlage Sans" in tab.evaluate("getComputedStyle(document.body).fontFamily")
        assert tab.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Bijlage Sans\"'))")
    assert said["own"] == []
    assert any("Content Security Policy" in line for line in said["changed"])


def test_the_policy_follows_the_head() -> None:
    bare = '<head><meta http-equiv="Content-Security-Policy" content="x"><style>a{}</style></head><script>y</script>'
    made = policy.apply(bare)
    assert re.search(r"style-src 'sha256-[\w+/]{43}='", made) and "script-src 'none'" in made
    assert policy.apply(made) == made
    assert "connect-src 'self'" in policy.apply(bare, connect="'self'")
