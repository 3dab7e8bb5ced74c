"""The tables and counts of the accountability section, whole. All figures and publications are made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import accountability
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.inputs.editions import Printed
from arbeidsmarkt.inputs.vintages import Row, TableData, write
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell
from made_up_figures import Q3

STATES = {"2024-11-30": (400, 410, 400), "2025-10-02": (403, 413, 402)}
LETTER = PublishedCell("x", "observation", "Niemand", "Brief", dt.date(2024, 12, 13), "https://example.invalid")
TABLE = Cell("toy", "TOY1", as_of=dt.date(2025, 10, 2))
OTHER = Cell("other", "TOY2", as_of=dt.date(2025, 10, 2), via="een kopie")


def figure(number: int | None, title: str, source: Cell | PublishedCell = TABLE, **more: str) -> Observation:
    amount = None if number is None else Decimal(number)
    return Observation(amount, "thousand", source, Q3, title=title, label=more.get("label", ""))


FIGURES = {
    "same": figure(402, "Vacatures", label="Zorg"),
    "revised": figure(402, "Vacatures", label="Bouw"),
    "explained": figure(402, "Banen", label="Handel"),
    "failed": figure(402, "Werklozen", OTHER),
    "taken": replace(figure(7, "Wensen", LETTER), period=Period.of_year(2023)),
    "told": figure(8, "Plannen", replace(LETTER, title="Raming")),
    "missing": figure(None, "Uren"),
    "unasked": figure(9, "Niet gedrukt"),
    "both": difference(figure(5, "Banen", OTHER), figure(2, "Banen", TABLE), title="Verschil"),
}
PRINTED = [
    Printed(fact=fact, value=text, published="2024-12-13", source=source, **more)
    for fact, text, source, more in (
        ("same", "402", "Brief A", {}),
        ("revised", "400", "Brief B", {"note": "Zie de tekst"}),
        ("explained", "401", "Brief C", {"reason": "het CBS telde toen anders"}),
        ("failed", "999", "Brief D", {}),
        ("taken", "7", "Brief E", {"reason": "de tabel van toen bevat dit niet"}),
        ("missing", "31", "Brief F", {"reason": "van deze tabel zijn geen uren bekend"}),
        ("unnamed", "3", "Brief G", {}),
    )
]
THOUSAND = "x\u00a01\u202f000"
COLUMNS = ["Cijfer", "Eenheid", "Gepubliceerd", "Publicatie", "Deze bijlage", "Uitkomst", "Toelichting"]
ROWS = [
    ["Vacatures, zorg, 2024 3e kwartaal", THOUSAND, "402", "Brief A", "402", "gelijk", ""],
    ["Vacatures, bouw, 2024 3e kwartaal", THOUSAND, "400", "Brief B", "402", "afwijkend door bijstelling",
     "Gepubliceerd 400 (13 december 2024), nu 402; de bijstelling blijkt uit: momentopname 2024-11-30. Zie de tekst."],
    ["Banen, 2024 3e kwartaal", THOUSAND, "401", "Brief C", "402", "afwijkend, met toelichting",
     "Gepubliceerd 401 (13 december 2024), nu 402; het CBS telde toen anders."],
    ["Werklozen, 2024 3e kwartaal", THOUSAND, "999", "Brief D", "402", "wijkt af",
     "Gepubliceerd 999 (13 december 2024), nu 402; wat op 13 december 2024 bekend was van "
     "'Werklozen' (derde kwartaal van 2024), is niet beschikbaar."],
    ["Wensen, 2023", THOUSAND, "7", "Brief E", "7", "overgenomen uit de publicatie",
     "De tabel van toen bevat dit niet."],
    ["Uren, 2024 3e kwartaal", THOUSAND, "31", "Brief F", "n.b.", "niet in deze bijlage",
     "Van deze tabel zijn geen uren bekend."],
    ["unnamed", "", "3", "Brief G", "n.b.", "wijkt af", "Geen notebook noemt dit feit."],
]  # fmt: skip


def edition(project: Project, printed: list[Printed]) -> None:
    """Write the parameters of the edition."""
    about = {"quarter": "2024Q3", "vintage": "2025-10-02", "previous": "2023Q3", "charts_from": "2014Q1",
             "publication_date": dt.date(2025, 10, 2), "status": "concept"}  # fmt: skip
    path = project.root / "params" / "2024Q3.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump({**about, "printed": [item.model_dump() for item in printed]}), encoding="utf-8")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session that runs after all others, over two made-up vintages."""
    project = Project(tmp_path)
    project.published.mkdir(parents=True)
    for label, values in STATES.items():
        day = dt.date.fromisoformat(label)
        rows = [
            Row("toy", "TOY1", {}, Q3 - (2 - index), Decimal(number), decimals=0, as_of=day, origin="verzonnen")
            for index, number in enumerate(values)
        ]
        table = TableData("TOY1", "Verzonnen", rows, sources={"verzonnen": "https://example.invalid"})
        write(project.vintages, label, date=day, kind="reconstructed", title="Verzonnen", tables=[table])
    edition(project, PRINTED)
    made = Session(project, "2024Q3", "2025-10-02", "2014Q1", "2025-10-02", "2023Q3", after_all=True)
    made.__dict__ |= {
        "handed_over": {"left_out": ["Uren", "Banen", "Uren"]},
        "others": {key: Fact(key, item) for key, item in FIGURES.items()},
    }
    return made


def counted(found: dict[str, Observation]) -> dict[str, int]:
    assert all(item.unit == "count" and item.value is not None for item in found.values())
    return {key: int(item.value or 0) for key, item in found.items()}


def traced(item: Observation) -> tuple[str, str, list[str]]:
    """A count's title, how it says it was made, and the titles of the figures that it is traced to."""
    assert isinstance(item.source, Derivation)
    assert (item.source.operation, item.source.formula, item.period) == ("count", "aantal(a, …)", None)
    return item.title, item.source.words, [one.title for one in item.source.inputs]


def test_each_published_figure_stands_beside_what_this_edition_gives(session: Session) -> None:
    found = accountability.reconciled(session)
    assert [*found.columns] == COLUMNS
    assert found.to_numpy().tolist() == ROWS
    assert {name for name in session.reads()["files"] if "published" in name or "vintages" in name} == {
        "data/published", "data/vintages", *(f"data/vintages/{label}/datapackage.json" for label in STATES),
    }  # fmt: skip


def test_those_that_differ_stand_apart_without_where_they_were_published(session: Session) -> None:
    found = accountability.deviating(session)
    assert [*found.columns] == [*COLUMNS[:3], "Deze bijlage", "Toelichting"]
    different = [row for row in ROWS if row[5].startswith(("afwijkend", "wijkt af"))]
    assert found.to_numpy().tolist() == [[*row[:3], row[4], row[6]] for row in different]


def test_the_outcomes_are_counted_and_traced_to_what_was_compared(session: Session) -> None:
    found = accountability.outcomes(session)
    assert counted(found) == {
        "printed_recomputed": 4, "printed_different": 3, "printed_revised": 1, "printed_explained": 1,
        "printed_unexplained": 1, "printed_taken_over": 1, "printed_absent": 2,
    }  # fmt: skip
    begin, sources = "Eerder gepubliceerde cijfers die ", ["Vacatures", "Werklozen", "Wensen"]
    assert {key: traced(item) for key, item in found.items()} == {
        key: (begin + what, "geteld: eerder gepubliceerde cijfers die " + what, sources)
        for key, what in {
            "printed_recomputed": "zijn nagerekend",
            "printed_different": "nu anders zijn",
            "printed_revised": "zijn bijgesteld",
            "printed_explained": "om een andere reden afwijken",
            "printed_unexplained": "zonder verklaring afwijken",
            "printed_taken_over": "zijn overgenomen",
            "printed_absent": "deze bijlage niet geeft",
        }.items()
    }


def test_an_edition_without_published_figures_reads_none(session: Session) -> None:
    edition(session.project, [])
    assert accountability.reconciled(session).empty and [*accountability.reconciled(session).columns] == COLUMNS
    differing = accountability.deviating(session)
    assert differing.empty and [*differing.columns] == [*COLUMNS[:3], "Deze bijlage", "Toelichting"]
    assert set(counted(accountability.outcomes(session)).values()) == {0}
    assert session.reads()["files"] == ["params/2024Q3.yml"]


def test_what_was_left_out_is_named_once(session: Session) -> None:
    assert accountability.left_out(session).to_dict("list") == {"Onderwerp": ["Uren", "Banen"]}
    count = accountability.left_out_count(session)
    assert int(count.value or 0) == 2
    assert traced(count)[0] == "Onderwerpen waarover de gebruikte cijfers niets bevatten"
    assert traced(count)[2] == ["Banen", "Banen"]  # one of each table; a publication has no subjects left out


def test_figures_that_were_read_in_a_copy_are_counted_among_those_of_cbs(session: Session) -> None:
    found = accountability.read_in_copies(session)
    # "failed" and "both" were read in one; "taken" is of no table, "missing" has no figure
    assert counted(found) == {"facts_from_cbs": 6, "facts_in_copies": 2}
    assert [traced(item)[0] for item in found.values()] == [
        "Getallen die op cijfers van het CBS berusten", "Getallen die op een kopie van een CBS-cijfer berusten",
    ]  # fmt: skip
    session.__dict__["others"] = {"same": session.others["same"]}
    assert accountability.read_in_copies(session) == {}


STATEMENTS = """
edition: 2024Q3
letter: Verzonnen brief
statements:
  - {statement: "Een", made: reproduced, notebook: a, facts: [same, failed]}
  - {statement: "Twee", made: published, notebook: a, facts: [told, taken], why: "zo gedrukt"}
  - {statement: "Drie", made: not_made, why: "geen cijfers"}
  - {statement: "Vijf", made: published, notebook: a, facts: [taken], why: "ook zo gedrukt"}
  - {statement: "Vier", made: reproduced, notebook: a, facts: [both]}
"""


def test_every_statement_of_the_letter_is_listed_and_counted_with_what_was_done(session: Session) -> None:
    path = session.project.root / "docs" / "coverage.yml"
    path.parent.mkdir()
    path.write_text(STATEMENTS, encoding="utf-8")
    found = accountability.coverage(session)
    assert [*found.columns] == ["Uitspraak", "In deze bijlage", "Toelichting"]
    assert found.to_numpy().tolist() == [
        ["Een", "berekend uit cijfers van het CBS", ""],
        ["Twee", "overgenomen uit een publicatie", "zo gedrukt"],
        ["Drie", "niet opgenomen", "geen cijfers"],
        ["Vijf", "overgenomen uit een publicatie", "ook zo gedrukt"],
        ["Vier", "berekend uit cijfers van het CBS", ""],
    ]
    counts = accountability.statements_made(session)
    assert counted(counts) == {
        "statements_count": 5, "statements_reproduced": 2, "statements_published": 2, "statements_not_made": 1,
    }  # fmt: skip
    sources = ["Vacatures", "Plannen", "Wensen", "Banen"]  # one of each table and publication
    assert [traced(item)[::2] for item in counts.values()] == [
        ("Uitspraken van de brief", sources),
        ("Uitspraken: berekend uit cijfers van het CBS", sources),
        ("Uitspraken: overgenomen uit een publicatie", sources),
        ("Uitspraken: niet opgenomen", sources),
    ]
    assert session.reads()["files"] == ["docs/coverage.yml"]
    path.write_text(STATEMENTS.replace("2024Q3", "2024Q2"), encoding="utf-8")
    assert accountability.coverage(session).empty and accountability.statements_made(session) == {}


def test_without_a_letter_there_are_no_statements_and_the_cache_knows_that_it_was_looked_for(session: Session) -> None:
    assert accountability.coverage(session).empty and accountability.statements_made(session) == {}
    assert session.reads()["files"] == ["docs/coverage.yml"]
