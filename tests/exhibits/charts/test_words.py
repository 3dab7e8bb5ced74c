"""Charts in words: every number right, gaps named, no claim that the printed values do not bear out."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from hypothesis import given, strategies as st

from arbeidsmarkt.exhibits.charts import comparing_words, words
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.over_time import peak
from arbeidsmarkt.numbers.series import Cell
from made_up_figures import Q3, Number, run, value


def described(numbers: list[Number], unit: str = "thousand", decimals: int = 0) -> str:
    text = words.lines({"": run(numbers, unit, decimals=decimals)}, Q3 - (len(numbers) - 1), Q3)
    return text.replace("\u00a0", " ")


def test_a_line_is_told_by_its_turning_points_and_its_end() -> None:
    assert described([100, 130, 90, 120]) == (
        "Verzonnen reeks: de lijn stijgt van 100 duizend in het vierde kwartaal van 2023 tot 130 duizend in het eerste "
        "kwartaal van 2024 (het hoogste cijfer) en daalt tot 90 duizend in het tweede kwartaal van 2024 (het laagste "
        "cijfer). Daarna stijgt zij tot 120 duizend in het derde kwartaal van 2024, het laatste cijfer."
    )


def test_small_wobbles_are_no_turning_points() -> None:
    text = described([10, 20, 19, 40, 60, 58, 80, 100])
    assert text.endswith("laatste en hoogste cijfer. Onderweg zijn er geen grote keerpunten.")
    assert len(re.findall(r"\d+ duizend", text)) == 2


def test_a_record_between_the_turning_points_is_told_all_the_same() -> None:
    assert "; het hoogste cijfer is 100 duizend, in het tweede kwartaal van 2024." in described([10, 40, 80, 100, 98])


def test_equals_of_a_record_are_told() -> None:
    assert "het laatste en hoogste cijfer, net als in het eerste kwartaal van 2024" in described([1, 9, 8, 9])


@given(st.lists(st.integers(-50, 200), min_size=2, max_size=24))
def test_any_line_is_two_sentences_with_its_last_value(numbers: list[int]) -> None:
    text = described(list(numbers))
    assert len(re.findall(r"\.(?= |$)", text)) == 2
    assert f"{str(numbers[-1]).replace('-', '−')} duizend in het derde kwartaal van 2024, het laatste" in text
    turns = words.turning_points(run(list(numbers), "thousand").known, 3) or []
    assert len(turns) <= 3
    levels = [numbers[0], *(int(item.printed or 0) for item in turns), numbers[-1]]
    ways = [after > before for before, after in itertools.pairwise(levels[: len(turns) + 1])]
    assert all(one != other for one, other in itertools.pairwise(ways))  # up and down in turn


def test_what_prints_equal_has_not_risen() -> None:
    assert "de lijn gaat van 100 duizend in het tweede kwartaal van 2024 naar 100 duizend" in described(
        ["100.1", "100.4"]
    )
    assert "daalt van" in described([101, 100])


def test_a_gap_inside_the_line_is_told() -> None:
    gap = "; het cijfer over het tweede kwartaal van 2024 ontbreekt, en daar is de lijn onderbroken."
    assert described([1, None, 3]).endswith(gap)
    assert "over vijf perioden ontbreekt het cijfer" in described([1, None, None, None, None, None, 3])
    assert "ontbre" not in described([None, 1, 3])


def test_no_record_is_claimed_where_releases_do_not_show_one() -> None:
    whole = run([100, 101, 90], adjusted=True)
    apart = {
        one.period: replace(one, source=replace(one.source, release=f"2024-0{number}"))
        for number, one in enumerate(whole.known, start=1)
        if one.period and isinstance(one.source, Cell)
    }
    stitched = replace(whole, observations=apart)
    stitched = connections.with_releases(stitched, connections.of(stitched))
    assert peak(stitched).missing
    assert "hoogste" not in words.lines({"": stitched}, Q3 - 2, Q3)


def test_of_many_lines_the_ends_are_told_and_the_ways() -> None:
    shown = {"Noord": run([1, 5]), "Zuid": run([4, 3]), "West": run([1, 2])}
    text = words.lines(shown, Q3 - 1, Q3).replace("\u00a0", " ")
    assert text == (
        "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: noord op 5 duizend, zuid op 3 duizend "
        "en west op 2 duizend. Vanaf het tweede kwartaal van 2024 zijn noord en west gestegen, en zuid gedaald."
    )


def test_paired_bars_are_told_by_the_longest_and_the_shortest() -> None:
    rows = {"Zorg": {"Onderwijs": (value(7), value(2))}, "Bestuur": {"Zorg": (value(3), value(9))}}
    text = comparing_words.pairs(rows, ("Instroom uit", "Uitstroom naar"), "overstappers").replace("\u00a0", " ")
    assert text == (
        "Overstappers: twee rijen met een staaf naar links en een naar rechts. Links (instroom uit) is de langste "
        "staaf onderwijs bij zorg, met 7 duizend, en de kortste zorg bij bestuur, met 3 duizend; rechts (uitstroom "
        "naar) is de langste staaf zorg bij bestuur, met 9 duizend, en de kortste onderwijs bij zorg, met 2 duizend."
    )


def test_a_few_bars_are_all_named() -> None:
    items = [value(1, label="1995"), value(3, label="2023")]
    text = words.bars(items, "werkenden").replace("\u00a0", " ")
    assert text == "Werkenden in het derde kwartaal van 2024: 1995: 1 duizend; 2023: 3 duizend."


def test_of_many_bars_the_highest_and_lowest_are_named_and_the_total_is_none_of_them() -> None:
    items = [value(number, label=f"Tak {number}") for number in (7, 5, 4, 3, 1)]
    whole = value(20, label="Alle bedrijfstakken")
    text = words.bars([whole, *items], "vacatures", whole.label, "Bedrijfstak").replace("\u00a0", " ")
    assert text == (
        "Vacatures in het derde kwartaal van 2024 voor 5 bedrijfstakken; alle bedrijfstakken samen: 20 duizend. "
        "De hoogste waarde heeft Tak 7, met 7 duizend; de laagste Tak 1, met 1 duizend."
    )


def test_parts_of_a_whole_go_from_large_to_small() -> None:
    text = words.parts([value(1, label="Klein"), value(3, label="Groot")], "personen").replace("\u00a0", " ")
    assert text.endswith("van groot naar klein: groot (3 duizend) en klein (1 duizend).")
