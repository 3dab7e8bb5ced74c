"""What Jupyter shows under a cell, whole. No figure here is real."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsmarkt.desk import jupyter_view
from arbeidsmarkt.numbers.facts import Fact
from made_up_figures import Q3, value

DATA = {
    "columns": [
        {"title": "Sector <A>", "type": "string", "unit_text": ""},
        {"title": "Vacatures", "type": "number", "unit_text": "x 1 000 & meer"},
    ],
    "rows": [
        [{"text": "Zorg & welzijn", "status": ""}, {"text": "12", "status": "provisional"}],
        [{"text": "Bouw", "status": ""}, {"text": "n.b.", "status": "final"}],
        [{"text": "Handel", "status": ""}, {"text": "7", "status": "revised_provisional"}],
    ],
}
GRID = (
    "<thead><tr><th style='text-align:left'>Sector &lt;A&gt;</th>"
    "<th style='text-align:right'>Vacatures<br><small>x 1 000 &amp; meer</small></th></tr></thead><tbody>"
    "<tr><td style='text-align:left'>Zorg &amp; welzijn</td><td style='text-align:right'>12*</td></tr>"
    "<tr><td style='text-align:left'>Bouw</td><td style='text-align:right'>n.b.</td></tr>"
    "<tr><td style='text-align:left'>Handel</td><td style='text-align:right'>7**</td></tr></tbody></table>"
)
RECORD: dict[str, Any] = {
    "message": 'Er zijn [12]{.fact key="x"} & meer *vacatures*',
    "caption": "Vacatures < *alle*",
    "alt": 'De lijn "stijgt" < 12.',
    "svg": "<svg/>",
    "data": DATA,
    "source": "Bron: [CBS & co](https://example.invalid/a?b=1&c=2), bewerkt; zie [*dit*](https://example.invalid/d).",
    "notes": ["Zie @fig-een. Ook @tbl-twee, < 3.", "", "@sec-drie"],
}
BELOW = (
    '<div><small>Bron: <a href="https://example.invalid/a?b=1&amp;c=2">CBS &amp; co</a>, bewerkt; zie '
    '<a href="https://example.invalid/d">dit</a>.</small></div>'
    "<div><small>Zie figuur ‘een’. Ook tabel ‘twee’, &lt; 3.</small></div>"
    "<div><small>Paragraaf ‘drie’</small></div>"
)
ABOVE = "<p><b>Er zijn 12 &amp; meer vacatures</b></p>"


def test_the_facts_of_a_cell_stand_in_a_table_with_what_is_known_of_them() -> None:
    facts = {
        "one": Fact("one", value("12.4", "percent", title="Groei < 3", label="zorg & welzijn", status="provisional")),
        "other": Fact("other", value(None, "persons", Q3 - 1, title="Banen")),
    }
    assert jupyter_view.facts(facts) == (
        "<table><caption>Feiten</caption>"
        "<tr><td><code>one</code></td><td style='text-align:right'><b>12</b></td><td>%</td>"
        "<td>2024 3e kwartaal</td><td>provisional</td>"
        "<td style='text-align:left'>Groei &lt; 3 – zorg &amp; welzijn</td></tr>"
        "<tr><td><code>other</code></td><td style='text-align:right'><b>n.b.</b></td><td>personen</td>"
        "<td>2024 2e kwartaal</td><td>final</td><td style='text-align:left'>Banen</td></tr></table>"
    )


def test_a_table_has_its_message_and_caption_above_and_its_source_and_notes_below() -> None:
    caption = "<table><caption>Vacatures &lt; *alle*</caption>"
    assert jupyter_view.table(RECORD, RECORD["caption"]) == ABOVE + caption + GRID + BELOW
    bare = {**RECORD, "message": "", "source": "", "notes": []}
    assert jupyter_view.table(bare, "A") == "<table><caption>A</caption>" + GRID


def test_a_figure_has_its_caption_below_and_its_description_and_values_to_open() -> None:
    assert jupyter_view.figure(RECORD) == (
        f"{ABOVE}<figure style='margin:0;max-width:44em'><svg/>"
        "<figcaption><b>Vacatures &lt; alle</b></figcaption>"
        "<details><summary>Alternatieve tekst</summary>De lijn &quot;stijgt&quot; &lt; 12.</details>"
        f"<details><summary>Toon als tabel</summary><table><caption></caption>{GRID}</details></figure>{BELOW}"
    )


def test_the_band_shows_each_key_figure_with_its_unit_its_title_and_its_change() -> None:
    box = {"value": "12", "unit_text": "<%>", "title": "Groei & *meer*", "change": "+1 < 2", "svg": "<svg/>"}
    cell = (
        "<td style='text-align:left;vertical-align:top;padding:1em'><b style='font-size:2em'>{}</b> &lt;%&gt;<br>"
        "Groei &amp; meer<br><small>+1 &lt; 2</small><br><svg/></td>"
    )
    boxes = [box, {**box, "value": "1<3"}]
    assert jupyter_view.band(boxes) == f"<table><tr>{cell.format('12')}{cell.format('1&lt;3')}</tr></table>"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("", "*Leeg: van deze tekst staat in deze editie niets in het rapport.*"),
        (" \n", "*Leeg: van deze tekst staat in deze editie niets in het rapport.*"),
        ("# Kop {#sec-kop}\n\n## Twee {#sec-a-b} \n\nTekst {#sec-c}", "# Kop\n\n## Twee\n\nTekst {#sec-c}"),
        ('Er zijn [12]{.fact key="x"}.', "Er zijn 12."),
        ("Zie @fig-een en @fig-twee.", "Zie figuur\u00a02 en figuur ‘twee’."),
        ("@fig-een. @tbl-x! @sec-y? @tbl-z", "Figuur\u00a02. Tabel ‘x’! Paragraaf\u00a03.1? Tabel ‘z’"),
        ("Zie\n@sec-y-", "Zie\nparagraaf\u00a03.1-"),
        ("Een.[^n]\n\n[^n]: Zie @fig-een.\n", "Een.<sup>1</sup>\n\n<small><sup>1</sup> Zie figuur\u00a02.</small>"),
    ],
)
def test_a_text_is_shown_without_labels_and_with_the_numbers_of_what_it_refers_to(markdown: str, shown: str) -> None:
    assert jupyter_view.prose(markdown, {"fig-een": "2", "sec-y": "3.1"}) == shown
