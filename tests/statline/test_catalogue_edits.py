"""Writing into ``params/series.yml``: only what changed, with the file's comments and layout. All made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import own_csv
from arbeidsmarkt.inputs.catalogue import Catalogue, Measure, SeriesSpec
from arbeidsmarkt.statline import catalogue_edits
from arbeidsmarkt.statline.settle import Settled

SERIES = """\
# the head
tables:
  T1: {title: Verzonnen}
members:
  sector:
    A: {code: 0301, title: A Landbouw}  # a member
    J: {code: 3916_2, title: J Informatie}
series:
  one:
    table: T1
    title: "Een"   # quoted
    measure: &m {title: Banen, groups: [Groep]}
    dimensions: &d {Sekse: M}
    over: {sector: {dimension: SBI, list: sector}}
    unit: thousand
    unconfirmed: true  # not seen yet

# the second
  two:
    table: T1
    title: Twee
    measure: *m
    dimensions: *d
    unit: thousand
    unconfirmed: true

    # a third
  three: {table: T1, title: D, measure: Banen, unit: thousand, confirmed: {on: 2020-01-01, interface: v3, by: person}}
  four: {table: T1, title: Vier, measure: Uren, unit: thousand, over: {sector: SBI}, unconfirmed: true}
  five:
    table: T1
    title: Vijf
    measure: Banen
    unit: thousand
    confirmed: {on: 2020-01-01, interface: v3, by: person}
    unconfirmed: true
"""
DAY = dt.date(2024, 12, 13)


def write(
    folder: Path, change: Callable[[SeriesSpec], dict[str, object]], *names: str, by: str = "values"
) -> tuple[list[str], dict[int, str]]:
    """The series that were changed, and the lines that differ, by their number in the old file (0: new)."""
    path = folder / "series.yml"
    path.write_text(SERIES, encoding="utf-8")
    catalogue = Catalogue.load(path)
    specs = {name: catalogue.series[name].model_copy(update=change(catalogue.series[name])) for name in names}
    found = Settled("T1", "v4", specs, dict.fromkeys(names, by))
    changed = catalogue_edits.write(path, "params/series.yml", catalogue, [found], DAY)
    Catalogue.load(path)
    return changed, dict(enumerate(path.read_text(encoding="utf-8").splitlines()))


OLD = SERIES.splitlines()
SEEN = "confirmed: {on: 2024-12-13, interface: v4, by: values}"


def same(spec: SeriesSpec) -> dict[str, object]:
    return {}


def test_what_was_only_confirmed_takes_the_mark_away_and_nothing_else(tmp_path: Path) -> None:
    changed, lines = write(tmp_path, same, "one")
    assert changed == []
    assert list(lines.values()) == [*OLD[:15], f"    {SEEN}", *OLD[16:]]
    changed, lines = write(tmp_path, same, "two")
    assert list(lines.values()) == [*OLD[:24], f"    {SEEN}", *OLD[25:]]


def test_what_a_person_confirmed_is_kept_unless_it_is_marked_again(tmp_path: Path) -> None:
    changed, lines = write(tmp_path, same, "three")
    assert (changed, list(lines.values())) == ([], OLD)
    _, lines = write(tmp_path, same, "five", by="title")
    assert list(lines.values()) == [*OLD[:34], f"    {SEEN.replace('values', 'title')}"]


def test_a_measure_that_two_series_share_is_written_once_when_both_change_alike(tmp_path: Path) -> None:
    def renamed(spec: SeriesSpec) -> dict[str, object]:
        return {
            "measure": Measure(title="Werk", groups=("A", "B"), code="M1"),
            "dimensions": {"Sekse": "V", "Regio": "NL"},
        }

    changed, lines = write(tmp_path, renamed, "one", "two")
    text = "\n".join(lines.values())
    assert changed == ["one", "two"]
    measure = "measure: &id001 {title: Werk, groups: [A, B], code: M1}"
    assert text.count(measure) == 1 and text.count("measure: *id001") == 1
    assert text.count("dimensions: &id002 {Sekse: V, Regio: NL}") == 1 and text.count("dimensions: *id002") == 1
    _, lines = write(tmp_path, lambda spec: renamed(spec) | {"measure": Measure(title="Werk", key="W_1")}, "one")
    assert lines[11] == "    measure: {title: Werk, key: W_1}"
    assert "    measure: {title: Banen, groups: [Groep]}" in "\n".join(lines.values()).replace("&m ", "")
    _, lines = write(tmp_path, lambda spec: {"measure": Measure(title="Werk")}, "three")
    assert any("title: D, measure: {title: Werk}, unit" in line for line in lines.values())


def test_members_and_dimensions_are_changed_where_they_stand(tmp_path: Path) -> None:
    def moved(spec: SeriesSpec) -> dict[str, object]:
        over = spec.over["sector"]
        members = {
            key: one.model_copy(update={"code": "T_9"} if key == "J" else {}) for key, one in over.members.items()
        }
        return {"over": {"sector": over.model_copy(update={"members": members})}}

    for name in ("one", "four"):
        changed, lines = write(tmp_path, moved, name)
        assert changed == [name]
        assert lines[6] == "    J: {code: T_9, title: J Informatie}" and lines[5] == OLD[5]

    def narrowed(spec: SeriesSpec) -> dict[str, object]:
        over = spec.over["sector"]
        return {"over": {"sector": over.model_copy(update={
            "dimension": "Bedrijf", "only": ("A",), "members": {"A": over.members["A"]}})}}  # fmt: skip

    changed, lines = write(tmp_path, narrowed, "one")
    assert lines[13] == "    over: {sector: {dimension: Bedrijf, list: sector, only: [A]}}"
    changed, lines = write(tmp_path, narrowed, "four")
    assert changed == ["four"] and "over: {sector: {dimension: Bedrijf, only: [A]}}" in lines[28]


def test_a_file_that_cannot_be_read_or_written_or_would_be_wrong_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "series.yml"

    def said(path: Path, specs: dict[str, SeriesSpec] | None = None) -> str:
        with pytest.raises(UserError) as refused:
            found = Settled("T1", "v4", specs or {}, dict.fromkeys(specs or {}, "values"))
            catalogue_edits.write(path, "params/series.yml", catalogue, [found], DAY)
        assert not [each for each in tmp_path.iterdir() if each.name.endswith(".tmp")]
        return str(refused.value)

    path.write_text(SERIES, encoding="utf-8")
    catalogue = Catalogue.load(path)
    wrong = catalogue.series["one"].model_copy(update={"measure": Measure(title="=1")})
    assert said(path, {"one": wrong}).startswith("params/series.yml:12: the text '=1' begins with '='")
    assert path.read_text(encoding="utf-8") == SERIES
    path.write_text("a: [", encoding="utf-8")
    assert said(path).startswith("params/series.yml: cannot be read: while parsing")
    assert said(tmp_path / "no.yml").startswith("params/series.yml: cannot be read: [Errno 2]")
    path.write_text(SERIES, encoding="utf-8")

    def full(one: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert said(path) == "params/series.yml: cannot be written: No space left on device"
    assert path.read_text(encoding="utf-8") == SERIES


# --- series of people's own files -------------------------------------------------------------------------------------

ABOUT = """\
table: own
publisher: Verzonnen bureau
title: Verzonnen
date: 2024-11-20
url: https://example.org/x
series:
  plain: {title: Gewoon, unit: ratio}
  indexed: {title: Index, unit: index, base: 2020=100, adjusted: false, column: Cijfer}
"""


def tables(folder: Path, about: str = ABOUT, *more: str) -> list[own_csv.OwnTable]:
    (folder / "s.yml").write_text(about, encoding="utf-8")
    head, row = ";".join(("maand", "plain", "Cijfer", *more)), ";".join(("2024-01", "1,5", "100", *("1" for _ in more)))
    (folder / "s.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    return [own_csv.read(folder / "s.csv", "s.csv", folder / "s.yml", "s.yml")]


def test_new_series_are_added_below_the_others_with_all_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "series.yml"
    path.write_text(SERIES, encoding="utf-8")
    assert catalogue_edits.add(path, "params/series.yml", Catalogue.load(path), []) == []
    assert path.read_text(encoding="utf-8") == SERIES
    own = tables(tmp_path)
    assert catalogue_edits.add(path, "params/series.yml", Catalogue.load(path), own) == ["plain", "indexed"]
    table = "  own: {title: Verzonnen, statline: false, url: https://example.org/x, publisher: Verzonnen bureau}"
    assert path.read_text(encoding="utf-8").splitlines() == [
        *OLD[:3], table, *OLD[3:],
        "  plain:", "    table: own", "    title: Gewoon", "    measure: plain", "    unit: ratio", "    decimals: 1",
        "    frequency: month",
        "  indexed:", "    table: own", "    title: Index", "    measure: Cijfer", "    unit: index", "    decimals: 0",
        "    frequency: month", "    base: 2020=100", "    adjusted: false",
    ]  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert catalogue_edits.add(path, "params/series.yml", Catalogue.load(path), own) == []
    assert path.read_text(encoding="utf-8") == text
    assert catalogue_edits.new_entries(Catalogue.load(path), own) == {}
    more = tables(tmp_path, ABOUT + "  third: {title: Derde, unit: ratio}\n", "third")
    assert catalogue_edits.add(path, "params/series.yml", Catalogue.load(path), more) == ["third"]
    assert path.read_text(encoding="utf-8").startswith(text + "  third:\n    table: own\n    title: Derde\n")
    path.write_text(text.replace(f"{table}\n", "").replace("table: own", "table: T1"), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        catalogue_edits.add(path, "params/series.yml", Catalogue.load(path), own)
    assert str(refused.value).splitlines()[0] == (
        "s.yml: series 'plain' has table own here, and T1 in the catalogue; change one of the two"
    )


def test_an_entry_that_differs_is_told_field_by_field(tmp_path: Path) -> None:
    path = tmp_path / "series.yml"
    entry = "  plain: {table: T1, title: X, measure: plain, unit: index, base: 2015=100, frequency: quarter}\n"
    path.write_text(SERIES + entry, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        catalogue_edits.new_entries(Catalogue.load(path), tables(tmp_path))
    assert str(refused.value).splitlines() == [
        f"s.yml: series 'plain' has {here} here, and {there} in the catalogue; change one of the two"
        for here, there in (
            ("table own", "T1"), ("unit ratio", "index"), ("frequency month", "quarter"), ("base none", "2015=100"),
        )
    ]  # fmt: skip
