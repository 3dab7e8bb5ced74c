"""A table's metadata, with two levels of groups, several sectors and decimals; which measure and member a series is.

Everything here is made up, in the shapes that both interfaces of StatLine give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs.catalogue import Catalogue, SeriesSpec
from arbeidsmarkt.statline import metadata, v4
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic, check_unit, find_code, find_topic, read_properties

#: outer group, inner group, title, unit, decimals: the inner groups and the titles repeat
MEASURES = [
    ("Banen", "Seizoengecorrigeerd", "Totaal", "x 1 000", 1),
    ("Banen", "Niet gecorrigeerd", "Totaal", "x 1 000", 0),
    ("Vacatures", "Seizoengecorrigeerd", "Totaal", "%", 2),
    ("Vacatures", "Seizoengecorrigeerd", "Ontstaan", "2015 = 100", 1),
]


def properties() -> list[dict[str, object]]:
    """As version 3 lists them: two levels of groups, topics, dimensions."""
    rows: list[dict[str, object]] = []
    ids: dict[tuple[str, ...], int] = {}
    for number, (outer, inner, title, unit, _) in enumerate(MEASURES):
        for path in ((outer,), (outer, inner)):
            if path not in ids:
                ids[path] = 100 + len(ids)
                above = ids.get(path[:-1])
                rows.append({"ID": ids[path], "ParentID": above, "Type": "TopicGroup", "Key": "", "Title": path[-1]})
        rows.append({"ID": number, "ParentID": ids[outer, inner], "Type": "Topic", "Key": f"T_{number}", "Title": title,
                     "Unit": unit})  # fmt: skip
    rows.append({"ID": 50, "Type": "Dimension", "Key": "Bedrijf", "Title": "Bedrijf"})
    rows.append({"ID": 51, "Type": "GeoDetail", "Key": "Regio", "Title": "Regio"})
    return [*rows, {"ID": 52, "Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"}]


LISTS: dict[str, list[Mapping[str, object]]] = {
    "MeasureCodes": [
        {"Identifier": f"M{number}", "Title": title, "MeasureGroupId": f"{outer}/{inner}", "Unit": unit,
         "Decimals": decimals}
        for number, (outer, inner, title, unit, decimals) in enumerate(MEASURES)
    ],
    "MeasureGroups": [
        *({"Id": outer, "Title": outer, "ParentId": None} for outer in ("Banen", "Vacatures")),
        *({"Id": f"{outer}/{inner}", "Title": inner, "ParentId": outer} for outer, inner, *_ in MEASURES),
    ],
    "Dimensions": [
        {"Identifier": "Bedrijf", "Kind": "Dimension"}, {"Identifier": "Perioden", "Kind": "TimeDimension"},
    ],
    "BedrijfCodes": [
        {"Identifier": "T001081", "Title": "Alle bedrijven"}, {"Identifier": "301000", "Title": "A Landbouw"},
        {"Identifier": "391600", "Title": "J Informatie"},
    ],
    "PeriodenCodes": [
        {"Identifier": "2024KW01", "Title": "2024 1e kwartaal", "Status": "Definitief"},
        {"Identifier": "2024KW02", "Title": "2024 2e kwartaal", "Status": "NaderVoorlopig"},
        {"Identifier": "2024KW03", "Title": "2024 3e kwartaal", "Status": "Voorlopig"},
    ],
}  # fmt: skip
NAMES = [" > ".join(measure[:3]) for measure in MEASURES]


def entity(name: str) -> Sequence[Mapping[str, object]]:
    return LISTS[name]


def test_a_measure_stands_under_all_its_groups_the_outermost_first() -> None:
    old, new = read_properties("TOY", "Verzonnen", properties()), v4.structure_of("TOY", "Verzonnen", entity)
    assert [topic.display_name for topic in old.topics] == [topic.display_name for topic in new.topics] == NAMES
    assert [topic.unit for topic in old.topics] == [topic.unit for topic in new.topics] == [m[3] for m in MEASURES]
    assert [topic.decimals for topic in new.topics] == [m[4] for m in MEASURES]
    assert (old.dimensions, old.time, old.data) == (("Bedrijf", "Regio"), "Perioden", "UntypedDataSet")
    assert (new.dimensions, new.time, new.data) == (("Bedrijf",), "Perioden", "Observations")
    assert new.known("Bedrijf") == {"T001081", "301000", "391600"}
    assert new.statuses() == {
        "2024KW01": "final", "2024KW02": "revised_provisional", "2024KW03": "provisional",
    }  # fmt: skip


def test_a_group_that_is_its_own_ancestor_ends() -> None:
    rows = [{"ID": 1, "ParentID": 1, "Type": "TopicGroup", "Key": "", "Title": "Zelf"},
            {"ID": 2, "ParentID": 1, "Type": "Topic", "Key": "T", "Title": "x"},
            {"ID": 3, "Type": "TimeDimension", "Key": "Perioden"}]  # fmt: skip
    assert read_properties("TOY", "", rows).topics[0].groups == ("Zelf",) * 10


@pytest.mark.parametrize(("kind", "said"), [("Topic", "0 measures and 1"), ("TimeDimension", "4 measures and 0")])
def test_a_table_without_measures_or_time_is_refused(kind: str, said: str) -> None:
    rows = [row for row in properties() if row["Type"] != kind]
    with pytest.raises(UserError) as refused:
        read_properties("TOY", "", rows)
    assert str(refused.value) == (
        f"TOY/DataProperties: {said} time dimensions, where at least 1 and exactly 1 are expected; look at the "
        f"table on "
        "StatLine: it may be withdrawn"
    )


@pytest.mark.parametrize("key", ["", None])
def test_a_measure_without_a_key_is_refused(key: str | None) -> None:
    rows = [row | ({"Key": key} if row["Key"] == "T_1" else {}) for row in properties()]
    with pytest.raises(UserError, match=r"^TOY/DataProperties: 4 measures and 1 time dimensions"):
        read_properties("TOY", "", rows)


@pytest.mark.parametrize(("name", "said"), [("MeasureCodes", "0 measures and 1"), ("Dimensions", "4 measures and 0")])
def test_the_same_in_the_newer_interface(name: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        v4.structure_of("TOY", "", lambda asked: [] if asked == name else entity(asked))
    assert str(refused.value) == (
        f"TOY/Dimensions: {said} time dimensions, where at least 1 and exactly 1 are expected; look at the table on "
        "StatLine: it may be withdrawn"
    )


@pytest.mark.parametrize(
    ("title", "status", "found", "shown"),
    [
        ("2024 1e kwartaal", "Definitief", "final", "2024 1e kwartaal"),
        ("2024 1e kwartaal*", "", "provisional", "2024 1e kwartaal"),
        ("2024 1e kwartaal**", "", "revised_provisional", "2024 1e kwartaal"),
        ("2024 1e kwartaal***", "", "unknown", "2024 1e kwartaal"),
        ("2024 1e kwartaal", "", "unknown", "2024 1e kwartaal"),
        ("2024 1e kwartaal*", "Nader voorlopig", "revised_provisional", "2024 1e kwartaal"),
        ("2024 1e kwartaal*", "Geheel nieuw", "provisional", "2024 1e kwartaal"),
    ],
)
def test_the_status_of_a_period_is_its_word_or_the_mark_of_its_title(
    title: str, status: str, found: str, shown: str
) -> None:
    (code,) = metadata.read_codes([{"Key": "2024KW01 ", "Title": title, "Status": status}], "TOY/Perioden")
    assert (code.status, code.title, code.key, code.code) == (found, shown, "2024KW01 ", "2024KW01")


def test_a_code_that_is_listed_twice_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        metadata.read_codes([{"Key": "A", "Title": "x"}, {"Key": "A ", "Title": "y"}], "TOY/Bedrijf")
    assert str(refused.value) == (
        "TOY/Bedrijf: the code 'A' is listed more than once; try again later; CBS may be changing the table"
    )


def spec(tmp_path: Path, measure: str, more: str = "unit: thousand") -> SeriesSpec:
    path = tmp_path / "series.yml"
    path.write_text(
        f"tables:\n  TOY: {{title: x}}\nseries:\n  toy: {{table: TOY, title: Toy, measure: {measure}, {more}}}\n"
    )
    return Catalogue.load(path).spec("toy")


META = TableMeta(
    "TOY", "Verzonnen 2015=100", tuple(Topic(f"M{n}", m[2], m[:2], m[3], m[4]) for n, m in enumerate(MEASURES)),
    ("Bedrijf",), "Perioden",
    {"Bedrijf": [Code("T001081", "Alle bedrijven"), Code("301000 ", "A Landbouw"), Code("391600", "J Informatie"),
                 Code("400000", "Overig"), Code("400001", "Overig")]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "key"),
    [
        ("Ontstaan", "M3"), ("{title: ontstaan*}", "M3"),
        ("{title: Totaal, groups: [Niet gecorrigeerd]}", "M1"),
        ("{title: Totaal, groups: [Vacatures]}", "M2"),
        ("{title: Totaal, groups: [Banen, Seizoengecorrigeerd]}", "M0"),
        ("{title: Totaal, code: M2}", "M2"),
        ('{title: "Seizoengecorrigeerd: Ontstaan"}', None),
    ],
)  # fmt: skip
def test_a_measure_is_found_by_its_title_its_groups_or_its_code(tmp_path: Path, measure: str, key: str | None) -> None:
    asked = spec(tmp_path, measure)
    if key is None:
        with pytest.raises(UserError, match="was renamed or removed"):
            find_topic(asked, META)
    else:
        assert find_topic(asked, META).key == key


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (
            "Totaal",
            f"the measure 'Totaal' stands 3 times in the table: {'; '.join(NAMES[:3])}; name its groups in "
            "params/series.yml",
        ),
        (
            "{title: Totaal, groups: [Seizoengecorrigeerd]}",
            f"the measure 'Seizoengecorrigeerd > Totaal' stands 2 times in the table: {NAMES[0]}; {NAMES[2]}; name its "
            "groups in params/series.yml",
        ),
        (
            "{title: Totaal, groups: [Seizoengecorrigeerd, Banen]}",  # in the wrong order
            "the measure 'Seizoengecorrigeerd > Banen > Totaal' was renamed or removed: the table has no such title; "
            "arbeidsmarkt settle TOY shows what the table has instead",
        ),
        (
            "{title: Vervuld, code: M3}",
            f"the measure 'Vervuld' was renamed or removed: the table has no such title; its code M3 is now called "
            f"'{NAMES[3]}'; arbeidsmarkt settle TOY shows what the table has instead",
        ),
    ],
)
def test_a_measure_that_is_not_one_is_named_with_its_groups(tmp_path: Path, measure: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        find_topic(spec(tmp_path, measure), META)
    assert str(refused.value) == f"TOY, series 'toy': {said}"


@pytest.mark.parametrize(
    ("more", "topic", "said"),
    [
        ("unit: thousand", 0, None),
        (
            "unit: percent", 0,
            "the unit of 'Totaal' is 'x 1 000', not percent; see what changed on StatLine, then change unit in "
            "params/series.yml",
        ),
        ("unit: index, base: 2015=100", 3, None),
        (
            "unit: index, base: 2020=100", 3,
            "the base year changed from 2020=100 to 2015=100; in params/series.yml give this series base: 2015=100, "
            "change its title, and chain levels of before through a predecessor",
        ),
        (
            "unit: index, base: 2015=100", 0,
            "the unit of 'Totaal' is 'x 1 000', which is no index (2015=100); see what changed on StatLine, then "
            "change "
            "params/series.yml",
        ),
    ],
)  # fmt: skip
def test_another_unit_or_base_is_told(tmp_path: Path, more: str, topic: int, said: str | None) -> None:
    fault = check_unit(spec(tmp_path, "Totaal", more), META.topics[topic], META)
    assert (fault and str(fault)) == (said and f"TOY, series 'toy': {said}")


@pytest.mark.parametrize(
    ("asked", "title", "code"),
    [
        ("301000", "", "301000"), (" 301000", "A Landbouw", "301000"), ("", "a  landbouw*", "301000"),
        ("J Informatie", "", "391600"), ("391600", "J Informatie en communicatie", "391600"),
        ("999999", "Alle bedrijven", "T001081"), ("400001", "", "400001"),
    ],
)  # fmt: skip
def test_a_member_is_found_by_its_code_or_its_title(asked: str, title: str, code: str) -> None:
    assert find_code(asked, title, "Bedrijf", META, "x").code == code


@pytest.mark.parametrize(
    ("asked", "title", "said"),
    [
        (
            "391600", "K Telecommunicatie",
            "the code 391600 of the dimension Bedrijf was 'K Telecommunicatie' and is 'J Informatie' now; find "
            "the code "
            "of 'K Telecommunicatie' on StatLine, and change it in params/series.yml",
        ),
        (
            "", "Overig",
            "the dimension Bedrijf has 2 members of the title 'Overig'; give its code in params/series.yml: 400000, "
            "400001",
        ),
        (
            "Z", "Zorg",
            "the dimension Bedrijf has no member 'Zorg'; arbeidsmarkt settle TOY shows what it has; leave the "
            "member out "
            "with only: in params/series.yml",
        ),
        (
            "Z", "",
            "the dimension Bedrijf has no member 'Z'; arbeidsmarkt settle TOY shows what it has; leave the member out "
            "with only: in params/series.yml",
        ),
    ],
)  # fmt: skip
def test_a_member_that_is_not_one_is_named_with_what_to_do(asked: str, title: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        find_code(asked, title, "Bedrijf", META, "TOY, series 'toy'")
    assert str(refused.value) == f"TOY, series 'toy': {said}"


@pytest.mark.parametrize(
    ("asked", "key"),
    [("met correctie", "M1"), ("Banen: met correctie", "M1"), ("uren*", "M2"), ("C: uren", "M2"), ("A: C: uren", None)],
)
def test_a_title_that_repeats_its_innermost_group_is_found_with_or_without_it(
    tmp_path: Path, asked: str, key: str | None
) -> None:
    topics = (Topic("M1", "Banen: met correctie", ("Banen",), ""), Topic("M2", "C: Uren", ("A", "B", "C"), ""))
    table = TableMeta("TOY", "", topics, (), "Perioden")
    if key is None:
        with pytest.raises(UserError):
            find_topic(spec(tmp_path, f'"{asked}"'), table)
    else:
        assert find_topic(spec(tmp_path, f'"{asked}"'), table).key == key


@pytest.mark.parametrize(
    ("unit", "written", "same"),
    [
        ("thousand", ["x 1 000", "x1000", "X 1.000"], ["1 000", "x 1 000 000", "%"]),
        ("million", ["mln", "x 1 000 000", "miljoen"], ["x 1 000"]), ("percent", ["%", "Procent"], ["%-punt"]),
        ("percentage_point", ["%-punt", "%punt", "procentpunt", "%"], ["procent"]),
        ("per_1000_jobs", ["per 1 000 banen", "per1000", "‰", "promille", "vacatures per 1 000 banen"], ["%"]),
        ("hours", ["uur", "uren", "uur per week", "uren per week", "uur/week"], ["dagen"]),
        ("persons", ["aantal", "personen"], ["x 1 000"]), ("balance", ["saldo van %", "%", "%-punt"], ["aantal"]),
        ("ratio", ["wat dan ook"], []),
    ],
)  # fmt: skip
def test_how_cbs_may_write_a_unit(tmp_path: Path, unit: str, written: list[str], same: list[str]) -> None:
    asked = spec(tmp_path, "x", f"unit: {unit}")
    for text in (*written, *same, "", " "):
        fault = check_unit(asked, Topic("M1", "x", (), text), META)
        assert (fault is not None) == (text in same or (text == " " and unit != "ratio")), text


@pytest.mark.parametrize(
    ("unit", "title", "told"),
    [
        ("2015 = 100", "x", None), ("2020=100", "x", "the base year changed from 2015=100 to 2020=100"),
        ("", "x 2020=100", "the base year changed from 2015=100 to 2020=100"), ("", "x 2015=100", None),
        ("", "x", None),
        ("X 1 000", "x", "the unit of 'x' is 'X 1 000', which is no index (2015=100)"),
        ("procent", "x 2015=100", "the unit of 'x' is 'procent', which is no index (2015=100)"),
    ],
)  # fmt: skip
def test_the_base_of_an_index_is_in_its_unit_or_in_the_title_of_the_table(
    tmp_path: Path, unit: str, title: str, told: str | None
) -> None:
    asked = spec(tmp_path, "x", "unit: index, base: 2015=100")
    fault = check_unit(asked, Topic("M1", "x", (), unit), TableMeta("TOY", title, (), (), "Perioden"))
    assert (fault and fault.what) == told
