"""What is asked of a table, and which series of the catalogue do not fit it. All made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from arbeidsmarkt.statline import plan
from arbeidsmarkt.statline.metadata import Code
from made_up_table import CATALOGUE, meta, specs


def v3(letters: str, time: str) -> str:
    return f"substringof('{letters}',{time})"


def test_columns_conditions_and_combinations_are_those_of_the_series(tmp_path: Path) -> None:
    made, faults = plan.make(specs(tmp_path, "total", "parts", "survey"), meta())
    assert faults == {} and [each.spec.id for each in made.series] == ["total", "parts", "survey"]
    assert made.columns == ["SBI", "Regio", "Perioden", "Banen_1", "Vacatures_2"]
    where = (
        "((SBI eq 'T001081 ') or (SBI eq '301000') or (SBI eq '391600')) and "
        "((Regio eq 'NL ') or (Regio eq 'NO') or (Regio eq 'ZU'))"
    )
    periods = "(substringof('KW',Perioden) or substringof('MM',Perioden))"
    assert made.conditions(v3) == [f"{where} and {periods}"]
    assert made.conditions(v3, measures=True) == [
        f"{where} and ((Measure eq 'Banen_1') or (Measure eq 'Vacatures_2')) and {periods}"
    ]
    assert list(made.series[1].combinations()) == [("N", "A"), ("N", "J"), ("Z", "A"), ("Z", "J")]
    assert list(made.series[0].combinations()) == [()]
    (months,) = plan.make(specs(tmp_path, "months"), meta())[0].conditions(v3)
    assert months == "((SBI eq 'T001081 ')) and ((Regio eq 'NL ')) and (substringof('MM',Perioden))"
    yearly = [each.model_copy(update={"frequency": "year"}) for each in specs(tmp_path, "months")]
    assert "substringof('JJ',Perioden)" in plan.make(yearly, meta())[0].conditions(v3)[0]


def test_a_condition_that_is_too_long_is_split_at_the_longest_list_and_none_is_lost(tmp_path: Path) -> None:
    count = 61
    members = "".join(f"    m{n}: {{code: {500000 + n}, title: Sector {n}}}\n" for n in range(count))
    text = CATALOGUE.replace("    A: {code", f"{members}    A: {{code")
    codes = [Code("it's", "A Landbouw"), Code("391600", "J Informatie")]
    codes += [Code(str(500000 + n), f"Sector {n}") for n in range(count)]
    made, faults = plan.make(specs(tmp_path, "parts", text=text.replace("code: 301000, ", "")), meta(SBI=codes))
    assert faults == {}
    found = made.conditions(v3)
    assert [one.count("SBI eq") for one in found] == [31, 32]
    asked = [part.split("'")[1] for one in found for part in one.replace("''", '"').split("(SBI eq ")[1:]]
    assert asked == [str(500000 + n) for n in range(count)] + ['it"s', "391600"]
    assert all(
        one.count("(Regio eq 'NO') or (Regio eq 'ZU')") == 1 and one.endswith(f"({v3('KW', 'Perioden')})")
        for one in found
    )


def test_a_condition_of_the_longest_length_is_not_split(tmp_path: Path) -> None:
    def conditions(length: int) -> list[str]:
        code = "x" * length
        text = CATALOGUE.replace(
            "over: {region: Regio, sector: SBI}", f"over: {{region: Regio}}, dimensions: {{SBI: {code}}}"
        )
        made, faults = plan.make(specs(tmp_path, "parts", text=text), meta(SBI=[Code(code, "x")]))
        assert not faults
        return made.conditions(v3)

    longest = 1500 - len(quote(conditions(1)[0])) + 1
    assert (len(conditions(longest)), len(conditions(longest + 1))) == (1, 2)


def test_a_single_long_code_is_asked_for_as_it_is(tmp_path: Path) -> None:
    long = "x" * 1600
    text = CATALOGUE.replace("SBI: T001081, Regio: Nederland", f"SBI: {long}, Regio: Nederland")
    made, _ = plan.make(specs(tmp_path, "total", text=text), meta(SBI=[Code(long, "x")]))
    assert len(made.conditions(v3)) == 1


def test_the_selection_is_what_the_catalogue_says_whatever_the_table_calls_it(tmp_path: Path) -> None:
    text = CATALOGUE.replace("title: Totaal, measure: Banen, unit: thousand", "title: Totaal, unit: index, base: "
    "2020=100, "
                             "measure: {title: Banen, groups: [A, B]}")  # fmt: skip
    assert plan.selection(specs(tmp_path, "survey", "total", "parts", text=text)) == {
        "parts": {
            "measure": ["Banen"], "dimensions": {}, "frequency": "quarter", "filed_under": "", "unit": "thousand",
            "over": {
                "region": {"dimension": "Regio", "members": {"N": "Noord", "Z": "Zuid"}},
                "sector": {"dimension": "SBI", "members": {"A": "301000", "J": "391600"}},
            },
        },
        "survey": {
            "measure": ["Vacatures"], "dimensions": {"Regio": "Noord", "SBI": "A Landbouw"}, "over": {},
            "frequency": "quarter", "filed_under": "first_month", "unit": "thousand",
        },
        "total": {
            "measure": ["A", "B", "Banen"], "dimensions": {"Regio": "Nederland", "SBI": "T001081"}, "over": {},
            "frequency": "quarter", "filed_under": "", "unit": "2020=100",
        },
    }  # fmt: skip
    assert list(plan.selection(specs(tmp_path, "survey", "total"))) == ["survey", "total"]


SHOWS = "arbeidsmarkt settle T1 shows what it has; leave the member out with only: in params/series.yml"
RENAMED = "was renamed or removed: the table has no such title; arbeidsmarkt settle T1 shows what the table has instead"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("total", "measure: Banen", "measure: Uren", [f"the measure 'Uren' {RENAMED}"]),
        (
            "total", "measure: Banen, unit: thousand", "measure: Banen, unit: percent",
            ["the unit of 'Banen' is 'x 1 000', not percent; see what changed on StatLine, then change unit in "
             "params/series.yml"],
        ),
        (
            "total", "dimensions: {SBI: T001081, Regio: Nederland}", "dimensions: {SBI: T001081, Sekse: M, "
            "Leeftijd: x}",
            ["the table has no dimension 'Leeftijd'; its dimensions are SBI, Regio; change params/series.yml",
             "the table has no dimension 'Sekse'; its dimensions are SBI, Regio; change params/series.yml",
             "the series does not say what it reads of the dimension Regio; choose a member of it under dimensions in "
             "params/series.yml: 'Nederland', 'Noord', 'Zuid', …"],
        ),
        (
            "total", "SBI: T001081, Regio: Nederland}", "SBI: Z, Regio: Oost}",
            [f"the dimension SBI has no member 'Z'; {SHOWS}", f"the dimension Regio has no member 'Oost'; {SHOWS}"],
        ),
        ("parts", "N: {title: Noord}", "N: {title: Oost}", [f"the dimension Regio has no member 'Oost'; {SHOWS}"]),
        (
            "parts", "J: {code: 391600, title: J Informatie}", "J: {code: 301000, title: A Landbouw}",
            ["the members 'A' and 'J' are the same one, 301000 A Landbouw; mend one of them under members in "
             "params/series.yml"],
        ),
        (
            "parts", "over: {region: Regio, sector: SBI}", "over: {region: Streek, sector: SBI}",
            ["the table has no dimension 'Streek'; its dimensions are SBI, Regio; change params/series.yml",
             "the series does not say what it reads of the dimension Regio; choose a member of it under dimensions in "
             "params/series.yml: 'Nederland', 'Noord', 'Zuid', …"],
        ),
        (
            "total", "measure: Banen, unit: thousand, decimals: 1,\n          dimensions: {SBI: T001081, Regio: "
            "Nederland}",
            "measure: Uren, unit: percent, dimensions: {SBI: Z, Regio: NL}",
            [f"the measure 'Uren' {RENAMED}", f"the dimension SBI has no member 'Z'; {SHOWS}"],
        ),
    ],
)  # fmt: skip
def test_all_that_does_not_fit_is_told_and_the_others_are_read(
    tmp_path: Path, name: str, old: str, new: str, said: list[str]
) -> None:
    assert old in CATALOGUE
    made, faults = plan.make(specs(tmp_path, name, "survey", text=CATALOGUE.replace(old, new, 1)), meta())
    assert [str(fault) for fault in faults[name]] == [f"T1, series '{name}': {text}" for text in said]
    assert all(type(fault) is plan.Unfit for fault in faults[name])
    assert list(faults) == [name] and [each.spec.id for each in made.series] == ["survey"]


def test_a_table_without_dimensions_says_so(tmp_path: Path) -> None:
    bare = replace(meta(), dimensions=())
    _, faults = plan.make(specs(tmp_path, "survey"), bare)
    assert str(faults["survey"][0]) == (
        "T1, series 'survey': the table has no dimension 'Regio'; its dimensions are none; change params/series.yml"
    )


SAME = (
    "T1, series '{}': the cells 'Banen {}' are those of series '{}', too; two series cannot be the same figures: "
    "look in "
    "params/series.yml which of them is another one"
)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{SBI: T001081, Regio: NL}", SAME.format("other", "T001081 NL", "total")),
        ("{SBI: T001081, Regio: Noord}", None),
        ("{SBI: T001081, Regio: NL}, filed_under: first_month", None),
        ("{SBI: T001081, Regio: NL}, frequency: year", None),
        ("{SBI: 301000, Regio: NO}", None),  # the catalogue names the member of parts
        ("{SBI: A Landbouw, Regio: NO}", None),
        ("{SBI: 301000, Regio: Noord}", None),
    ],
)
def test_two_series_of_the_same_cells_are_refused_unless_one_is_a_member_of_the_other(
    tmp_path: Path, entry: str, said: str | None
) -> None:
    text = CATALOGUE + f"  other: {{table: T1, title: X, measure: Banen, unit: thousand, dimensions: {entry}}}\n"
    made, faults = plan.make(specs(tmp_path, "total", "parts", "other", text=text), meta())
    assert [str(fault) for each in faults.values() for fault in each] == ([said] if said else [])
    assert len(made.series) == 3 - bool(said)


def test_two_series_over_the_same_members_are_refused(tmp_path: Path) -> None:
    text = CATALOGUE + (
        "  other: {table: T1, title: X, measure: Banen, unit: thousand, over: {sector: SBI}, dimensions: {Regio: ZU}}\n"
        "  one: {table: T1, title: X, measure: Banen, unit: thousand, dimensions: {SBI: 391600, Regio: ZU}}\n"
    )
    _, faults = plan.make(specs(tmp_path, "parts", "other", text=text), meta())
    assert [str(fault) for fault in faults["other"]] == [SAME.format("other", "301000 ZU", "parts")]
    for order in (("one", "other"), ("other", "one")):
        assert plan.make(specs(tmp_path, *order, text=text), meta())[1] == {}
