"""Which release a figure belongs to, and what CBS said between two of them. No figure here is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.change import contribution
from arbeidsmarkt.numbers.derivations import CHANGES, difference, ratio, total
from arbeidsmarkt.numbers.over_time import peak, trough, unbroken_since
from arbeidsmarkt.numbers.releases import Releases, groups
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, Series
from made_up_figures import Q3, run, value

ONE, TWO, THREE = Q3 - 2, Q3 - 1, Q3


def released(
    *given: tuple[str | None, str],
    title: str = "Vacatures",
    name: str = "toy",
    members: tuple[tuple[str, str], ...] = (),
) -> Series:
    """A series up to 2024Q3: value, as precise as it is written, and release."""
    found = {}
    for back, (text, release) in zip(range(len(given) - 1, -1, -1), given, strict=True):
        cell = Cell(name, "TOY1", members, release=release)
        decimals = len(text.partition(".")[2]) if text else 0
        number = None if text is None else Decimal(text)
        found[Q3 - back] = Observation(
            number, "thousand", cell, Q3 - back, decimals=decimals, title=title, adjusted=True
        )
    return Series(name, title, "thousand", "quarter", found, adjusted=True)


def grouped(found: Releases) -> list[int]:
    return [found.groups[period] for period in sorted(found.groups)]


TWO_RELEASES = released(("100.0", "a"), ("110.0", "b"), members=(("sector", "F"),))


@pytest.mark.parametrize(
    ("change", "connects"),
    [("10.0", True), ("10", True), ("10.4", False), ("9.6", False), ("9.5", False), (None, False)],
)
def test_the_change_that_cbs_published_connects_two_releases_when_it_prints_the_same(
    change: str | None, connects: bool
) -> None:
    found = connections.of(TWO_RELEASES, changes=released((change, "x")))
    assert grouped(found) == ([0, 0] if connects else [0, 1])
    assert [item.text for item in found.changes.values()] == ([change.replace(".", ",")] if change else [])
    assert found.key == ("toy", (("sector", "F"),)) and found.several is not connects


def test_a_coarse_change_is_compared_coarsely_and_only_with_the_period_before() -> None:
    fine = released(("100.4", "a"), ("110.0", "b"))
    assert grouped(connections.of(fine, changes=released(("10", "x")))) == [0, 0]  # 9.6 prints as 10
    coarse = released(("100", "a"), ("110.4", "b"))
    assert grouped(connections.of(coarse, changes=released(("10.0", "x")))) == [0, 0]
    hole = released(("100.0", "a"), (None, ""), ("110.0", "b"))
    assert grouped(connections.of(hole, changes=released(("10.0", "x")))) == [0, 1]


@pytest.mark.parametrize(
    ("arisen", "filled", "connects", "stated"),
    [
        (("30.0", "x"), ("20.0", "x"), True, "10,0"), (("30.2", "x"), ("20.0", "x"), True, "10,2"),
        (("29.8", "x"), ("20.0", "x"), True, "9,8"), (("30.3", "x"), ("20.0", "x"), False, "10,3"),
        (("29.7", "x"), ("20.0", "x"), False, "9,7"), (("30", "x"), ("20.0", "x"), True, ""),
        (("31", "x"), ("20", "x"), False, ""), (("30.0", "x"), ("20.0", "y"), False, ""),
        ((None, "x"), ("20.0", "x"), False, ""), (("30.0", "x"), (None, "x"), False, ""),
    ],
)  # fmt: skip
def test_flows_connect_two_releases_when_they_explain_the_change(
    arisen: tuple[str | None, str], filled: tuple[str | None, str], connects: bool, stated: str
) -> None:
    flows = released(arisen, title="Ontstaan"), released(filled, title="Vervuld")
    found = connections.of(TWO_RELEASES, flows=flows)
    assert grouped(found) == ([0, 0] if connects else [0, 1])
    assert [item.text for item in found.changes.values()] == ([stated] if stated else [])
    for item in found.changes.values():
        assert isinstance(item.source, Derivation)
        assert (item.title, item.source.operation, item.source.words, item.source.formula) == (
            "Ontstaan min vervuld", "difference", "Ontstaan min vervuld", "a − b"
        )  # fmt: skip
        assert [one.title for one in item.source.inputs] == ["Ontstaan", "Vervuld"]


@pytest.mark.parametrize(
    ("before", "now", "arisen", "connects"),
    [("100.0", "110.4", "30", True), ("100.0", "110.6", "30", False), ("100", "110", "30.3", False)],
)
def test_flows_in_whole_numbers_need_only_print_the_same(before: str, now: str, arisen: str, connects: bool) -> None:
    flows = released((arisen, "x")), released(("20.0", "x"))
    found = connections.of(released((before, "a"), (now, "b")), flows=flows)
    assert grouped(found) == ([0, 0] if connects else [0, 1])


def test_a_published_change_counts_before_the_flows_and_an_unknown_one_does_not() -> None:
    flows = released(("30.0", "x")), released(("20.0", "x"))
    both = connections.of(TWO_RELEASES, flows=flows, changes=released(("9.0", "x")))
    assert [item.text for item in both.changes.values()] == ["9,0"] and grouped(both) == [0, 0]
    unknown = connections.of(TWO_RELEASES, flows=flows, changes=released((None, "x")))
    assert [item.text for item in unknown.changes.values()] == ["10,0"]
    plain = connections.of(run([1, 2]))
    assert (plain.key, grouped(plain), plain.changes, plain.margin) == (("toy", ()), [0, 0], {}, None)
    assert grouped(connections.of(run([1, 2], name="x"), margin=Decimal(2))) == [0, 0]


def test_groups_are_numbered_from_the_oldest() -> None:
    names = {THREE: "b", ONE: "a", TWO: "b", Q3 - 3: "?", Q3 - 4: "?"}
    assert groups(names, [], "?") == {Q3 - 4: 0, Q3 - 3: 1, ONE: 2, TWO: 3, THREE: 3}
    assert groups(names, [(ONE, TWO)], "?") == {Q3 - 4: 0, Q3 - 3: 1, ONE: 2, TWO: 2, THREE: 2}
    assert groups(names, [(Q3 - 4, THREE), (Q3 - 3, TWO)], "?") == {Q3 - 4: 0, Q3 - 3: 0, ONE: 1, TWO: 0, THREE: 0}
    told = Releases(("x", ()), {ONE: 0, TWO: 0})
    assert told.connect(ONE, TWO) and not told.connect(ONE, THREE) and not told.several


def tied(series: Series, margin: str | None = None, **more: Series) -> Series:
    limit = None if margin is None else Decimal(margin)
    return connections.with_releases(series, connections.of(series, margin=limit, **more))  # type: ignore[arg-type]


def test_only_a_series_with_several_releases_is_watched() -> None:
    one = released(("1.0", "a"), ("2.0", "a"))
    assert tied(one) is one
    assert all(item.releases is not None for item in tied(TWO_RELEASES))


def test_the_change_that_cbs_published_stands_where_two_levels_cannot_be_subtracted() -> None:
    levels = tied(TWO_RELEASES, changes=released(("9.25", "x"), title="Verandering"))
    now = replace(levels[THREE], label="Bouw")
    change = difference(now, levels[TWO], title="Erbij")
    assert isinstance(change.source, Derivation)
    assert change.source.operation in CHANGES
    assert (change.source.operation, change.source.words, change.source.formula) == (
        "published_change", "door het CBS gepubliceerde verandering", "a"
    )  # fmt: skip
    assert (change.text, change.title, change.label, change.period, change.releases) == (
        "9,3", "Erbij", "Bouw", THREE, None
    )  # fmt: skip
    assert [item.text for item in change.source.inputs] == ["9,25"]
    assert difference(now, levels[TWO], decimals=0).text == "9"
    assert connections.published_change(levels[TWO], levels[THREE]) is None  # the other way round
    doubled = [total([item, item], title="x") for item in levels]
    assert connections.published_change(doubled[1], levels[TWO]) is None
    assert connections.published_change(levels[THREE], doubled[0]) is None
    assert connections.published_change(TWO_RELEASES[THREE], TWO_RELEASES[TWO]) is None


def test_two_figures_are_ordered_when_they_differ_by_more_than_either_was_ever_revised() -> None:
    near, far = tied(TWO_RELEASES, "10"), tied(TWO_RELEASES, "9.9")
    assert not connections.order_known(near[TWO], near[THREE]) and connections.order_known(far[TWO], far[THREE])
    assert not connections.order_known(near[TWO], far[THREE])
    assert not connections.order_known(far[THREE], near[TWO])
    gone = replace(far[THREE], value=None)
    assert connections.order_known(far[TWO], gone)  # nothing to connect
    unknown = tied(TWO_RELEASES)
    assert not connections.order_known(unknown[TWO], far[THREE]) and not connections.order_known(
        far[TWO], unknown[THREE]
    )
    assert connections.order_known(value(1), value(1))
    nothing = tied(released(("0", "a"), ("100", "b")), "1")
    assert not connections.order_known(*nothing)  # of nothing no share can be revised


def test_the_margin_of_a_derived_figure_counts_each_of_its_inputs() -> None:
    levels = tied(TWO_RELEASES, "4")
    doubled = [total([item, item], title="x") for item in levels]  # 200 and 220, revised by up to 8 each
    assert connections.order_known(*doubled)
    tripled = [total([item, item, item], title="x", decimals=0) for item in tied(TWO_RELEASES, "10")]
    assert not connections.order_known(*tripled)
    halves = [ratio(item, value(-50), unit="ratio", title="x") for item in levels]  # -2 and -2.2, by up to 0.08
    assert connections.order_known(*halves)


def test_of_a_record_only_the_figure_itself_connects_and_the_seams_of_a_series_are_its_own() -> None:
    levels = tied(released(("100.0", "a"), ("300.0", "b"), ("120.0", "b")), "5")
    assert connections.unconnected(peak(levels), levels[THREE]) == ""
    assert connections.unconnected(trough(levels), levels[THREE]).startswith("de cijfers over het eerste kwartaal")
    assert connections.seams([levels[ONE], levels[THREE]]) == [THREE]
    falls = tied(released(("300.0", "a"), ("100.0", "b"), ("120.0", "b")), "5")
    assert connections.unconnected(trough(falls), falls[THREE]) == ""
    since = unbroken_since(falls, lambda item: True, words="x", title="x")
    assert connections.unconnected(since, falls[ONE]) == ""
    other = tied(released(("1.0", "c"), ("2.0", "d"), name="other"), "5")
    assert connections.seams([*levels, *other]) == [TWO, THREE]
    assert connections.seams([replace(levels[TWO], value=None), levels[ONE]]) == []
    assert connections.unconnected(levels[ONE], other[THREE]) == ""
    assert connections.unconnected(replace(levels[ONE], value=None), levels[TWO]) == ""
    assert connections.unconnected(levels[ONE], replace(levels[TWO], value=None)) == ""


def test_a_contribution_needs_both_the_factor_and_the_quotient_to_connect() -> None:
    levels, plain = tied(TWO_RELEASES), (value(3), value(2))
    pair = levels[THREE], levels[TWO]
    for part, whole in ((pair, plain), (plain, pair)):
        assert contribution(part, whole, role="numerator", title="x").reason.startswith("de cijfers over het tweede")
    assert contribution(plain, plain, role="numerator", title="x").value == 100


def test_a_reason_names_the_older_period_first() -> None:
    levels = tied(TWO_RELEASES)
    said = (
        "de cijfers over het tweede kwartaal van 2024 en het derde kwartaal van 2024 komen uit verschillende "
        "publicaties van het CBS, en niet blijkt dat zij op elkaar aansluiten"
    )
    assert connections.unconnected(levels[TWO], levels[THREE]) == said
    assert connections.unconnected(levels[THREE], levels[TWO]) == said
    assert connections.unconnected(levels[THREE], levels[THREE]) == ""


def test_a_record_that_a_revision_could_undo_is_not_stated() -> None:
    record = peak(tied(TWO_RELEASES, "10"))
    assert (record.value, record.period, record.text, record.title) == (None, None, "n.b.", "hoogste vacatures")
    assert record.reason == (
        "de cijfers over het tweede kwartaal van 2024 en het derde kwartaal van 2024 komen uit verschillende "
        "publicaties van het CBS, en niet blijkt dat zij op elkaar aansluiten; zij verschillen niet meer dan "
        "bijstellingen groot kunnen zijn"
    )
    periods: Sequence[Period | None] = [peak(tied(TWO_RELEASES, "9")).period]
    assert periods == [THREE]
