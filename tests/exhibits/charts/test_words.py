"""Charts in words: every number right, gaps named, no claim that the printed values do not bear out."""

from __future__ import annotations

from arbeidsmarkt.exhibits.charts import words
from made_up_figures import Q3, Number, run, value


def described(numbers: list[Number], unit: str = "thousand", decimals: int = 0) -> str:
    text = words.lines({"": run(numbers, unit, decimals=decimals)}, Q3 - (len(numbers) - 1), Q3)
    return text.replace("\u00a0", " ")


def test_a_line_is_told_from_first_to_last_with_its_extremes() -> None:
    assert described([100, 130, 90, 120]) == (
        "Verzonnen reeks: van 100 duizend in het vierde kwartaal van 2023 gestegen tot 120 duizend in het derde "
        "kwartaal van 2024. De hoogste stand is 130 duizend, in het eerste kwartaal van 2024 en de laagste stand is "
        "90 duizend, in het tweede kwartaal van 2024."
    )


def test_what_prints_equal_has_not_risen() -> None:
    assert "per saldo gelijk gebleven op 100 duizend" in described(["100.1", "100.4"])
    assert "gedaald tot" in described([101, 100])


def test_a_gap_inside_the_line_is_told() -> None:
    assert "Het cijfer over het tweede kwartaal van 2024 ontbreekt; de lijn is daar onderbroken." in described(
        [1, None, 3]
    )
    assert "De cijfers over 5 perioden ontbreken" in described([1, None, None, None, None, None, 3])
    assert "ontbre" not in described([None, 1, 3])


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
