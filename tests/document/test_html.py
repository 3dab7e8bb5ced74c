"""The HTML file as its readers and their screen readers meet it; in a real Chromium where there is one."""

from __future__ import annotations

import copy
import functools
import itertools
import re
import urllib.parse
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from bs4 import BeautifulSoup

import made_up_report as made_up
from in_browser import browser as browser, needs_browser, no_barrier, opened, until


@functools.cache
def page() -> BeautifulSoup:
    return BeautifulSoup(made_up.rendered_file("html").read_text(encoding="utf-8"), "html.parser")


def test_one_file_that_asks_nobody_for_anything() -> None:
    assert not page().find_all(["link", "iframe", "img", "object"])
    assert [tag.attrs for tag in page().find_all("script")] == [{}]  # the page's own, inside the file
    style = "".join(tag.text for tag in page().find_all("style"))
    assert "@import" not in style
    assert set(re.findall(r"url\(\s*[\"']?(\w+):", style)) == {"data"}


def test_language_title_and_landmarks() -> None:
    assert page().html["lang"] == "nl"
    assert page().title.text == "Verzonnen arbeidsmarkt – Derde kwartaal van 2024"
    assert [len(page().find_all(tag)) for tag in ("header", "main", "nav", "footer", "h1")] == [1, 1, 1, 1, 1]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag.name[1]) for tag in page().find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_ids_are_unique_and_links_arrive() -> None:
    ids = [tag["id"] for tag in page().find_all(id=True)]
    assert len(ids) == len(set(ids))
    inside = [tag["href"][1:] for tag in page().find_all("a", href=re.compile(r"^#"))]
    assert len(inside) > 10 and set(inside) <= set(ids)


def test_references_say_in_dutch_where_they_go() -> None:
    found = {
        tag["href"]: tag.text.replace("\u00a0", " ")
        for tag in page().find(id="sec-tension").find_next("p").find_all("a")
    }
    assert found["#fig-tension"] == "Figuur 1"  # a sentence begins with it
    assert found["#tbl-sectors"] == "tabel 1"
    assert found["#tbl-long"] == "tabel 2"
    assert found["#sec-sectors"] == "paragraaf 2.1"


def test_printed_facts_carry_their_value() -> None:
    fact = page().find(id="sec-tension").find_next("data")
    assert fact.text == "106"
    assert (fact["value"], fact["data-key"], fact["data-unit"], fact["data-period"]) == (
        "106.149", "tension", "per_100_unemployed", "2024KW03",
    )  # fmt: skip


def test_key_figures_say_their_period_once_and_where_their_lines_begin() -> None:
    band = page().find(class_="key-figures")
    assert band.text.count("erde kwartaal van 2024") == 1
    assert band.find("p", class_="period").text == "Derde kwartaal van 2024"
    assert [years.text for years in band.find_all(class_="years")] == ["2014 2024"] * 2


def test_tables_have_scopes_and_names() -> None:
    table = page().find(id="tbl-sectors").table
    assert {tag["scope"] for tag in table.thead.find_all("th")} == {"col"}
    assert [row.th["scope"] for row in table.tbody.find_all("tr")] == ["row"] * 3
    assert page().find(id=table["aria-labelledby"]).text.startswith("Tabel\u00a01")
    region = table.parent
    assert (region["role"], region["tabindex"]) == ("region", "0")


def test_a_chart_has_title_description_and_its_numbers() -> None:
    figure = page().find(id="fig-tension")
    for chart in figure.find_all("svg"):
        title, description = (page().find(id=name) for name in chart["aria-labelledby"].split())
        assert title.text == "Verzonnen spanning op de arbeidsmarkt, per kwartaal"
        assert description.text.startswith("Verzonnen spanning per kwartaal")
    assert figure.summary.text.startswith("Toon als tabel")
    assert len(figure.details.tbody.find_all("tr")) == 43


@pytest.mark.parametrize("label", ["fig-tension", "fig-wages", "tbl-sectors", "tbl-long"])
def test_each_csv_can_be_taken_out_of_the_file(label: str) -> None:
    link = page().find(id=label).find("a", class_="download")
    assert link["download"] == f"{label}.csv"
    content = urllib.parse.unquote(link["href"].removeprefix("data:text/csv;charset=utf-8,"))
    assert content == (made_up.rendered() / "data" / f"{label}.csv").read_text(encoding="utf-8")


def test_concept_and_date_are_said() -> None:
    head = page().find("header").text
    assert "Concept" in head
    assert "13 december 2024" in head


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_no_barrier_no_request_nothing_sideways(browser: Any, width: int, scheme: str) -> None:
    no_barrier(*opened(browser, width, scheme, made_up.rendered_file("html")), width)


@needs_browser
def test_the_keyboard_reaches_text_tables_and_downloads(browser: Any) -> None:
    view, _ = opened(browser, 320, "light", made_up.rendered_file("html"))
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.textContent") == "Naar de tekst"
    reached = set()
    for _step in range(60):
        view.keyboard.press("Tab")
        reached.add(view.evaluate("document.activeElement.className + document.activeElement.tagName"))
    assert {"scrollDIV", "downloadA", "SUMMARY"} <= reached
    view.context.close()


@needs_browser
def test_dark_mode_recolours_charts(browser: Any) -> None:
    strokes = {}
    for scheme in ("light", "dark"):
        view, _ = opened(browser, 1280, scheme, made_up.rendered_file("html"))
        strokes[scheme] = view.evaluate(
            "getComputedStyle(document.querySelector('#fig-tension svg [stroke=\"#1B4F9C\"]')).stroke"
        )
        view.context.close()
    assert strokes == {"light": "rgb(27, 79, 156)", "dark": "rgb(141, 183, 245)"}


@needs_browser
def test_text_is_never_small(browser: Any) -> None:
    view, _ = opened(browser, 320, "light", made_up.rendered_file("html"))
    smallest = view.evaluate(
        "Math.min(...[...document.querySelectorAll('p,li,td,th,a,summary,figcaption,.source,.unit')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 12
    drawn = view.evaluate(
        "Math.min(...[...document.querySelectorAll('.plot.narrow text')].map(e => e.getBoundingClientRect().height))"
    )
    assert drawn >= 10  # a chart for a phone is drawn for a phone, not shrunk
    view.context.close()


@needs_browser
def test_print_shows_no_controls(browser: Any) -> None:
    view, _ = opened(browser, 1280, "dark", made_up.rendered_file("html"))
    view.emulate_media(media="print")
    shown = view.evaluate("[...document.querySelectorAll('nav, .tools, .skip')].map(e => getComputedStyle(e).display)")
    assert set(shown) == {"none"}
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    view.context.close()


@needs_browser
def test_the_contents_stand_beside_the_text_and_mark_what_is_read(browser: Any) -> None:
    view, _ = opened(browser, 1200, "light", made_up.rendered_file("html"))
    for target in ("sec-sectors", "sec-tension"):
        view.evaluate(f"document.getElementById('{target}').scrollIntoView({{behavior: 'instant'}})")
        until(view, f"document.querySelector('nav [aria-current]')?.hash === '#{target}'")
        beside, text = view.locator("nav").bounding_box(), view.locator("main > p").first.bounding_box()
        assert beside and text and beside["x"] + beside["width"] <= text["x"]
        assert beside["y"] == 0
    view.context.close()


@needs_browser
def test_key_figures_leave_no_hole(browser: Any) -> None:
    view, _ = opened(browser, 1440, "light", made_up.rendered_file("html"))
    for width, columns in ((1440, 2), (1200, 2), (900, 2), (768, 2), (375, 2), (320, 1)):
        view.set_viewport_size({"width": width, "height": 800})
        rows = view.evaluate(
            "Object.values(Object.groupBy([...document.querySelectorAll('.key-figures li')],"
            " e => Math.round(e.getBoundingClientRect().top))).map(row => row.length)"
        )
        assert len(set(rows)) == 1, (width, rows)
        band = view.evaluate("document.querySelector('.key-figures ul').getBoundingClientRect().width")
        cells = view.evaluate(
            "[...document.querySelectorAll('.key-figures li')].map(e => e.getBoundingClientRect().width)"
        )
        assert abs(sum(cells[: rows[0]]) - band) < 5, f"a grey hole at {width}"
        assert rows[0] <= columns, width
    view.context.close()


@needs_browser
def test_a_phone_has_a_way_back_up_and_a_figure_an_address(browser: Any) -> None:
    allowed = ["clipboard-write", "clipboard-read"]
    context = browser.new_context(viewport={"width": 375, "height": 700}, permissions=allowed)
    view = context.new_page()
    view.goto(made_up.rendered_file("html").as_uri())
    assert view.locator(".to-top").is_hidden()
    view.evaluate("document.getElementById('tbl-sectors').scrollIntoView({behavior: 'instant'})")
    until(view, "!document.querySelector('.to-top').hidden")
    view.locator("#tbl-sectors .copy").click()
    until(view, "document.querySelector('[role=status]').textContent === 'Het adres is gekopieerd.'")
    assert view.evaluate("navigator.clipboard.readText()").endswith(".html#tbl-sectors")
    view.locator(".to-top").click()
    until(view, "window.scrollY < 700")
    context.close()


@needs_browser
def test_everything_is_there_without_the_script(browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    view = context.new_page()
    view.goto(made_up.rendered_file("html").as_uri())
    assert view.locator("#fig-tension summary").is_visible()
    assert view.locator("nav a").first.is_visible()
    assert view.locator(".copy").count() == 0
    context.close()


@needs_browser
def test_a_chart_says_its_values_under_the_pointer_on_the_keyboard_and_under_a_finger(browser: Any) -> None:
    own = page().select("#fig-tension .plot.wide svg g title")
    first, last = own[0].text, own[-1].text
    assert (first, last) == ("eerste kwartaal van 2014: 60,0", own[-1].text)
    context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    view = context.new_page()
    refused: list[str] = []
    view.on("console", lambda message: refused.append(message.text))
    view.goto(made_up.rendered_file("html").as_uri())
    plot, tip = view.locator("#fig-tension .plot.wide"), view.locator("#fig-tension .plot.wide .tip")
    assert tip.is_hidden()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    plot.hover(position={"x": 3, "y": box["height"] / 2})
    assert tip.inner_text() == first
    plot.hover(position={"x": box["width"] - 3, "y": 5})
    assert tip.inner_text() == last
    shown = tip.bounding_box()
    assert shown
    assert shown["x"] >= box["x"]
    assert shown["x"] + shown["width"] <= box["x"] + box["width"]
    view.mouse.move(1, 1)
    assert tip.is_hidden()
    plot.focus()
    for _ in range(2):
        view.keyboard.press("ArrowRight")
    assert tip.inner_text() == view.locator("main > [role=status]").inner_text() == own[1].text
    view.keyboard.press("End")
    assert tip.inner_text() == last
    view.keyboard.press("Escape")
    assert tip.is_hidden()
    view.touchscreen.tap(box["x"] + 3, box["y"] + box["height"] / 2)
    assert tip.inner_text() == first
    assert refused == []
    context.close()


@needs_browser
def test_without_the_script_the_browser_itself_shows_the_values(browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    view.goto(made_up.rendered_file("html").as_uri())
    assert view.locator("#fig-tension .plot.wide svg g title").count() == 43
    context.close()


@needs_browser
def test_the_printed_page_says_what_the_pdf_says(browser: Any, tmp_path: Path) -> None:
    view, _ = opened(browser, 1280, "dark", made_up.rendered_file("html"))
    view.pdf(path=str(tmp_path / "printed.pdf"), prefer_css_page_size=True)
    view.context.close()
    with pymupdf.open(tmp_path / "printed.pdf") as opened_again:
        printed = "".join("".join(sheet.get_text() for sheet in opened_again).split()).replace("\u00ad", "")
    read = copy.copy(page().main)
    for part in read.select("nav, .tools, svg, .hidden, .skip"):
        part.extract()
    words = {word for text in read.stripped_strings for word in text.split()}
    assert len(words) > 100
    assert sorted(word for word in words if word not in printed) == []
    for controls in ("Toonalstabel", "Download", "Kopieer", "Naarboven", "https://opendata"):
        assert controls not in printed
