"""Who leads, and whether enough is known to say so. Made-up values."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, strategies as st

from arbeidsmarkt.numbers.ranking import leading, mostly_known, ranked
from made_up_figures import Number, value


def labels(items: object) -> str:
    return "".join(item.label for item in items)  # type: ignore[attr-defined]


def observations(**sizes: Number) -> list:  # type: ignore[type-arg]
    return [value(size, label=label) for label, size in sizes.items()]


def test_the_highest_comes_first_and_what_is_missing_does_not_come() -> None:
    assert labels(ranked(observations(a=1, c=3, b=3, d=None))) == "bca"


def test_leaders_are_not_cut_off_between_equal_prints() -> None:
    order = ranked(observations(a=9, b="5.2", c="4.9", d=4))
    assert labels(leading(order, 2)) == "abc"  # 5.2 and 4.9 both print as 5
    assert labels(leading(order, 1)) == "a"
    assert leading([], 2) == []


def test_half_is_not_most() -> None:
    assert mostly_known(observations(a=1, b=2, c=None))
    assert not mostly_known(observations(a=1, b=None))
    assert not mostly_known([])


@given(
    sizes=st.lists(st.decimals(min_value=0, max_value=20, places=1), min_size=1, max_size=12),
    wanted=st.integers(1, 5),
)
def test_no_list_of_leaders_ends_between_equal_prints(sizes: list[Decimal], wanted: int) -> None:
    order = ranked([value(size, label=str(number)) for number, size in enumerate(sizes)])
    first = leading(order, wanted)
    assert len(first) >= min(wanted, len(order)) and first == order[: len(first)]
    assert not {item.text for item in first} & {item.text for item in order[len(first) :]}


def test_nothing_and_what_is_below_it_have_their_place() -> None:
    assert labels(ranked(observations(a="0.5", b=0, c="-0.5", d=-3, e=2))) == "eabcd"
