"""What the vintages and publications at hand show of earlier figures. No figure here is real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.editions import Edition, Printed
from arbeidsmarkt.inputs.published import PublishedFigure
from arbeidsmarkt.inputs.vintages import Row, TableData, write
from arbeidsmarkt.numbers import arithmetic, recompute, revision_triangle
from arbeidsmarkt.numbers.derivations import difference, ratio
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.known_then import KnownThen, State
from arbeidsmarkt.numbers.over_time import unbroken_since
from arbeidsmarkt.numbers.reconciliation import Comparison, compare
from arbeidsmarkt.numbers.revision_triangle import Print, Triangle, by_quarter, revision
from arbeidsmarkt.numbers.revisions import Revisions, compare as compare_vintages
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell, Series
from made_up_figures import Q3, value

MAY, JUNE, JULY = (dt.date(2024, month, 1) for month in (5, 6, 7))


def row(
    number: str | None, period: Period = Q3, as_of: dt.date | None = None, series: str = "toy", symbol: str = "",
    status: Any = "final", **members: str,
) -> Row:  # fmt: skip
    """A row as precise as it is written."""
    amount = None if number is None else Decimal(number)
    places = len(number.partition(".")[2]) if number else 0
    return Row(series, "TOY1", members, period, amount, symbol, status, places, as_of=as_of)


@dataclass(frozen=True)
class Table:
    id: str


@dataclass(frozen=True)
class Held:
    """A vintage that holds these rows."""

    label: str
    date: dt.date
    given: Sequence[Row]
    kind: str = "fetched"
    tables: Mapping[str, str] = field(default_factory=dict)

    def rows(self, series: str) -> list[Row]:
        return [one for one in self.given if one.series == series]

    def by_members(self, series: str) -> dict[tuple[tuple[str, str], ...], list[Row]]:
        found: dict[tuple[tuple[str, str], ...], list[Row]] = {}
        for one in self.rows(series):
            found.setdefault(tuple(one.members.items()), []).append(one)
        return found

    def table_of(self, series: str) -> Table | None:
        return Table(self.tables.get(series, "TOY1")) if self.rows(series) else None


def known(*held: Held, figures: Sequence[PublishedFigure] = ()) -> KnownThen:
    return KnownThen(lambda: list(held), lambda: list(figures))  # type: ignore[arg-type]


CELL = {"series": "toy", "members": {}, "period": "2024KW03", "unit": "thousand"}
OLD = Held("oud", MAY, [row("1.50"), row("7", Q3 - 1), row("9", sector="F"), row("8", series="other")])
NEW = Held("nieuw", JULY, [row("2"), row("3", as_of=JUNE), row(None)])


def test_the_newest_state_that_was_known_on_a_day() -> None:
    both = known(OLD, NEW)
    first = State(Decimal("1.50"), 2, MAY, "momentopname oud")
    assert both.state(CELL, MAY - dt.timedelta(1)) is None
    assert both.state(CELL, MAY) == both.state(CELL, JUNE - dt.timedelta(1)) == first
    assert both.state(CELL, JUNE) == State(Decimal(3), 0, JUNE, "momentopname nieuw")
    assert both.state(CELL, JULY) == State(Decimal(2), 0, JULY, "momentopname nieuw")
    again = Held("weer", JULY, [row("4", as_of=MAY)])
    assert known(OLD, again).state(CELL, JULY) == first  # of one day the vintage nearest to it counts
    assert known(replace(OLD, kind="trial")).state(CELL, JULY) is None
    of_a_sector = known(OLD, NEW).state({**CELL, "members": {"sector": "F"}}, JULY)
    assert of_a_sector is not None and of_a_sector.value == 9
    assert both.state({**CELL, "period": None}, JULY) is None


def figure(number: str, key: str = "toy", unit: str = "thousand", date: dt.date = JUNE) -> PublishedFigure:
    return PublishedFigure(
        key, "Verzonnen", "", Decimal(number), unit, Q3, None, "observation", "Niemand", "Bericht", date, "", "", "",
        "exact",
    )  # fmt: skip


def test_a_published_figure_is_a_state_from_its_day_on_under_its_own_name_or_that_of_a_total() -> None:
    told = known(OLD, figures=[figure("2.5")])
    assert told.state(CELL, JUNE) == State(Decimal("2.5"), 1, JUNE, "Niemand, Bericht")
    assert (before := told.state(CELL, JUNE - dt.timedelta(1))) is not None and before.shown_by == "momentopname oud"
    for other in (figure("2.5", unit="persons"), figure("2.5", key="other")):
        assert (found := known(OLD, figures=[other]).state(CELL, JULY)) is not None and found.value == Decimal("1.50")
    assert (found := told.state({**CELL, "members": {"sector": "F"}}, JULY)) is not None and found.value == 9
    own = {"published": "plan", "period": "2024KW03", "unit": "thousand"}
    assert known(OLD, figures=[figure("6", "plan")]).state(own, JUNE) == State(Decimal(6), 0, JUNE, "Niemand, Bericht")
    assert known(OLD, figures=[figure("6", "toy")]).state(own, JUNE) is None


def test_the_largest_revision_of_a_series_is_that_of_its_other_periods_as_coarse_as_they_were_printed() -> None:
    def revised(*values: str, period: Period = Q3 - 1) -> Decimal | None:
        held = [Held(str(n), MAY, [row(text, period), row(text, period, sector="F")]) for n, text in enumerate(values)]
        return known(*held).largest_revision(CELL)

    assert [revised("5", "7", "4"), revised("7.5", "7", "8.4"), revised("7", "7.4"), revised("7")] == [3, 1, None, None]
    assert revised("5", "9", period=Q3) is None
    holes = [
        Held("a", MAY, [row("5", Q3 - 1), row("1", Q3 - 2)]),
        Held("b", MAY, [row(None, Q3 - 1), row("2", Q3 - 2)]),
    ]
    assert known(*holes).largest_revision(CELL) == 1
    assert known(*holes).largest_revision({"published": "x", "period": "2024KW03"}) is None


def test_an_edition_may_use_what_is_no_later_than_its_own_vintage(project: Project) -> None:
    held = KnownThen.of(project, Edition.load(project, Q3))
    assert (
        held.labels[-1] == "2024-12-13" and "2026-09-09" not in held.labels and list(held.labels) == sorted(held.labels)
    )


def printed(text: str, made: Observation, evidence: KnownThen | None = None, **more: str) -> Comparison:
    item = Printed(**{"fact": "x", "value": text, "published": "2024-07-01", "source": "Brief", **more})
    (found,) = compare([item], {"x": Fact("x", made)}, *([evidence] if evidence else []))
    return found


def cell(number: str, decimals: int = 0, label: str = "", period: Period | None = Q3) -> Observation:
    source = Cell("toy", "TOY1", as_of=JULY)
    return Observation(Decimal(number), "thousand", source, period, decimals=decimals, title="Vacatures", label=label)


def revised_by(size: str, then: str) -> KnownThen:
    """The figure was printed as ``then`` at the time, and another one was once revised by ``size``."""
    other = [row("0.0", Q3 - 1), row(then)], [row(size, Q3 - 1)]
    return known(Held("oud", MAY, other[0]), Held("nieuw", JULY + dt.timedelta(1), other[1]))


@pytest.mark.parametrize(
    ("largest", "outcome", "explanation"),
    [
        ("1.0", "revised", "Gepubliceerd 12 (1 juli 2024), nu 12,6; de bijstelling blijkt uit: momentopname oud."),
        ("0.9", "failed", "Gepubliceerd 12 (1 juli 2024), nu 12,6; 'Vacatures, Bouw' (derde kwartaal van 2024) zou 1 "
                          "zijn bijgesteld, en die reeks is dat nooit meer dan 0,9."),
        ("0.0", "failed", "Gepubliceerd 12 (1 juli 2024), nu 12,6; van 'Vacatures, Bouw' (derde kwartaal van 2024) is "
                          "geen andere bijstelling bekend om deze mee te vergelijken."),
    ],
)  # fmt: skip
def test_a_revision_is_as_large_as_the_coarser_of_the_two_prints_shows(
    largest: str, outcome: str, explanation: str
) -> None:
    # 12 became 12,6: at the time it was printed without decimals, so that only a revision by 1 can be seen
    facts = {"x": {**Fact("x", cell("12.6", 1, "Bouw")).to_json(), "decimals": 0, "text": "12,6"}}
    item = Printed(fact="x", value="12", published="2024-07-01", source="Brief")
    (found,) = compare([item], facts, revised_by(largest, "12"))
    assert (found.outcome, found.explanation) == (outcome, explanation)


def test_inputs_of_a_publication_and_of_statline_together_make_a_figure_of_its_own() -> None:
    cbs, other = cell("5"), replace(cell("2"), source=PublishedCell("p", "observation", "Niemand", "Boek", MAY, ""))
    assert (printed("3", difference(cbs, other)).outcome, printed("3", difference(other, other)).outcome) == (
        "reproduced", "failed"
    )  # fmt: skip
    again = replace(other, source=PublishedCell("q", "observation", "Niemand", "Blad", JUNE, ""))
    assert printed("4", replace(difference(other, again), value=Decimal(4))).explanation == (
        "Overgenomen uit Niemand, Boek en Niemand, Blad en dus niet gereproduceerd: geef een reden."
    )


@pytest.mark.parametrize(
    ("published", "said"), [("2024-W30", "2024-W30"), ("2024-07", "juli 2024"), ("2024", "2024"),
     ("2024-07-02", "2 juli 2024")],
)  # fmt: skip
def test_a_day_is_told_as_precisely_as_it_is_known(published: str, said: str) -> None:
    found = printed("1", cell("2"), published=published, reason="wie weet waarom dit zo is?")
    assert found.explanation == f"Gepubliceerd 1 ({said}), nu 2; wie weet waarom dit zo is?"


def test_what_a_comparison_holds_besides() -> None:
    found = printed("2", cell("2"), source="Brief van 1 juli", where="params/x.yml:3", note="zo")
    assert found == Comparison(
        "x", "Vacatures", "thousand", Q3, "2", "2024-07-01", "Brief van 1 juli", "2", JULY, "reproduced", "Zo.",
        "params/x.yml:3", True,
    )  # fmt: skip
    assert printed("2", cell("2", period=None)).period is None
    gone = compare(
        [Printed(fact="x", value="2", published="2024", source="")], {"x": Fact("x", replace(cell("2"), value=None))}
    )
    assert (gone[0].now, gone[0].as_of, gone[0].unit, gone[0].recomputed) == ("n.b.", None, "thousand", False)
    dated = replace(cell("7"), value=None, source=Cell("toy", "TOY1", as_of=dt.date(2030, 1, 1)))
    assert printed("2", ratio(cell("2"), dated, unit="ratio", title="x")).as_of == JULY


def test_of_several_inputs_one_that_was_unknown_then_is_enough() -> None:
    zero = replace(cell("0", period=Q3 - 1), title="Noemer")
    then = known(Held("oud", MAY, [row("4"), row("0", Q3 - 1)]))
    made = replace(ratio(cell("5"), replace(zero, value=Decimal(2)), unit="ratio", title="x"), decimals=1)
    assert printed("9,9", made, then).outcome == printed("9,9", made, known(OLD)).outcome == "failed"
    assert printed("9,9", made, then).explanation == (
        "Gepubliceerd 9,9 (1 juli 2024), nu 2,5; met de cijfers van toen is dit niet uit te rekenen."
    )
    assert printed("9,9", made, known(Held("oud", MAY, [row("4")]))).explanation == (
        "Gepubliceerd 9,9 (1 juli 2024), nu 2,5; wat op 1 juli 2024 bekend was van 'Noemer' (tweede kwartaal van "
        "2024), is niet beschikbaar."
    )


def test_a_large_figure_follows_its_formula_as_far_as_a_file_keeps_its_digits() -> None:
    entry = Fact("x", ratio(value("1000000000000"), value(7), unit="ratio", title="x", per=100)).to_json()
    assert recompute.follows_its_formulas(entry)
    assert not recompute.follows_its_formulas({**entry, "value": entry["value"] * 1.00001})
    small = Fact("x", ratio(value(1), value(7_000_000_000), unit="ratio", title="x")).to_json()
    assert recompute.follows_its_formulas({**small, "value": small["value"] + 9e-10})
    assert not recompute.follows_its_formulas({**small, "value": small["value"] + 2e-9})


def test_a_value_may_be_off_by_what_a_file_loses_and_by_no_more() -> None:
    entry = {"tree": {"cell": 0}, "cells": [{"value": 1}]}
    assert recompute.follows_its_formulas({**entry, "value": "1.000000001"})
    assert not recompute.follows_its_formulas({**entry, "value": "1.0000000011"})


def test_only_the_figure_itself_is_taken_for_the_print_that_it_was_read_from() -> None:
    source = Cell("toy", "TOY1", as_of=JULY, origin="CBS-bericht van 1 juli")
    read = replace(cell("2"), source=source)
    assert printed("2", read, source="CBS, bericht").outcome == "taken_over"
    first = unbroken_since(
        Series("toy", "x", "thousand", "quarter", {Q3 - 1: replace(read, period=Q3 - 1), Q3: read}),
        lambda item: True, words="x", title="x",
    )  # fmt: skip
    for made, text in ((arithmetic.multiply(read, 2), "4"), (first, "2")):
        assert printed(text, made, source="CBS, bericht").outcome == "reproduced"


CATALOGUE = Catalogue.load(Project.find(Path(__file__).parent).series)
SECTORS = "open_vacancies_by_sector"


def differ(old: Sequence[Row], new: Sequence[Row], **more: Any) -> Revisions:
    return compare_vintages(Held("oud", MAY, old), Held("nieuw", JULY, new), CATALOGUE, **more)  # type: ignore[arg-type]


def test_changes_stand_by_member_in_the_catalogue_s_order_and_then_by_period() -> None:
    def rows(add: int) -> list[Row]:
        return [
            row(str(number + add), period, series=SECTORS, **members)
            for members in ({"sector": "C"}, {"sector": "B-F"}, {}, {"sector": "unknown"}, {"else": "x"})
            for number, period in enumerate((Q3, Q3 - 1))
        ]

    found = differ(rows(1), rows(3))
    assert [(change.label, change.period) for change in found.changes] == [
        (label, period)
        for label in ("", "x", "unknown", "B-F Nijverheid en energie", "C Industrie")
        for period in (Q3 - 1, Q3)
    ]
    (summary,) = found.summaries
    assert (summary.compared, summary.revised, summary.mean, summary.mean_absolute, summary.withheld) == (
        10,
        10,
        2,
        2,
        0,
    )
    assert (found.old, found.new, found.revised) == ("oud", "nieuw", found.changes)


@pytest.mark.parametrize(
    ("old", "new", "kind", "decimals"),
    [
        (row("12.6"), row("12"), "revised", 0), (row("12.4"), row("12"), "precision", 0),
        (row("12"), row("12.4"), "precision", 0),
        (row("12"), row("12", status="provisional"), "status", 0), (row("12"), row("12", status="unknown"), None, 0),
        (row("12"), row("12"), None, 0), (row("12.0"), None, "disappeared", 1), (None, row("12.00"), "appeared", 2),
        (row("12"), row(None), "disappeared", 0), (row(None), row(None), None, 0),
        (row("12"), row(None, symbol="."), None, 0),
        (row("12.5"), row("12.5", status="provisional"), "status", 1),
        (row("12"), row("13", status="provisional"), "revised", 0),
    ],
)  # fmt: skip
def test_what_became_of_one_cell(old: Row | None, new: Row | None, kind: str | None, decimals: int) -> None:
    before, after = ([replace(one, series="open_vacancies")] if one else [] for one in (old, new))
    found = differ(before, after)
    assert [(change.kind, change.decimals) for change in found.changes] == ([(kind, decimals)] if kind else [])
    for change in found.changes:
        assert (change.old, change.old_status) == ((old.value, old.status) if old and old.value else (None, ""))
        assert (change.new, change.new_status) == ((new.value, new.status) if new and new.value else (None, ""))
        assert (change.difference is not None) == (kind == "revised")
    (summary,) = found.summaries
    both = bool(old and new and old.value and new.value)
    assert (summary.compared, summary.withheld) == (int(both), int(new is not None and new.symbol == "."))
    assert (summary.appeared, summary.disappeared) == (int(kind == "appeared"), int(kind == "disappeared"))


def test_only_what_is_asked_for_is_compared_and_what_neither_holds_is_not_summed_up() -> None:
    old = [row("1", Q3 - 1, series="open_vacancies"), row("1", series="open_vacancies"), row("1", series="unemployed")]
    new = [replace(one, value=Decimal(2)) for one in old]
    assert [item.spec.id for item in differ(old, new).summaries] == ["open_vacancies", "unemployed"]
    until = differ(old, new, series={"open_vacancies"}, until=Q3 - 1)
    assert [(change.series, change.period) for change in until.changes] == [("open_vacancies", Q3 - 1)]
    assert differ([], new, until=Q3 - 2).summaries == ()
    moved = compare_vintages(Held("oud", MAY, old, tables={"unemployed": "TOY2"}), Held("nieuw", JULY, new), CATALOGUE)  # type: ignore[arg-type]
    assert moved.incomparable == {"unemployed": ("TOY2", "TOY1")}
    assert [item.spec.id for item in moved.summaries] == ["open_vacancies"]


def test_the_largest_revision_of_a_series_may_be_a_fall() -> None:
    old = [row("10", Q3 - n, series="open_vacancies") for n in range(3)]
    new = [replace(one, value=Decimal(number)) for one, number in zip(old, (12, 5, 10), strict=True)]
    (summary,) = differ(old, new).summaries
    assert summary.largest is not None and (summary.largest.old, summary.largest.new) == (10, 5)
    assert (summary.mean, summary.mean_absolute, summary.revised) == (Decimal("-1.5"), Decimal("3.5"), 2)
    (same,) = differ(old, old).summaries
    assert (same.largest, same.mean, same.mean_absolute, same.compared) == (None, None, None, 3)


def test_a_print_of_a_vintage_has_a_day_a_value_and_is_of_a_total_of_a_quarter() -> None:
    total = [
        row("1.5", as_of=MAY),
        row("2"),
        row(None),
        row("3", sector="F"),
        row("4", Period.month(2024, 9)),
        row("5", series="x"),
    ]
    fetched, copied = Held("a", JULY, total), Held("b", JUNE, total, kind="reconstructed")
    found = list(revision_triangle.of_vintages([fetched, copied], "toy"))  # type: ignore[list-item]
    assert found == [
        Print(Q3, MAY, Decimal("1.5"), 1, (fetched, total[0])), Print(Q3, JULY, Decimal(2), 0, (fetched, total[1])),
        Print(Q3, MAY, Decimal("1.5"), 1, (copied, total[0])),
    ]  # type: ignore[arg-type]  # fmt: skip


def test_a_triangle_is_made_of_what_was_published_by_then_and_of_no_trial(project: Project, tmp_path: Path) -> None:
    made = Project(tmp_path)
    made.params.mkdir()
    made.series.write_bytes(project.series.read_bytes())
    for label, number, kind in (
        ("2024-11-01", "10", "fetched"),
        ("2025-06-01", "12", "fetched"),
        ("2025-01-01", "99", "trial"),
    ):
        day = dt.date.fromisoformat(label)
        rows = [row(number, series="open_vacancies", as_of=day)]
        table = TableData("TOY1", "Verzonnen", rows, sources={"StatLine": "https://opendata.cbs.nl/x"})
        write(made.vintages, label, date=day, kind=kind, title="Verzonnen", tables=[table])

    def found(until: dt.date, name: str = "open_vacancies") -> Triangle:
        return {item.series: item for item in revision_triangle.triangles(made, until)}[name]

    for until, values in ((dt.date(2025, 6, 1), [10, 12]), (dt.date(2025, 5, 31), [10])):
        triangle = found(until)
        assert [each.value for each in triangle.prints[Q3]] == values
        assert triangle.first == 1  # the later of the two came too late to be the first
    nothing = found(dt.date(2025, 6, 1), "unemployed")
    assert (nothing.decimals, nothing.first, nothing.prints) == (0, 0, {})


def test_a_print_of_an_edition_is_about_its_own_quarter(project: Project) -> None:
    given = (("x", "6,80", "2024-12-13"), ("y", "1", "2024-12"), ("x", "7", "onlangs"))
    made = [Printed(fact=name, value=text, published=day, source="Brief") for name, text, day in given]
    edition = replace(Edition.load(project, Q3), printed=tuple(made))
    assert list(revision_triangle.of_editions([edition], "x")) == [
        Print(Q3, dt.date(2024, 12, 13), Decimal("6.80"), 2, printed=made[0])
    ]


END = Q3.last_day  # 30 September 2024


def printed_on(days: int, number: str = "1") -> Print:
    return Print(Q3, END + dt.timedelta(days), Decimal(number), 0)


def test_a_first_print_comes_within_five_months_of_its_quarter() -> None:
    assert [revision_triangle.is_first(Q3, END + dt.timedelta(days)) for days in (-1, 0, 150, 151)] == [
        False, True, True, False
    ]  # fmt: skip
    later = [END + dt.timedelta(1000)]
    assert [len(revision({Q3: [printed_on(days), printed_on(400)]}, 1, later).pairs) for days in (-1, 0, 150, 151)] == [
        0, 1, 1, 0
    ]  # fmt: skip


def test_the_later_print_is_the_newest_that_the_vintage_of_that_time_holds() -> None:
    known = {Q3: [printed_on(0), printed_on(44, "2"), printed_on(45, "3"), printed_on(95, "4"), printed_on(96, "5")]}

    def later(after: int, *days: int) -> list[str]:
        found = revision(known, after, [END + dt.timedelta(day) for day in days])
        return [str(second.value) for _, second in found.pairs]

    assert [later(1, 91, 95), later(1, 90, 95), later(1, 96, 95), later(1, 90), later(4, 95, 365)] == [
        ["3"], ["4"], ["4"], [], ["5"]
    ]  # fmt: skip
    assert revision({Q3: known[Q3][:2]}, 1, [END + dt.timedelta(100)]).pairs == ()
    sizes = revision(known, 1, [END + dt.timedelta(96)])
    assert (sizes.after, sizes.sizes, sizes.mean, sizes.mean_absolute) == (1, [4], 4, 4)


def test_prints_of_one_day_are_one_and_those_of_after_the_day_are_none() -> None:
    given = [printed_on(9, "3"), printed_on(3), printed_on(3, "2"), replace(printed_on(-95), period=Q3 - 1)]
    assert by_quarter(given, END + dt.timedelta(9)) == {
        Q3 - 1: [given[3]], Q3: [given[1], given[0]]
    }  # fmt: skip
    assert by_quarter(given, END + dt.timedelta(8)) == {Q3 - 1: [given[3]], Q3: [given[1]]}
    assert list(by_quarter(given, END + dt.timedelta(9))) == [Q3 - 1, Q3]
