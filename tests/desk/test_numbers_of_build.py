"""References in a text cell as a reader of the last build saw them; nothing of it while a build runs. Made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import made_up_report
from arbeidsmarkt.desk import jupyter_view, numbers_of_build

DOCUMENT = """# In het kort {#sec-kort .unnumbered}

# Een {#sec-a}

## Deel {#sec-b}

![x](figures/fig-x.svg){#fig-x fig-alt="y"}

: Titel {#tbl-y}

# Twee {#sec-c}

## Deel {#sec-d}

![x](figures/fig-z.svg){#fig-z fig-alt="y"}
"""


def test_the_numbers_are_those_of_the_report() -> None:
    assert numbers_of_build.of_document(DOCUMENT) == {
        "sec-a": "1", "sec-b": "1.1", "fig-x": "1", "tbl-y": "1", "sec-c": "2", "sec-d": "2.1", "fig-z": "2",
    }  # fmt: skip


def test_they_are_what_html_prints() -> None:
    numbers = numbers_of_build.of_document(made_up_report.document().text)
    html = made_up_report.rendered_file("html").read_text(encoding="utf-8")
    assert numbers["fig-tension"] == "1"
    assert f'href="#fig-wages">figuur\u00a0{numbers["fig-wages"]}<' in html.lower().replace("&nbsp;", "\u00a0")


def test_a_reference_reads_as_in_the_report_and_by_name_where_no_number_is_known() -> None:
    shown = jupyter_view.prose("@fig-x toont het, zie @sec-b. @tbl-new ook.", numbers_of_build.of_document(DOCUMENT))
    assert shown == "Figuur\u00a01 toont het, zie paragraaf\u00a01.1. Tabel ‘new’ ook."


def test_nothing_is_known_without_a_build_and_while_one_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert numbers_of_build.of_last_build(tmp_path) == {}
    (tmp_path / "document.md").write_text(DOCUMENT, encoding="utf-8")
    assert numbers_of_build.of_last_build(tmp_path)["fig-z"] == "2"
    monkeypatch.setenv(numbers_of_build.BUILDING, "1")
    assert numbers_of_build.of_last_build(tmp_path) == {}
