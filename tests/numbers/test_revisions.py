"""Two vintages compared: on made-up figures, and on the project's own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import made_up_statline
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.cli import main
from arbeidsmarkt.exhibits.records import MIME
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row, TableData, Vintage, write
from arbeidsmarkt.numbers.revisions import Revisions, compare

PROJECT = Project.find(Path(__file__).parent)
Q = Period.parse("2024Q1")


def row(value: str | None, period: Period = Q, *, symbol: str = "", status: str = "final", sector: str = "") -> Row:
    """A made-up observation, as precise as it is written."""
    number = Decimal(value) if value is not None else None
    decimals = max(0, -int(number.as_tuple().exponent)) if number is not None else 0
    members = {"sector": sector} if sector else {}
    series = "open_vacancies_by_sector" if sector else "open_vacancies"
    return Row(series, "80474ned", members, period, number, symbol, status, decimals)


def vintage(root: Path, label: str, rows: list[Row], table: str = "80474ned") -> Vintage:
    data = [
        TableData(table, "made up", rows),
        TableData("x", "filler", [Row("cpi", "x", {}, Period.parse("2024MM01"), Decimal(1))]),
    ]
    write(root, label, date=dt.date(2024, 1, 1), kind="fetched", title="made up", tables=data)
    return Vintage.open(root, label)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    root = made_up_statline.project(tmp_path_factory.mktemp("revisions") / "p")
    return Catalogue.load(root / "params" / "series.yml")


def differ(root: Path, catalogue: Catalogue, old: list[Row], new: list[Row], **options: object) -> Revisions:
    return compare(vintage(root, "old", old), vintage(root, "new", new), catalogue, **options)  # type: ignore[arg-type]


def test_every_kind_of_change_is_told_apart(tmp_path: Path, catalogue: Catalogue) -> None:
    old = [row("427.1", Q, status="provisional"), row("400", Q + 1), row("390.5", Q + 2), row("380.0", Q + 3),
           row("370.0", Q + 4, status="provisional"), row("1.0", Q + 6)]  # fmt: skip
    new = [row("422.2", Q), row("400.4", Q + 1), row("391", Q + 2), row("380.0", Q + 3), row("370.0", Q + 4),
           row("360.0", Q + 5)]  # fmt: skip
    found = differ(tmp_path, catalogue, old, new)
    assert [(change.period, change.kind) for change in found.changes] == [
        (Q, "revised"), (Q + 1, "precision"), (Q + 2, "precision"), (Q + 4, "status"), (Q + 5, "appeared"),
        (Q + 6, "disappeared"),
    ]  # fmt: skip
    revision = found.revised[0]
    assert revision.difference == Decimal("-4.9")
    assert (revision.old_status, revision.new_status) == ("provisional", "final")
    summary = next(item for item in found.summaries if item.spec.id == "open_vacancies")
    assert (summary.compared, summary.revised, summary.appeared, summary.disappeared) == (5, 1, 1, 1)
    assert summary.mean == Decimal("-4.9") and summary.mean_absolute == Decimal("4.9")
    assert summary.largest == revision


def test_a_coarse_old_value_is_compared_coarsely(tmp_path: Path, catalogue: Catalogue) -> None:
    found = differ(tmp_path, catalogue, [row("327", Q)], [row("324.3", Q)])
    assert found.revised[0].difference == Decimal("-3"), "327 was not 327.0"


def test_mean_and_largest_keep_their_signs_apart(tmp_path: Path, catalogue: Catalogue) -> None:
    old = [row("10.0", Q), row("10.0", Q + 1), row("10.0", Q + 2)]
    new = [row("11.0", Q), row("7.0", Q + 1), row("10.0", Q + 2)]
    (summary, _) = differ(tmp_path, catalogue, old, new).summaries
    assert (summary.revised, summary.mean, summary.mean_absolute) == (2, Decimal(-1), Decimal(2))
    assert summary.largest is not None and summary.largest.difference == Decimal(-3)


def test_what_has_become_secret_is_shown_nowhere(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = made_up_statline.project(tmp_path / "p")
    monkeypatch.setenv("ARBEIDSMARKT_ROOT", str(root))
    vintages = root / "data" / "vintages"
    old = [row("98765.4", Q, sector="A"), row("5.0", Q + 1, sector="A"), row("98765.3", Q)]
    new = [row(None, Q, symbol=".", sector="A"), row("6.0", Q + 1, sector="A"), row(None, Q, symbol=".")]
    found = compare(vintage(vintages, "old", old), vintage(vintages, "new", new), catalogue)
    assert [change.period for change in found.changes] == [Q + 1]
    assert sum(summary.withheld for summary in found.summaries) == 2
    for form in ("text", "csv", "json"):
        main(["revisions", "old", "new", "--format", form])
        out = capsys.readouterr().out
        assert "98765" not in out and "6.0" in out


def test_what_was_secret_and_is_not_any_more_appears(tmp_path: Path, catalogue: Catalogue) -> None:
    (change,) = differ(tmp_path, catalogue, [row(None, Q, symbol=".")], [row("3.0", Q)]).changes
    assert (change.kind, change.old) == ("appeared", None)


def test_only_the_series_and_periods_asked_for(tmp_path: Path, catalogue: Catalogue) -> None:
    old = [row("1.0", Q), row("1.0", Q + 1), row("1.0", Q, sector="A")]
    new = [row("2.0", Q), row("2.0", Q + 1), row("2.0", Q, sector="A")]
    found = differ(tmp_path, catalogue, old, new, series={"open_vacancies"}, until=Q)
    assert [(change.series, change.period) for change in found.changes] == [("open_vacancies", Q)]


def test_a_series_that_moved_to_another_table_is_not_compared(tmp_path: Path, catalogue: Catalogue) -> None:
    old = vintage(tmp_path, "old", [row("1.0")], table="11111ned")
    new = vintage(tmp_path, "new", [row("2.0")])
    found = compare(old, new, catalogue)
    assert found.incomparable == {"open_vacancies": ("11111ned", "80474ned")} and not found.changes


@given(st.integers(-9999, 9999), st.integers(0, 3), st.integers(0, 3))
def test_the_same_number_printed_otherwise_is_never_a_revision(number: int, one: int, other: int) -> None:
    from arbeidsmarkt.basics.dutch import rounded
    from arbeidsmarkt.numbers.revisions import _change

    exact = Decimal(number) / 1000
    old, new = (Row("s", "t", {}, Q, rounded(exact, places), "", "final", places) for places in sorted((one, other)))
    change = _change(SPEC, (), Q, old, new)
    assert change is None or (change.kind == "precision") == (one != other) or _double_rounded(exact, one, other)


def _double_rounded(exact: Decimal, one: int, other: int) -> bool:
    """Rounding twice may give another digit than rounding once: 0.45 to 0.5 to 1."""
    from arbeidsmarkt.basics.dutch import rounded

    low, high = sorted((one, other))
    return rounded(rounded(exact, high), low) != rounded(exact, low)


SPEC = Catalogue.load(PROJECT.params / "series.yml").series["open_vacancies"]


# --- the project's own vintages -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own() -> dict[str, Vintage]:
    return {
        label: Vintage.open(PROJECT.vintages, label)
        for label in ("2023-08-16", "2023-11-30", "2024-12-13", "2026-09-09")
    }


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return Catalogue.load(PROJECT.params / "series.yml")


def test_open_vacancies_of_2023q2_were_revised_from_427_1_to_422_2(own: dict[str, Vintage], real: Catalogue) -> None:
    found = compare(own["2023-11-30"], own["2024-12-13"], real, series={"open_vacancies"})
    (change,) = [item for item in found.revised if item.period == Period.parse("2023Q2")]
    assert (change.old, change.new, change.difference) == (Decimal("427.1"), Decimal("422.2"), Decimal("-4.9"))


def test_unadjusted_vacancies_were_not_revised_between_august_and_november_2023(
    own: dict[str, Vintage], real: Catalogue
) -> None:
    series = {spec.id for spec in real.series.values() if spec.table == "80472ned"}
    found = compare(own["2023-08-16"], own["2023-11-30"], real, series=series)
    assert found.revised == () and {change.kind for change in found.changes} == {"appeared"}
    assert {change.period for change in found.changes} == {Period.parse("2023Q3")}
    rows = {tuple(change.members.values()) for change in found.changes}
    assert len(rows) == 1 + len(real.members["sector"]), "one new row for the total and each sector"


def test_from_the_reference_edition_to_the_latest(own: dict[str, Vintage], real: Catalogue) -> None:
    found = compare(own["2024-12-13"], own["2026-09-09"], real)
    assert found.revised and all(change.difference for change in found.revised)


def test_the_three_forms_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for form in ("text", "csv", "json"):
        main(["revisions", "2023-11-30", "2024-12-13", "--format", form])
        printed[form] = capsys.readouterr().out
    lines = list(csv.DictReader(io.StringIO(printed["csv"])))
    document = json.loads(printed["json"])
    assert len(lines) == len(document["changes"]) > 100
    assert sum(item["revised"] for item in document["summary"]) == sum(line["kind"] == "revised" for line in lines)
    one = next(line for line in lines if (line["series"], line["period"]) == ("open_vacancies", "2023KW02"))
    assert (one["old"], one["new"], one["difference"]) == ("427.1", "422.2", "-4.9")
    assert "427.1 ->     422.2  -4.9" in printed["text"]


def test_an_edition_limits_the_list_to_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PROJECT.params, tmp_path / "params")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "vintages").symlink_to(PROJECT.vintages)
    notebooks = tmp_path / "build" / "2024Q3" / "notebooks"
    notebooks.mkdir(parents=True)
    record = {MIME: {"kind": "reads", "tables": {}, "series": ["open_vacancies"], "published": []}}
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [{"data": record}, {"name": "stdout"}]}]
    (notebooks / "1.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setenv("ARBEIDSMARKT_ROOT", str(tmp_path))
    main(["revisions", "--edition", "2024Q3", "--format", "csv"])
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {line["series"] for line in lines} == {"open_vacancies"}
    assert max(line["period"] for line in lines) == "2024KW03"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["2023-08-16"], 2, "name two vintages"),
        (["2023-08-16", "2023-08-17"], 1, "there is no such vintage"),
    ],
)
def test_wrong_usage(arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        main(["revisions", *arguments])
    assert leave.value.code == code
    assert message in capsys.readouterr().err
