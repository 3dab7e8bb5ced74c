"""When known figures decide that a candidate is the series, that it is not, or that a person must look. All made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from arbeidsmarkt.statline.candidates import Candidate
from arbeidsmarkt.statline.metadata import Topic


def candidate(agree: int, compared: int, distance: str = "9", size: str = "100") -> Candidate:
    topic = Topic("M1", "Vacatures", (), "x 1 000", 1)
    return Candidate(topic, {}, {}, compared=compared, agree=agree, distance=Decimal(distance), size=Decimal(size))


@pytest.mark.parametrize(
    ("agree", "compared", "fits"),
    [(8, 8, True), (7, 7, False), (9, 10, True), (8, 9, False), (18, 20, True), (17, 20, False), (0, 0, False)],
)
def test_eight_periods_must_agree_and_nine_of_ten(agree: int, compared: int, fits: bool) -> None:
    assert candidate(agree, compared).fits is fits


@pytest.mark.parametrize(
    ("agree", "compared", "distance", "contradicts"),
    [
        (4, 10, "9", True), (5, 10, "9", False), (0, 1, "9", True), (0, 0, "0", False),
        (0, 10, "5", False), (0, 10, "5.1", True), (0, 7, "1", True),
    ],
)  # fmt: skip
def test_figures_that_mostly_differ_contradict_unless_they_are_as_near_as_a_revision(
    agree: int, compared: int, distance: str, contradicts: bool
) -> None:
    assert candidate(agree, compared, distance).contradicts is contradicts


@pytest.mark.parametrize(
    ("compared", "distance", "near"), [(8, "5", True), (8, "5.01", False), (7, "0", False), (30, "0", True)]
)
def test_near_is_a_twentieth_of_the_figures_over_eight_periods(compared: int, distance: str, near: bool) -> None:
    assert candidate(0, compared, distance).near is near
