"""A series continued by its predecessor: on made-up figures, and on the project's own."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.numbers.chaining import chain, with_predecessor
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series

PROJECT = Project.find(Path(__file__).parent)


def series(
    name: str, values: dict[str, str], *, unit: str = "index", base: str | None = None, decimals: int = 1,
    adjusted: bool | None = None,
) -> Series:  # fmt: skip
    """A made-up series; a value of "." is secret."""
    found = {}
    for text, value in values.items():
        period = Period.parse(text)
        number = None if value == "." else Decimal(value)
        found[period] = Observation(
            number, unit, Cell(name, f"{name}-table"), period, "final", decimals, name,
            symbol="." if number is None else "", adjusted=adjusted,
        )  # fmt: skip
    frequency = next(iter(found)).frequency if found else "quarter"
    return Series(name, name.capitalize(), unit, frequency, found, base=base, adjusted=adjusted)


NEW = series("nieuw", {"2020Q1": "99.0", "2020Q2": "101.0", "2020Q3": "102.0"}, base="2020=100")
OLD = series("oud", {"2019Q3": "118.8", "2019Q4": "117.6", "2020Q1": "118.8", "2020Q2": "121.2"}, base="2010=100")


def test_an_index_is_rescaled_at_the_overlap() -> None:
    result = chain(NEW, OLD, "overlap", table="82838NED")
    assert [(item.period.label, item.printed) for item in result.series if item.period] == [
        ("2019Q3", Decimal("99.0")), ("2019Q4", Decimal("98.0")), ("2020Q1", Decimal("99.0")),
        ("2020Q2", Decimal("101.0")), ("2020Q3", Decimal("102.0")),
    ]  # fmt: skip
    assert result.factor == Decimal(200) / Decimal(240)
    assert [period.label for period in result.taken] == ["2019Q3", "2019Q4"]
    assert result.note == (
        "Nieuw: de cijfers tot en met het vierde kwartaal van 2019 zijn die van oud (tabel 82838NED), herleid naar "
        "2020=100 met de verhouding tussen beide reeksen over het eerste kwartaal van 2020 tot en met het tweede "
        "kwartaal van 2020 (× 0,8333)."
    )


def test_the_lineage_tells_that_it_was_chained() -> None:
    first = next(iter(chain(NEW, OLD, "overlap").series))
    assert isinstance(first.source, Derivation) and first.source.operation == "chained"
    cells = {
        (cell.source.series, cell.period.label)
        for cell in first.cells()
        if isinstance(cell.source, Cell) and cell.period
    }
    assert cells == {("oud", "2019Q3"), ("oud", "2020Q1"), ("oud", "2020Q2"), ("nieuw", "2020Q1"), ("nieuw", "2020Q2")}


@given(st.lists(st.integers(500, 2000), min_size=6, max_size=6), st.integers(2, 9))
def test_growth_within_the_older_part_stays_what_it_was(values: list[int], factor: int) -> None:
    quarters = ["2018Q1", "2018Q2", "2018Q3", "2018Q4", "2019Q1", "2019Q2"]
    old = series("oud", {quarter: str(value) for quarter, value in zip(quarters, values, strict=True)})
    new = series(
        "nieuw", {quarter: str(value * factor) for quarter, value in list(zip(quarters, values, strict=True))[4:]}
    )
    result = chain(new, old, "overlap").series
    for one, two in itertools.pairwise(quarters[:4]):
        before, after = (old[Period.parse(quarter)].value for quarter in (one, two))
        chained = [result[Period.parse(quarter)].value for quarter in (one, two)]
        assert before and after and chained[0] and chained[1]
        assert abs(chained[1] / chained[0] - after / before) < Decimal("1e-20")


def test_growth_rates_are_joined_as_they_are() -> None:
    new = series("nieuw", {"2024Q1": "6.3", "2024Q2": "6.0"}, unit="percent")
    old = series("oud", {"2023Q3": "6.1", "2023Q4": "6.0", "2024Q1": "6.4"}, unit="percent")
    result = chain(new, old, "join", table="82838NED")
    assert [str(item.value) for item in result.series] == ["6.1", "6.0", "6.3", "6.0"]
    assert isinstance(result.series[Period.parse("2023Q3")].source, Cell), "a figure of CBS, not a derivation"
    assert "komen uit oud (tabel 82838NED)" in result.note
    assert "verschillen zij ten hoogste 0,1\N{NO-BREAK SPACE}procentpunt." in result.note


def test_what_is_secret_now_is_not_filled_from_the_past() -> None:
    new = series("nieuw", {"2023Q4": ".", "2024Q1": "6.3"}, unit="percent")
    old = series("oud", {"2023Q3": "6.1", "2023Q4": "6.0"}, unit="percent")
    result = chain(new, old, "join").series
    assert result[Period.parse("2023Q4")].symbol == "."
    assert "6.0" not in {str(item.value) for item in result}


def test_a_hole_after_the_start_of_an_index_stays_a_hole() -> None:
    new = series("nieuw", {"2020Q1": "100.0", "2020Q3": "102.0"})
    old = series("oud", {"2019Q4": "119.0", "2020Q1": "120.0", "2020Q2": "121.0"})
    assert [item.period.label for item in chain(new, old, "overlap").series if item.period] == [
        "2019Q4",
        "2020Q1",
        "2020Q3",
    ]


def test_without_a_common_period_nothing_is_chained_and_the_note_says_so() -> None:
    old = series("oud", {"2018Q1": "110.0"})
    result = chain(NEW, old, "overlap")
    assert result.series == NEW and "geen periode gemeen" in result.note


CATALOGUE = """\
tables:
  a: {title: Nu}
  b: {title: Toen}
  c: {title: Daarvoor}
series:
  now: {table: a, title: Nu, measure: m, unit: index, base: 2020=100, predecessor: then}
  then: {table: b, title: Toen, measure: m, unit: index, base: 2010=100, predecessor: before}
  before: {table: c, title: Daarvoor, measure: m, unit: index, base: 2000=100}
"""


def test_predecessors_of_predecessors(tmp_path: Path) -> None:
    path = tmp_path / "series.yml"
    path.write_text(CATALOGUE, encoding="utf-8")
    catalogue = Catalogue.load(path)
    values = {
        "now": {"2020Q1": "100", "2020Q2": "101"},
        "then": {"2019Q4": "160", "2020Q1": "200"},
        "before": {"2019Q3": "30", "2019Q4": "40"},
    }
    result = with_predecessor(
        catalogue.spec("now"), catalogue, lambda spec: series(spec.id, values[spec.id], decimals=0)
    )
    assert [str(item.printed) for item in result.series] == ["60", "80", "100", "101"]
    assert "(tabel b)" in result.note and "(tabel c)" in result.note


def test_a_predecessor_that_is_only_named_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "series.yml"
    path.write_text(CATALOGUE.replace("predecessor: before}", "predecessor: {series: before, chain: none}}"), "utf-8")
    catalogue = Catalogue.load(path)
    values = {"now": {"2020Q1": "100"}, "then": {"2019Q4": "160", "2020Q1": "200"}}
    result = with_predecessor(catalogue.spec("now"), catalogue, lambda spec: series(spec.id, values[spec.id]))
    assert [str(item.value) for item in result.series] == ["80", "100"]


def test_a_circle_of_predecessors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "series.yml"
    path.write_text(CATALOGUE.replace("base: 2000=100}", "base: 2000=100, predecessor: now}"), encoding="utf-8")
    catalogue = Catalogue.load(path)
    with pytest.raises(UserError, match=r"^params/series\.yml: series 'now' is its own predecessor$"):
        with_predecessor(catalogue.spec("now"), catalogue, lambda spec: series(spec.id, {}))


def test_cao_wages_on_the_real_figures_at_hand() -> None:
    """Cao wages from 2010 = 100 (82838NED) to 2020 = 100 (85663NED).

    The newer table's levels of January to May 2023 follow from its published levels and changes of 2024. The older
    table's levels at hand for those months are per month, the newer one's per hour, so this shows that the tie holds
    to a tenth of a per cent; the report does not use it, and ties only what is the same measure.
    """
    levels = {1: ("117.1", "6.9"), 2: ("117.2", "6.7"), 3: ("117.4", "6.4"), 4: ("117.7", "6.3"), 5: ("117.8", "6.2")}
    new = series(
        "85663NED",
        {f"2023MM{month:02d}": str(Decimal(now) / (1 + Decimal(up) / 100)) for month, (now, up) in levels.items()},
        base="2020=100",
    )  # fmt: skip
    old = series(
        "82838NED",
        {"2020MM06": "117.5", "2020MM12": "118.8", "2022MM12": "125.7", "2023MM01": "128.9", "2023MM02": "129.3",
         "2023MM03": "129.9", "2023MM04": "130.4", "2023MM05": "130.6"},
        base="2010=100",
    )  # fmt: skip
    result = chain(new, old, "overlap", table="82838NED")
    assert result.factor is not None and Decimal("0.849") < result.factor < Decimal("0.850")
    in_2020 = [result.series[Period.parse(code)].value for code in ("2020MM06", "2020MM12")]
    assert all(value and 99 < value < 102 for value in in_2020), "2020 lies about 100, as the new base says"
    for period in result.overlap:
        now, then = new[period].value, old[period].value
        assert now and then and abs(now / then / result.factor - 1) < Decimal("0.001")
    assert "herleid naar 2020=100" in result.note


def test_unemployment_of_before_2013_comes_from_the_monthly_table() -> None:
    from arbeidsmarkt.inputs.vintages import Vintage

    catalogue = Catalogue.load(PROJECT.params / "series.yml")
    vintage = Vintage.open(PROJECT.vintages, "2024-12-13")

    def read(spec: object) -> Series:
        rows = vintage.rows(spec.id)  # type: ignore[attr-defined]
        return series(spec.id, {row.period.code: str(row.value) for row in rows}, unit="thousand", decimals=0)  # type: ignore[attr-defined]

    result = with_predecessor(catalogue.spec("unemployed"), catalogue, read)
    assert min(result.taken) == Period.parse("2003Q1") and max(result.taken) == Period.parse("2012Q4")
    assert result.series[Period.parse("2003Q1")].value == 456
    assert "over het eerste kwartaal van 2003 tot en met het vierde kwartaal van 2012" in result.note
    assert result.note.endswith("zijn zij gelijk.") and "tabel 80590ned" in result.note


def adjusted(name: str, values: dict[str, str]) -> Series:
    return series(name, values, unit="thousand", base=None, adjusted=True)


def test_an_adjusted_series_connects_with_a_predecessor_that_is_its_equal() -> None:
    new, old = (
        adjusted("nieuw", {"2020Q1": "10.0", "2020Q2": "11.0"}),
        adjusted("oud", {"2019Q4": "9.0", "2020Q1": "10.0"}),
    )
    longer = chain(new, old, "join").series
    assert [item.value for item in longer] == [9, 10, 11] and {item.releases for item in longer} == {None}


def test_an_adjusted_series_and_another_predecessor_are_two_releases_with_their_largest_difference() -> None:
    new = adjusted("nieuw", {"2020Q1": "10.0", "2020Q2": "11.0", "2020Q3": "12.0"})
    old = adjusted("oud", {"2019Q3": "8.0", "2019Q4": "9.0", "2020Q1": "10.5", "2020Q2": "10.8"})
    found = [item.releases for item in chain(new, old, "join").series]
    assert all(each is not None and each.margin == Decimal("0.5") for each in found)
    groups = [found[0].groups[period] for period in sorted(found[0].groups)]  # type: ignore[union-attr]
    assert len(groups) == 5 and groups[0] == groups[1] != groups[2] == groups[3] == groups[4]


def test_what_was_converted_says_how() -> None:
    first = next(iter(chain(NEW, OLD, "overlap").series))
    assert isinstance(first.source, Derivation)
    assert first.source.words == (
        "voorganger van de reeks, vermenigvuldigd met de verhouding tussen nieuwe en oude reeks over "
        "het eerste kwartaal van 2020 tot en met het tweede kwartaal van 2020"
    )
    assert first.source.formula == "a × som nieuwe reeks / som oude reeks"
    assert [item.value for item in first.source.inputs] == [
        Decimal(text) for text in ("118.8", "99", "101", "118.8", "121.2")
    ]
    assert (first.title, first.unit, first.decimals) == ("Nieuw", "index", 1)
