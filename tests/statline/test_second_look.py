"""Both interfaces of StatLine compared once for each table, on a server of made-up figures; what a fetch asks for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import made_up_statline
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Row
from arbeidsmarkt.statline import plan, second_look
from arbeidsmarkt.statline.client import CBS, StatLine
from arbeidsmarkt.statline.devserver import DevServer, Fault
from arbeidsmarkt.statline.fetch import Fetched, fetch, kind_of
from arbeidsmarkt.statline.guard import Limits

DAY = dt.date(2024, 12, 1)
V3 = "/ODataFeed/"


def fetched(root: Path, server: DevServer, label: str, interface: str = "auto") -> Fetched:
    client = StatLine(server.url, Limits(tries=2, pause=0, read=0.5), interface=interface)  # type: ignore[arg-type]
    catalogue = Catalogue.load(root / "params" / "series.yml")
    return fetch(catalogue, root / "data" / "vintages", client, date=DAY, label=label)


def test_a_difference_is_reported_with_its_first_cell_and_the_figures_stay_those_of_version_4(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables(), faults=[Fault("shorter", table="80474ned", version="v3")]) as server:
        done = fetched(root, server, "first")
        alone = fetched(root, server, "alone", "v4")
    (line,) = done.differences
    assert line.startswith("80474ned: 3 of 33 cells compared differ between the interfaces: open_vacancies 2022KW01 is")
    assert line.endswith("in v4, which was read, and missing in v3; ask CBS which is right")
    assert alone.differences == ()
    assert done.path and alone.path
    assert (done.path / "80474ned.csv").read_bytes() == (alone.path / "80474ned.csv").read_bytes()


def test_a_table_is_compared_once_and_the_same_figures_need_no_word(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables()) as server:
        done = fetched(root, server, "first")
        assert done.differences == () and done.requests == len(server.requests)
        assert {path.split("/")[3].lower() for path in server.requests if V3 in path} == set(server.tables)
        server.requests.clear()
        server.tables["80474ned"].modified = "2024-12-01T02:00:00"
        fetched(root, server, "second")
        assert [path for path in server.requests if V3 in path] == []


def test_an_interface_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    for kind in ("503", "404", "html", "cut", "hang", "text-value", "empty", "unknown-code"):
        with DevServer(made_up_statline.tables(), faults=[Fault(kind, version="v3")]) as server:
            done = fetched(root, server, kind)
            assert done.path and done.differences == (), kind
            asked = [path for path in server.requests if V3 in path]
            if kind == "503":  # the interface is down: nothing is tried twice
                assert 0 < len(asked) <= len(server.tables), kind


def test_whatever_goes_wrong_in_the_comparison_the_figures_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made_up_statline.project(tmp_path / "p")
    with DevServer(made_up_statline.tables()) as server:
        monkeypatch.setattr(second_look.plans, "make", without_version_3())
        done = fetched(root, server, "first")
    assert done.path and done.differences == ()


def without_version_3() -> Any:
    """The making of a plan, which no longer understands what the other interface answers."""
    make = plan.make

    def only(specs: Any, meta: Any) -> Any:
        if meta.data == "UntypedDataSet":
            raise TypeError("an answer that no check foresaw")
        return make(specs, meta)

    return only


def test_the_order_of_dimensions_is_no_difference() -> None:
    members = {"sector": "A", "province": "Utrecht"}
    one = Row("x", "T", members, Period.quarter(2024, 3), Decimal(1))
    other = Row("x", "T", dict(reversed(members.items())), Period.quarter(2024, 3), Decimal("1.0"))
    assert second_look._cells([one]) == second_look._cells([other])


def test_what_a_fetch_calls_itself_follows_from_every_address(tmp_path: Path) -> None:
    assert kind_of(StatLine(CBS), ["80474ned", "85224NED"]) == "fetched"
    assert kind_of(StatLine("https://cbs.nl.example"), ["80474ned"]) == "trial"
    assert kind_of(StatLine("http://127.0.0.1:1"), ["80474ned"]) == "trial"


def test_a_series_of_years_that_cbs_files_under_months_is_asked_for_as_months(tmp_path: Path) -> None:
    root = made_up_statline.project(tmp_path / "p")
    spec = Catalogue.load(root / "params" / "series.yml").series["unemployed"]
    assert plan._period_letters(spec) == "KW"
    assert plan._period_letters(spec.model_copy(update={"filed_under": "first_month"})) == "MM"
