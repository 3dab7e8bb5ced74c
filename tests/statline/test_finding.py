"""Which cells of a table are a series: by known figures, by titles, or a question for a person. All made up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import SeriesSpec
from arbeidsmarkt.statline import candidates, settle
from arbeidsmarkt.statline.candidates import Candidate, Found, Hints, find, options, renamed
from arbeidsmarkt.statline.guard import Down, NotThere
from arbeidsmarkt.statline.known import Figure, Known
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic
from arbeidsmarkt.statline.settle import Settled
from arbeidsmarkt.statline.source import About
from made_up_table import catalogue

SERIES = """\
tables:
  T1: {title: Verzonnen}
members:
  sector:
    A: {code: A, title: A Landbouw}
    J: {code: J, title: J Informatie}
    X: {title: X Weg}
series:
  jobs: {table: T1, title: Banen, measure: Banen, unit: thousand, decimals: 1, dimensions: {SBI: T, Sekse: Totaal}}
  parts: {table: T1, title: Delen, measure: Banen, unit: thousand, decimals: 1, over: {sector: SBI},
          dimensions: {Sekse: Totaal}}
"""
PERIODS = [Period.quarter(2020, 1) + step for step in range(10)]


def spec(folder: Path, name: str = "jobs", **changes: object) -> SeriesSpec:
    return catalogue(folder, SERIES).series[name].model_copy(update=changes)


def table(
    *titles: str, sbi: str = "SBI", sexes: tuple[str, ...] = ("Totaal", "Mannen"), units: str = "x 1 000"
) -> TableMeta:
    topics = tuple(Topic(f"M{number}", title, (), units, 1) for number, title in enumerate(titles))
    codes = {
        sbi: [Code("T", "Alle"), Code("A ", "A Landbouw"), Code("J", "J Informatie")],
        "Sekse": [Code(f"S{number}", title) for number, title in enumerate(sexes)],
        "Perioden": [*(Code(period.code, period.head) for period in PERIODS), Code("2020JJ00", "2020")],
    }
    return TableMeta("T1", "Verzonnen", topics, (sbi, "Sekse"), "Perioden", codes, "Observations")


def level(number: int) -> Decimal:
    return Decimal(100 + number)


def cells(**values: Mapping[int, str]) -> dict[tuple[str, str], dict[tuple[str, ...], str]]:
    """Figures by measure_sbi_sex: each period's number -> text."""
    found: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    for name, texts in values.items():
        measure, *place = name.split("_")
        for number, text in texts.items():
            found.setdefault((measure, PERIODS[number].code), {})[tuple(place)] = text
    return found


def like(offset: str = "0", count: int = 10, **other: str) -> dict[int, str]:
    """The known figures, each larger by so much."""
    made = {number: str(level(number) + Decimal(offset)) for number in range(count)}
    return made | {int(key[1:]): text for key, text in other.items()}


KNOWN = {(): {period: Figure(level(number), 1, Decimal(0)) for number, period in enumerate(PERIODS)}}


def chosen(found: Found) -> str:
    if found.chosen is None:
        return f"?: {found.why}"
    members = " ".join(code.code for code in found.chosen.fixed.values())
    return f"{found.by}: {found.chosen.topic.key} {members}"


NONE = "?: the known figures are those of no measure"
SEVERAL = "?: several measures have figures like the known ones"
FEW = "?: too few figures are known to decide by, and the titles have changed"


@pytest.mark.parametrize(
    ("titles", "values", "result"),
    [
        # the figures decide, whatever the measure is called
        (("Iets", "Anders"), {"M0_T_S0": like(), "M1_T_S0": like("50")}, "values: M0 T S0"),
        (("Banen", "Anders"), {"M0_T_S0": like("50"), "M1_T_S0": like()}, "values: M1 T S0"),
        (("Iets", "Anders"), {"M0_T_S0": like(), "M1_T_S0": like("1")}, "values: M0 T S0"),
        # the next one is not ten times further away
        (("Iets", "Anders"), {"M0_T_S0": like(), "M1_T_S0": like("0.08")}, SEVERAL),
        (("Banen", "Anders"), {"M0_T_S0": like(), "M1_T_S0": like("0.08")}, "title: M0 T S0"),
        # nine of ten agree
        (("Iets",), {"M0_T_S0": like(n0="300")}, "values: M0 T S0"),
        (("Iets",), {"M0_T_S0": like(n0="300", n1="300")}, NONE),
        # figures that differ are not the series, however its title
        (("Banen",), {"M0_T_S0": like("50")}, NONE),
        (("Banen",), {"M0_T_S0": like("5")}, "title: M0 T S0"),  # a revision
        (
            ("Banen",),
            {"M0_T_S0": like("5", 7)},
            "?: too few figures are known to decide by, and the titles have changed",
        ),
        (("Banen",), {}, "title: M0 T S0"),
        (("Iets",), {}, FEW),
        (("Iets",), {"M0_T_S0": like(count=7)}, FEW),
        (("Iets",), {"M0_T_S0": like("50", 7)}, FEW),
        (("Iets",), {"M0_T_S0": like("50", 8)}, NONE),
        (("Banen",), {"M0_T_S0": like(count=7)}, "title: M0 T S0"),
        (("Banen",), {"M0_T_S0": dict.fromkeys(range(10), ".")}, "title: M0 T S0"),
        (("Banen",), {"M0_T_S0": dict.fromkeys(range(10), "x")}, "title: M0 T S0"),
    ],
)
def test_the_figures_decide_or_else_the_titles_or_else_a_person(
    tmp_path: Path, titles: tuple[str, ...], values: dict[str, dict[int, str]], result: str
) -> None:
    assert chosen(find(spec(tmp_path), table(*titles), cells(**values), KNOWN)) == result


def test_a_title_decides_only_where_every_dimension_has_one_member_left(tmp_path: Path) -> None:
    asked = spec(tmp_path)
    assert chosen(find(asked, table("Banen"), {}, KNOWN)) == "title: M0 T S0"
    # the sexes have other names, so that two are left, while the branches have one
    assert chosen(find(asked, table("Banen", sexes=("Allen", "Mannen")), {}, KNOWN)) == FEW


def test_a_member_that_was_renamed_is_found_by_its_figures(tmp_path: Path) -> None:
    other = table("Banen", sexes=("Mannen", "Allen", "Vrouwen"))
    values = cells(M0_T_S0=like("50"), M0_T_S1=like(), M0_T_S2=like("-50"))
    assert chosen(find(spec(tmp_path), other, values, KNOWN)) == "values: M0 T S1"
    found = find(spec(tmp_path), other, cells(M0_T_S0=like("1"), M0_T_S1=like("60"), M0_T_S2=like("-3")), KNOWN)
    assert chosen(found) == NONE
    assert [one.fixed["Sekse"].code for one in found.offered] == ["S0", "S2"]
    near = found.offered[1]
    assert (near.compared, near.agree, near.distance, near.size) == (10, 0, Decimal("2.95"), Decimal("104.5"))
    assert near.last == ("2021KW03 103", "2021KW04 104", "2022KW01 105", "2022KW02 106")
    read = cells(M0_T_S1=like(count=3)) | {("M0", "2020JJ00"): {("T", "S1"): "999"}}  # a year is no quarter
    few = find(spec(tmp_path), other, read, {})
    assert few.offered[1].last == ("2020KW01 100", "2020KW02 101", "2020KW03 102") and few.offered[0].last == ()


def test_at_most_twelve_are_offered_and_too_many_are_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = table("Iets", sexes=tuple(f"Sekse {number}" for number in range(20)))
    assert len(find(spec(tmp_path), many, {}, KNOWN).offered) == 12
    monkeypatch.setattr(candidates, "_MOST", 20)
    for count, titles in ((10, {"Iets", "Banen"}), (11, {"Banen"})):
        wide = table("Iets", "Banen", sexes=tuple(f"Sekse {number}" for number in range(count)))
        found = find(spec(tmp_path), wide, {}, KNOWN)
        assert {one.topic.title for one in found.offered} == titles
    assert find(spec(tmp_path), table("Iets", "Werk", sexes=tuple(map(str, range(11)))), {}, KNOWN).offered == []


def test_what_was_settled_for_another_series_is_a_hint(tmp_path: Path) -> None:
    other = table("Werk", "Anders", sexes=("Mannen", "Allen"))
    hints = Hints()
    hints.learn(find(spec(tmp_path), other, cells(M0_T_S1=like()), {}), other)
    assert (hints.topics, hints.codes) == ({}, {})
    hints.learn(find(spec(tmp_path), table("Banen"), {}, KNOWN), other)  # by its title only
    assert hints.topics == {}
    hints.learn(find(spec(tmp_path), other, cells(M0_T_S1=like()), KNOWN), other)
    assert hints.topics == {("Banen", ()): "M0"}
    assert {key: code.code for key, code in hints.codes.items()} == {("SBI", "T"): "T", ("Sekse", "Totaal"): "S1"}
    assert chosen(find(spec(tmp_path), other, {}, {})) == FEW
    assert chosen(find(spec(tmp_path), other, {}, {}, hints)) == "title: M0 T S1"


def test_members_that_the_table_lacks_are_told_and_the_others_read(tmp_path: Path) -> None:
    known = {
        (key,): {period: Figure(level(n), 1, Decimal(0)) for n, period in enumerate(PERIODS)} for key in ("A", "J", "X")
    }
    found = find(spec(tmp_path, "parts"), table("Werk"), cells(M0_A_S0=like(), M0_J_S0=like()), known)
    assert (chosen(found), found.without) == ("values: M0 S0", {"sector": ("X",)})
    dimension, members = found.chosen.axes["sector"]  # type: ignore[union-attr]
    assert (dimension, {key: code.code for key, code in members.items()}) == ("SBI", {"A": "A", "J": "J"})
    settled = settle.as_found(found.spec, found)
    assert (settled.measure.title, settled.measure.code, settled.measure.key) == ("Werk", "M0", "")
    assert (settled.over["sector"].only, list(settled.over["sector"].members)) == (("A", "J"), ["A", "J"])
    # a code that means something else now: its title has another code
    moved = table("Banen")
    moved.codes["SBI"][:] = [Code("A", "J Informatie"), Code("B", "a landbouw")]  # type: ignore[index]
    _, members = find(spec(tmp_path, "parts"), moved, {}, {}).chosen.axes["sector"]  # type: ignore[union-attr]
    assert {key: code.code for key, code in members.items()} == {"A": "B", "J": "A"}
    without = table("Banen")
    without.codes["SBI"][:] = [Code("Z", "Z")]  # type: ignore[index]
    found = find(spec(tmp_path, "parts"), without, {}, {})
    assert (chosen(found), found.offered) == ("?: none of the members of sector is in the table", [])


def test_a_dimension_under_another_name_is_known_by_its_members(tmp_path: Path) -> None:
    assert renamed(spec(tmp_path), table("Banen")) == {}
    assert renamed(spec(tmp_path), table("Banen", sbi="Bedrijf")) == {"SBI": "Bedrijf"}
    assert renamed(spec(tmp_path, "parts"), table("Banen", sbi="Bedrijf")) == {"SBI": "Bedrijf"}  # two of three
    assert (
        renamed(spec(tmp_path, dimensions={"SBI": "onbekend", "Sekse": "Totaal"}), table("Banen", sbi="Bedrijf")) == {}
    )
    twin = table("Banen")
    twin.codes["Bedrijf"] = twin.codes["SBI"]  # type: ignore[index]
    both = TableMeta("T1", "x", twin.topics, ("SBI", "Bedrijf", "Sekse"), "Perioden", twin.codes)
    assert renamed(spec(tmp_path), both) == {}  # its own name is there
    two = table("Banen", sbi="Bedrijf")
    two.codes["Bedrijf2"] = two.codes["Bedrijf"]  # type: ignore[index]
    both = TableMeta("T1", "x", two.topics, ("Bedrijf", "Bedrijf2", "Sekse"), "Perioden", two.codes)
    assert renamed(spec(tmp_path), both) == {}  # it could be either
    assert chosen(find(spec(tmp_path), table("Banen", sbi="Bedrijf"), {}, {})) == "title: M0 T S0"
    topics, codes = options(spec(tmp_path), table("Banen", "Uren", sbi="Bedrijf"))
    assert [topic.title for topic in topics] == ["Banen", "Uren"]
    assert {name: [code.code for code in each] for name, each in codes.items()} == {"Bedrijf": ["T"], "Sekse": ["S0"]}
    assert options(spec(tmp_path), table("Banen", units="%"))[0] == []
    _, codes = options(spec(tmp_path, dimensions={"SBI": "weg"}), table("Banen"))
    assert {name: len(each) for name, each in codes.items()} == {"SBI": 3, "Sekse": 2}


# --- a whole table ----------------------------------------------------------------------------------------------------


class Server:
    """One interface of a made-up StatLine: what it answers, or the fault that it has."""

    guard = None

    def __init__(
        self, name: str, meta: TableMeta | None, values: Mapping[str, Mapping[int, str]], fault: UserError | None = None
    ):
        self.name, self._meta, self._values, self._fault = name, meta, values, fault
        self.versions: list[str] = []

    def about(self, table: str) -> About:
        if self._fault:
            raise self._fault
        return About("x", "2024-01-01", "7" if self.name == "v4" else "", None)  # type: ignore[arg-type]

    def structure(self, table: str, about: About) -> TableMeta:
        assert self._meta
        return self._meta

    def records(self, plan: object, version: str) -> list[dict[str, object]]:
        self.versions.append(version)
        assert self._meta
        rows: dict[tuple[str, ...], dict[str, object]] = {}
        for (measure, period), places in cells(**self._values).items():
            for place, text in places.items():
                row = dict(zip((*self._meta.dimensions, "Perioden"), (*place, period), strict=True))
                rows.setdefault((*place, period), row)[measure] = text
        rows["empty",] = {"SBI": "J", "Sekse": "S0", "Perioden": PERIODS[0].code, "M0": None}
        return list(rows.values())


class Client:
    def __init__(self, *readers: Server) -> None:
        self.readers = readers


def settled(*readers: Server, specs: list[SeriesSpec], known: Known | None = None) -> Settled:
    return settle.table(Client(*readers), "T1", specs, known or Known({"jobs": KNOWN}))  # type: ignore[arg-type]


def test_a_table_is_settled_through_the_first_interface_that_answers(tmp_path: Path) -> None:
    meta = table("Werk", "Anders")
    down, gone = Server("v4", None, {}, Down("no answer")), Server("v4", None, {}, NotThere("does not have it"))
    whole = Server("v3", meta, {"M0_T_S0": like(), "M1_T_S0": like("50")})
    found = settled(down, whole, specs=[spec(tmp_path)])
    assert (found.table, found.interface, found.by, found.whole, found.open) == (
        "T1", "v3", {"jobs": "values"}, {"jobs"}, [],
    )  # fmt: skip
    assert whole.versions == ["2024-01-01"] and found.specs["jobs"].measure.title == "Werk"
    newest = Server("v4", meta, {})
    settled(newest, whole, specs=[spec(tmp_path)])
    assert newest.versions == ["7"] and len(whole.versions) == 1
    assert (settled(gone, down, specs=[]).fault.what, settled(down, gone, specs=[]).fault.what) == (  # type: ignore[union-attr]
        "no answer", "no answer",
    )  # fmt: skip
    assert settled(gone, specs=[]).gone and not settled(down, specs=[]).gone and not found.gone
    strange = settled(Server("v3", None, {}, UserError("strange", where="T1")), whole, specs=[])
    assert (strange.interface, settle.lines(strange)) == ("v3", ["T1: strange"])


def test_two_series_cannot_be_the_same_figures_and_a_person_is_asked(tmp_path: Path) -> None:
    meta = table("Banen", "Werk")
    twins = [spec(tmp_path), spec(tmp_path, id="other"), spec(tmp_path, id="yearly", frequency="year"),
             spec(tmp_path, id="third")]  # fmt: skip
    found = settled(Server("v4", meta, {"M0_T_S0": like(), "M1_T_S0": like("3")}), specs=twins)
    assert list(found.specs) == ["jobs", "yearly"] and found.by == {"jobs": "values", "yearly": "title"}
    assert settle.lines(found) == ["T1: 'other', 'third': its figures would be those of 'jobs', too"]


def test_what_the_figures_decide_for_one_series_is_a_hint_for_those_before_and_after_it(tmp_path: Path) -> None:
    meta = table("Werk", "Anders", sexes=("Mannen", "Allen"))
    farms = {"SBI": "A", "Sekse": "Totaal"}
    specs = [spec(tmp_path, id="before", dimensions=farms), spec(tmp_path),
             spec(tmp_path, id="after", dimensions={"SBI": "J", "Sekse": "Totaal"})]  # fmt: skip
    found = settled(Server("v4", meta, {"M0_T_S1": like(), "M1_T_S1": like("50")}), specs=specs)
    assert found.by == {"before": "title", "jobs": "values", "after": "title"} and found.open == []
    assert {name: (one.measure.title, one.dimensions) for name, one in found.specs.items()} == {
        "before": ("Werk", {"SBI": "A", "Sekse": "S1"}), "jobs": ("Werk", {"SBI": "T", "Sekse": "S1"}),
        "after": ("Werk", {"SBI": "J", "Sekse": "S1"}),
    }  # fmt: skip


def test_what_is_left_for_a_person_can_be_pasted(tmp_path: Path) -> None:
    meta = TableMeta(
        "T1", "x", (Topic("M0", 'Het "werk"', ("Groep", "Deel"), "x 1 000"), Topic("M1", "Anders", (), "x 1 000")),
        ("SBI",),
        "Perioden", table().codes,
    )  # fmt: skip
    first = spec(tmp_path, "parts", dimensions={})
    known = {("A",): {period: Figure(level(n), 1, Decimal(0)) for n, period in enumerate(PERIODS[:2])}}
    found = settled(Server("v4", meta, {"M0_A": like(count=2)}), specs=[first], known=Known({"parts": known}))
    assert settle.lines(found) == [
        "T1: 'parts': too few figures are known to decide by, and the titles have changed",
        "    the table has no sector X: only: [A, J]",
        '    measure: {title: "Het \\"werk\\"", groups: ["Groep", "Deel"]}  [x 1 000; no dimension]',
        "        2020KW01 100, 2020KW02 101; 2 of 2 known figures agree",
        '    measure: {title: "Anders"}  [x 1 000; no dimension]',
        "        no figures; no figure is known",
    ]
    one = table("Iets", sexes=("Allen",))
    found = settled(Server("v4", one, {}), specs=[spec(tmp_path), spec(tmp_path, id="b")], known=Known())
    assert settle.lines(found) == [
        "T1: 'jobs', 'b': too few figures are known to decide by, and the titles have changed",
        '    measure: {title: "Iets"}  [x 1 000; SBI: T (Alle), Sekse: S0 (Allen)]',
        "        no figures; no figure is known",
    ]


@pytest.mark.parametrize(
    ("key", "written"),
    [("Banen_1", ("Banen_1", "")), ("M001", ("", "M001")), ("301", ("", "301")), ("Bn2_1", ("", "Bn2_1"))],
)
def test_a_found_measure_keeps_its_key_by_its_interface(tmp_path: Path, key: str, written: tuple[str, str]) -> None:
    new = Candidate(Topic(key, "Werk", ("Groep",), "x 1 000"), {}, {})
    measure = settle.as_found(spec(tmp_path), Found(spec(tmp_path), new)).measure
    assert (measure.title, measure.groups, measure.key, measure.code) == ("Werk", ("Groep",), *written)
    same = Candidate(Topic(key, "BANEN", ("Groep",), "x 1 000"), {}, {})
    assert settle.as_found(spec(tmp_path), Found(spec(tmp_path), same)).measure.title == "Banen"


def test_without_a_measure_in_its_unit_nothing_is_asked_of_the_server(tmp_path: Path) -> None:
    server = Server("v4", table("Banen", units="%"), {})
    assert settle.lines(settled(server, specs=[spec(tmp_path)])) == [f"T1: 'jobs'{FEW[1:]}"]
    assert server.versions == []
