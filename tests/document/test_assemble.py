"""Assembling records into one document."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

import made_up_report as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import assemble, workbook


def assembled(sections: dict[str, list[dict[str, Any]]]) -> str:
    return assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items())).text


def test_document_reads_as_before(snapshot: Any) -> None:
    assert made_up.document().text == snapshot


def test_front_matter_says_what_edition_this_is() -> None:
    front = yaml.safe_load(made_up.document().text.split("---\n")[1])
    assert front["subtitle"] == "Derde kwartaal van 2024"
    assert front["date"] == "2024-12-13"
    assert front["date-text"] == "13 december 2024"
    assert front["status"] == "concept"
    assert "Concept" in front["status-text"]


def test_sections_stand_in_the_order_of_the_report_not_of_the_runs() -> None:
    text = made_up.document().text  # the summary ran last and stands first
    assert text.index("{#sec-kort}") < text.index("{#sec-tension}") < text.index("{#sec-wages}")


def test_the_order_of_the_runs_leaves_no_trace() -> None:
    other = dict(reversed(made_up.sections().items()))
    reads = other["1-tension"][0]
    reads |= {"tables": dict(reversed(reads["tables"].items())), "series": list(reversed(reads["series"]))}
    assert assemble.assemble(made_up.REPORT, made_up.EDITION, list(other.items())) == made_up.document()
    assert list(made_up.document().data) == ["fig-tension", "tbl-sectors", "fig-wages", "tbl-long"]


def test_footnotes_of_two_notebooks_do_not_meet() -> None:
    text = made_up.document().text
    assert "[^1-tension-1]: Verzonnen toelichting" in text
    assert "[^2-wages-1]: Tweede noot." in text


def test_provisional_figures_carry_cbs_marks_in_tables() -> None:
    assert r"| −0,5\* | 40,0\*\* |" in made_up.document().text


def test_what_the_notebooks_read_and_left_out_is_kept() -> None:
    document = made_up.document()
    assert document.reads["tables"] == {"80474ned": "0" * 64}
    assert document.left_out == ["De piek ontbreekt."]
    assert set(document.facts["facts"]) == {"tension", "vacancies", "fall"}


def test_written_files(tmp_path: Any) -> None:
    folder = made_up.written(tmp_path)
    assert {path.name for path in (folder / "data").iterdir()} == {
        "fig-tension.csv", "fig-wages.csv", "tbl-sectors.csv", "tbl-long.csv",
    }  # fmt: skip
    assert "fig-tension-narrow.svg" in {path.name for path in (folder / "figures").iterdir()}
    assert json.loads((folder / "facts.json").read_text(encoding="utf-8"))["edition"] == "2024Q3"


def changed(section: str, index: int, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    sections = copy.deepcopy(made_up.sections())
    sections[section][index].update(changes)
    return sections


def prose(text: str) -> dict[str, list[dict[str, Any]]]:
    sections = made_up.sections()
    sections["2-wages"].append({"kind": "prose", "markdown": text, "left_out": []})
    return sections


FIGURE, TABLE = "1-tension, fig-tension", "1-tension, tbl-sectors"
ALT = "give alt=… (what is shown, from when to when, the trend)"
NO_MORE = "the alternative text says no more than that there is a figure, or repeats the caption"
FAULTS: dict[str, tuple[dict[str, list[dict[str, Any]]], list[str]]] = {
    "a figure nowhere": (
        prose("Zie @fig-gone."),
        ["fig-gone: the text refers to @fig-gone, which is nowhere in the report; mend the reference"],
    ),
    "a table and a section nowhere": (
        prose("Zie @tbl-gone en @sec-gone."),
        ["tbl-gone: the text refers to @tbl-gone, which is nowhere in the report; mend the reference",
         "sec-gone: the text refers to @sec-gone, which is nowhere in the report; mend the reference"],
    ),
    "a section twice": (
        prose("# Lonen {#sec-wages}\n\nTekst."),
        ["sec-wages: the label is used twice; give each section its own label"],
    ),
    "an unknown fact": (
        prose('[9]{.fact key="unheard"}'),
        ["unheard: the text shows the fact 'unheard', which no notebook names; name it with facts(…)"],
    ),
    "no description": (changed("1-tension", 3, alt=""), [f"{FIGURE}: the figure has no alternative text; {ALT}"]),
    "a description of nothing": (
        changed("1-tension", 3, alt="Grafiek van de spanning"), [f"{FIGURE}: {NO_MORE}; {ALT}"],
    ),
    "the caption as description": (
        changed("1-tension", 3, alt="Verzonnen spanning op de arbeidsmarkt, per kwartaal."),
        [f"{FIGURE}: {NO_MORE}; {ALT}"],
    ),
    "no caption of a figure": (
        changed("1-tension", 3, caption=" "),
        [f"{FIGURE}: the figure has no caption; say what it shows, in what unit"],
    ),
    "no caption of a table": (
        changed("1-tension", 5, caption=""),
        [f"{TABLE}: the table has no caption; say what it shows, in what unit"],
    ),
    "no source of a table": (
        changed("1-tension", 5, source=""), [f"{TABLE}: the table has no source; give source=…"],
    ),
    "no source of a figure": (
        changed("1-tension", 3, source=" "), [f"{FIGURE}: the figure has no source; give source=…"],
    ),
    "no drawing": (
        changed("1-tension", 3, svg="<svg"),
        [f"{FIGURE}: the chart is not valid SVG: unclosed token: line 1, column 0; draw it again"],
    ),
    "no narrow drawing": (
        changed("1-tension", 3, svg_narrow="<svg"),
        [f"{FIGURE}: the chart is not valid SVG: unclosed token: line 1, column 0; draw it again"],
    ),
    "a label twice": (
        changed("1-tension", 3, label="fig-wages"),
        ["2-wages, fig-wages: the label is used twice; give each figure and table its own label",
         "fig-tension: the text refers to @fig-tension, which is nowhere in the report; mend the reference"],
    ),
    "no label of a figure": (
        changed("1-tension", 3, label="chart"),
        ["1-tension, chart: the label of a figure begins with 'fig-'; call it fig-chart",
         "fig-tension: the text refers to @fig-tension, which is nowhere in the report; mend the reference"],
    ),
    "no label of a table": (
        changed("1-tension", 5, label="fig-sectors"),
        ["1-tension, fig-sectors: the label of a table begins with 'tbl-'; call it tbl-fig-sectors",
         "tbl-sectors: the text refers to @tbl-sectors, which is nowhere in the report; mend the reference"],
    ),
    "not in the text": (
        changed("1-tension", 5, in_document=False),
        ["tbl-sectors: the text refers to @tbl-sectors, which is in the data files alone; name the file instead"],
    ),
    "a tiny chart without description": (
        {**made_up.sections(), "0-summary": [
            {**made_up.band(), "items": [{**made_up.band()["items"][0], "alt": " "}]}]},
        ["0-summary, key figure 'Spanning': the tiny chart has no alternative text; give alt=…"],
    ),
    "two values of one fact": (
        {**made_up.sections(), "0-summary": [
            {"kind": "facts", "facts": {"tension": made_up.fact("tension", 107, "107", "index")}}]},
        ["1-tension: the fact 'tension' is named twice, with different values; rename one of the two"],
    ),
    "an unknown record": (
        {**made_up.sections(), "0-summary": [{"kind": "film"}]},
        ["0-summary: a record of unknown kind 'film'; update the notebook library"],
    ),
    "nothing left": (
        {**made_up.sections(), "2-wages": []},
        ["2-wages.ipynb: the notebook left nothing for the report; run it, or mark it optional",
         "fig-wages: the text refers to @fig-wages, which is nowhere in the report; mend the reference",
         "tbl-long: the text refers to @tbl-long, which is nowhere in the report; mend the reference",
         "sec-wages: the text refers to @sec-wages, which is nowhere in the report; mend the reference"],
    ),
    "no footnote": (
        prose("Zie[^9]."),
        ["2-wages.ipynb: the footnote [^9] has no text; write [^name] in the text and [^name]: … once below it"],
    ),
    "a message that would change the document": (
        changed("1-tension", 3, message="Meer <b>dan</b> ooit"),
        [f"{FIGURE}: '<b>' would be read as HTML; write the sign as \\<, or take it out",
         f"{FIGURE}: '</b>' would be read as HTML; write the sign as \\<, or take it out"],
    ),
    "all together": (
        changed("1-tension", 3, alt="", caption=""),
        [f"{FIGURE}: the figure has no caption; say what it shows, in what unit",
         f"{FIGURE}: the figure has no alternative text; {ALT}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_faults_are_told_together_with_section_label_and_what_to_do(kind: str) -> None:
    sections, said = FAULTS[kind]
    with pytest.raises(UserError) as error:
        assembled(sections)
    assert str(error.value).splitlines() == said


def test_a_table_for_the_data_files_alone_is_not_in_the_text(tmp_path: Any) -> None:
    sections = made_up.sections()
    hidden = copy.deepcopy(sections["1-tension"][5]) | {"label": "tbl-everything", "in_document": False}
    sections["1-tension"].append(hidden)
    made = assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items()))
    assert "tbl-everything" not in made.text
    made.write(tmp_path)
    assert (tmp_path / "data" / "tbl-everything.csv").read_text(encoding="utf-8").count("\n") > 1
    assert workbook.sheet(hidden).label == "tbl-everything"


def test_a_section_that_is_optional_is_not_missed() -> None:
    assert "9-accountability" not in made_up.sections()
    assert assembled(made_up.sections())


def test_an_erratum_stands_in_the_front_matter() -> None:
    edition = made_up.EditionInfo(
        made_up.EDITION.quarter, made_up.EDITION.publication_date, "final", ("20-12-2024: …",)
    )
    front = yaml.safe_load(made_up.document(edition).text.split("---\n")[1])
    assert front["errata"] == ["20-12-2024: …"]
    assert front["status-text"] == "Definitief"


def test_the_front_matter_is_what_readers_and_programs_are_told() -> None:
    edition = made_up.EditionInfo(
        made_up.EDITION.quarter, made_up.EDITION.publication_date, "concept", mark="Proefcijfers: *x*",
        reconstruction="Zij is later gemaakt.",
    )  # fmt: skip
    text = made_up.document(edition).text
    assert yaml.safe_load(text.split("---\n")[1]) == {
        "title": "Verzonnen arbeidsmarkt", "subtitle": "Derde kwartaal van 2024", "lang": "nl", "date": "2024-12-13",
        "date-text": "13 december 2024 (reconstructie)", "reconstruction": "Zij is later gemaakt.",
        "edition": "2024Q3", "edition-text": "derde kwartaal van 2024", "status": "concept",
        "status-text": "Concept: deze editie is nog niet vastgesteld", "mark": r"Proefcijfers: \*x\*",
        "organisation": "Ministerie van Verzonnen Zaken", "description": "Verzonnen cijfers, alleen voor de tests",
    }  # fmt: skip
    assert "::: {.reconstruction}\n**Reconstructie.** Zij is later gemaakt.\n:::" in text
    assert "econstructie" not in made_up.document().text


@pytest.mark.parametrize("opening", assemble._EMPTY_OPENINGS)
def test_a_description_does_not_begin_by_saying_that_there_is_a_picture(opening: str) -> None:
    assert opening in ("grafiek", "figuur", "afbeelding", "plaatje", "diagram", "deze grafiek", "de grafiek",
                       "een grafiek")  # fmt: skip
    with pytest.raises(UserError, match="says no more than that there is a figure"):
        assembled(changed("1-tension", 3, alt=f"{opening.capitalize()} van de spanning"))


def test_what_was_read_and_published_is_listed_in_order_once(tmp_path: Any) -> None:
    sections = made_up.sections()
    reads = {"kind": "reads", "tables": {"A": "2", "80474ned": "0" * 64}, "series": ["b", "a", "open_vacancies"],
             "published": ["z", "y"]}  # fmt: skip
    sections["2-wages"].append(reads)
    made = assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items()))
    assert made.reads == {
        "tables": {"80474ned": "0" * 64, "A": "2"}, "series": ["a", "b", "open_vacancies"], "published": ["y", "z"],
    }  # fmt: skip
    for _ in range(2):  # into a folder that is there already, too
        made.write(tmp_path / "made" / "deep")
    assert (tmp_path / "made" / "deep" / "facts.json").read_text(encoding="utf-8").endswith("}\n")


def test_key_messages_are_a_list_of_their_own_and_say_what_they_left_out() -> None:
    sections = made_up.sections()
    sections["0-summary"].append({"kind": "messages", "sentences": ["Een.", "Twee."], "left_out": ["Drie ontbreekt."]})
    sections["2-wages"].append({"kind": "messages", "sentences": []})
    made = assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items()))
    assert made.text.count(".key-messages}") == 1
    assert "\n\n::: {.key-messages}\n- Een.\n- Twee.\n:::\n" in made.text
    assert made.left_out == ["Drie ontbreekt.", "De piek ontbreekt."]
    sections["0-summary"].append({"kind": "messages", "sentences": ["<b>Vet</b>"]})
    sections["2-wages"].append({"kind": "prose", "markdown": "<b>Vet</b>"})
    with pytest.raises(UserError) as error:
        assemble.assemble(made_up.REPORT, made_up.EDITION, list(sections.items()))
    lines = str(error.value).splitlines()
    assert {line.partition(":")[0] for line in lines} == {"0-summary.ipynb", "2-wages.ipynb"}


def test_a_key_figure_stands_with_its_change_its_period_and_its_trend() -> None:
    text = made_up.document().text
    begin = text.index(":::: {.key-figures}")
    assert text[begin : text.index("\n::::\n", begin)].split("\n\n::: {.key-figure}")[0].splitlines() == [
        ":::: {.key-figures}",
        "::: {.key-figure}",
        "[Spanning]{.title}",
        "",
        '[[106]{.fact key="tension"}]{.value} [vacatures per 100 werklozen]{.unit}',
        "",
        '[[2]{.fact key="fall"} lager dan een kwartaal eerder]{.change}',
        "",
        "[derde kwartaal van 2024]{.period}",
        "",
        "[2014]{.from} [2024]{.to}",
        "",
        '![](figures/kern-tension.svg){.spark fig-alt="Verzonnen golf van 2014 tot en met 2024."}',
        ":::",
    ]
