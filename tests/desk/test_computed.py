"""Numbers that pandas made: what follows from their inputs, and what is refused in the cell. Real figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import computed
from arbeidsmarkt.numbers import connections
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.family import Family
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation, PublishedCell
from in_process import Outputs, Record, records, run_cells, shell
from made_up_figures import Q3, run, value

START = """
from arbeidsmarkt.notebook import *
edition = start("2024Q3", "2024-12-13", "2014Q1", "2024-12-13", "2023Q3")
now = edition.quarter
quotient = series("open_vacancies") / series("unemployed") * 100
tension = titled(quotient, "Spanning", unit="per_100_unemployed", decimals=0)
wages = series("wages_growth")
both = tension.frame().merge(wages.frame(), on="period").dropna(subset=["value_x", "value_y"])
first = both.period.min()
frame = tension.frame()
rates = family("vacancy_rate_by_sector")
"""
SAID = 'words="berekend", title="Verzonnen maat", unit="ratio", decimals=2'


@pytest.fixture(scope="module")
def cell(project: Project) -> Iterator[tuple[object, Outputs]]:
    with shell(project) as (found, outputs):
        run_cells(found, [START])
        yield found, outputs


def named(cell: tuple[object, Outputs], code: str) -> dict[str, Record]:
    """Run a cell and give the facts that it names."""
    run_cells(cell[0], [code])  # type: ignore[arg-type]
    found: dict[str, Record] = records(cell[1])[-1]["facts"]
    return found


def test_one_number_over_two_series_says_its_span_its_status_and_its_code(cell: tuple[object, Outputs]) -> None:
    code = f"found = computed(both.value_x.corr(both.value_y), of=[both], {SAID})\nfacts(found=found)"
    (fact,) = named(cell, code).values()
    first = cell[0].user_ns["first"]  # type: ignore[attr-defined]
    assert (fact["text"], fact["period"]) == ("0,76", "2024KW03")
    assert fact["first_period"] == f"{first.year}KW0{first.quarter}"
    assert fact["status"] == "provisional"
    assert fact["tree"]["code"] == code
    assert {leaf["series"] for leaf in fact["cells"]} >= {"open_vacancies", "unemployed", "wages_growth"}


def test_a_column_is_a_series_by_the_periods_of_its_frame(cell: tuple[object, Outputs]) -> None:
    made = named(
        cell,
        f"average = computed(frame.value.rolling(4).mean(), of=[frame], {SAID})\n"
        "facts(average=average[now], own=mean(tension, now - 3, now), early=average[frame.shape and now - 40])",
    )
    assert made["average"]["value"] == pytest.approx(made["own"]["value"], rel=1e-12)
    assert (made["average"]["status"], made["early"]["status"]) == ("provisional", "unknown")
    assert (made["average"]["period"], "first_period" in made["average"]) == ("2024KW03", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grouped", 'rates.frame().groupby("sector").value.diff()'),
        ("by_key", 'rates.frame().pivot(index="period", columns="sector", values="value").diff()'),
        ("by_label", 'rates.frame().pivot(index="period", columns="label", values="value").diff()'),
    ],
)
def test_a_column_of_several_members_is_a_family(cell: tuple[object, Outputs], name: str, value: str) -> None:
    code = f"many = rates.frame()\nfound = computed({value}, of=[many], {SAID})\n"
    code += "item, rate = found.get('F') or found['Bouwnijverheid'], rates['F']\n"
    made = named(cell, f"{code}facts({name}=item.last, by_hand=rate.last - rate[rate.last.period - 1])")
    assert made[name]["value"] == made["by_hand"]["value"]
    assert made[name]["label"] == "Bouwnijverheid"


def test_what_is_computed_of_a_missing_figure_is_missing(cell: tuple[object, Outputs]) -> None:
    code = f"later = tension[now + 4]\nfacts(gone=computed(float('nan'), of=[later, tension], {SAID}))"
    with pytest.raises(UserError, match="later, tension, which its code does not read"):
        run_cells(cell[0], [code])  # type: ignore[arg-type]
    code = code.replace("float('nan')", "float(later.value or 'nan') + float(tension[now].value)")
    assert named(cell, code)["gone"]["symbol"] == "n.b."


ITS = "'Verzonnen maat'"
UNREAD = "which its code does not read; name in of=[…] what the code reads, and compute the value from it"
INFINITE = "which is not a finite number; look at what went in: dropna() leaves missing values out, 0 divides nothing"
SEVEN = "which keeps seven digits at the most; compute in float64"
EMPTY = f"{ITS} has no value at all; look at what went in: NaN everywhere"
LACKS = "say in Dutch what was done and what it is"
PIVOT = "rates.frame().pivot(index='period', columns='sector', values='value')"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("computed(0.7, {})", f"{ITS} was computed of nothing; name the series, frames or observations that went in: "
                              "of=[…]"),
        ("computed(0.7, of=[tension], {})", f"{ITS} is said to be computed of tension, {UNREAD}"),
        ("computed(0.7, of=tension, {})", f"{ITS} is said to be computed of tension, {UNREAD}"),
        ("computed(frame.value.max(), of=[tension, wages], {})", f"{ITS} is said to be computed of wages, {UNREAD}"),
        ("computed(float('nan') * frame.value.max(), of=[tension], {})", f"{ITS} is nan, {INFINITE}"),
        ("computed(frame.value.max() / 0, of=[tension], {})", f"{ITS} is inf, {INFINITE}"),
        ("computed(frame.value.astype('float32').max(), of=[tension], {})", f"{ITS} is a float32, {SEVEN}"),
        ("computed(frame.value.astype('float32'), of=[frame], {})", f"{ITS} is float32, {SEVEN}"),
        (f"computed({PIVOT}.astype('float16'), of=[rates], {{}})", f"{ITS} is float16, {SEVEN}"),
        ("computed(str(frame.value.max()), of=[tension], {})",
         f"{ITS} is a str, not one number; give a number, or a pandas column with its periods"),
        ("computed(frame.value.to_numpy(), of=[tension], {})",
         f"{ITS} is a ndarray, not one number; give a number, or a pandas column with its periods"),
        ("computed(bool(frame.value.max() > 0), of=[tension], {})",
         f"{ITS} is a bool, not one number; give a number, or a pandas column with its periods"),
        ("computed([frame.value.max()], of=[tension], {})", f"{ITS} is a list, not a number; give a number"),
        ("computed(frame.value * float('nan'), of=[frame], {})", EMPTY),
        (f"computed({PIVOT} * float('nan'), of=[rates], {{}})", EMPTY),
        ("computed(frame.set_index('period').value * float('nan'), of=[frame], {})", EMPTY),
        ("computed(frame.value.reset_index(drop=True).rename(lambda i: i + 500), of=[frame], {})",
         f"nothing says of which periods the column {ITS} is; name the frame that it was computed from in of=[…], or "
         "give it periods as index"),
        ("computed(frame.pivot(columns='series', values='value'), of=[frame], {})",
         f"nothing says of which periods the rows of {ITS} are; give the frame its periods as index: "
         'pivot(index="period", …)'),
        ("computed(frame.assign(x=1.0).set_index('period')[['x']], of=[frame], {})",
         f"the column 'x' of {ITS} is no member of what it was computed of; call the columns after the members' keys "
         "or labels"),
        ("computed(rates.frame().set_index('period').value, of=[rates], {})",
         f"{ITS} has two values for tweede kwartaal van 2024; keep the frame's column of the members, or compute one "
         "value per period"),
        ("computed(tension[now], of=[tension], {})",
         f"{ITS} is an observation already; name it with titled(…), without computed(…)"),
        ("computed(frame.value.max(), of=[frame.drop(columns='series')], {})",
         "a frame does not say which series it holds; keep its column 'series', or name the series themselves: "
         "about=[…], of=[…]"),
        ("computed(frame.value.max(), of=[7], {})",
         "a int is nothing that numbers can be about; name series, their frames or observations: about=[…], of=[…]"),
        ("computed(frame.value.max(), of=[tension], title='x', unit='ratio')",
         f"computed(…) lacks words=; {LACKS}"),
        ("computed(frame.value.max(), of=[tension], title='x', words='  ', unit='ratio')",
         f"computed(…) lacks words=; {LACKS}"),
        ("computed(frame.value.max(), of=[tension], title='', words='y', unit='ratio')",
         f"computed(…) lacks title=; {LACKS}"),
        ("computed(frame.value.max(), of=[tension], title='x', words='y', unit='rato')",
         f"unknown unit 'rato'; known are {', '.join(dutch.UNITS)}"),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_is_refused_in_one_line(cell: tuple[object, Outputs], call: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        run_cells(cell[0], [f"found = {call.format(SAID)}"])  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_a_number_that_a_function_of_the_author_made_is_followed_through_it(cell: tuple[object, Outputs]) -> None:
    code = "def top(rows):\n    return rows.value.max()\n\nbest = top(frame)\n"
    made = named(cell, f"{code}facts(best=computed(best, of=[tension], {SAID}), highest=peak(tension))")
    assert made["best"]["value"] == pytest.approx(made["highest"]["value"])


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("computed(level.value.diff(), of=[level], {said})[now]", "thousand"),
        ("computed(100 * level.value.pct_change(4), of=[level], {said})[now]", "percent"),
        ("computed(tense.value.diff(), of=[tense], {said})[now]", "per_100_unemployed"),
        ("computed(level.value.iloc[-1] - level.value.iloc[-2], of=[level], {said})", "thousand"),
    ],
)
def test_a_change_over_two_releases_is_not_stated_when_pandas_computes_it_either(
    cell: tuple[object, Outputs], code: str, unit: str
) -> None:
    said = f'words="berekend", title="Verzonnen verandering", unit="{unit}", decimals=2'
    prepared = "level = series('open_vacancies').frame().dropna(subset=['value'])\ntense = tension.frame()\n"
    (fact,) = named(cell, f"{prepared}facts(change_{unit}_{len(code)}={code.format(said=said)})").values()
    assert fact["value"] is None and "verschillende publicaties" in fact["reason"]


def test_a_level_that_pandas_computes_over_releases_stays(cell: tuple[object, Outputs]) -> None:
    made = named(
        cell,
        "level = series('open_vacancies').frame().dropna(subset=['value'])\n"
        "middle = computed(level.value.rolling(4).median(), of=[level], words='b', title='t', unit='thousand')\n"
        "facts(middle=middle[now])",
    )
    assert made["middle"]["value"] is not None


def two_releases(*values: str, releases: tuple[str, ...] = ("2024-05", "2024-08")) -> list[Observation]:
    """Made-up figures of consecutive quarters up to the third of 2024, of which the last is in another release."""
    series = run(list(values), "percent", adjusted=True, decimals=1)
    *_, last = series.observations
    found = {
        period: replace(item, source=replace(item.source, release=releases[period == last]))
        for period, item in series.observations.items()
        if isinstance(item.source, Cell)
    }
    made = replace(series, observations=found)
    return connections.with_releases(made, connections.of(made)).known


UNSAID = "verschillende publicaties"


@pytest.mark.parametrize(
    ("values", "value", "unit", "reason"),
    [
        (("100", "110"), "10", "percent", UNSAID),
        (("100", "110"), "10", "percentage_point", UNSAID),
        (("100", "110"), "10", "ratio", ""),  # a number of another kind, which is equal by chance
        (("100", "110"), "10.1", "percent", ""),
        (("50", "60"), "20", "percent", UNSAID),  # as a growth
        (("50", "60"), "20.00000000001", "percent", UNSAID),  # but for the error of floating-point numbers
        (("50", "60"), "20", "percentage_point", ""),
        (("0", "60"), "60", "percentage_point", UNSAID),  # from nothing, and to nothing
        (("60", "0"), "-60", "percentage_point", UNSAID),
        (("60", "0"), "-100", "percent", UNSAID),
        (("0", "60"), "7", "percent", ""),  # there is no growth from nothing
        (("60", "50"), "10", "percentage_point", UNSAID),  # a fall by its size
        (("50", "40"), "20", "percent", UNSAID),
        (("50", "60"), "120", "percent", UNSAID),  # the new one as a part of the old one
        (("50", "60"), "120", "index", UNSAID),
        (("50", "60"), "1.2", "ratio", UNSAID),
        (("50", "60"), "0.2", "ratio", ""),
        (("100", "70", "80", "90", "130"), "30", "percent", UNSAID),  # over a year
        (("70", "100", "80", "90", "130"), "30", "percentage_point", ""),  # over no quarter and no year
    ],
)
def test_a_number_is_no_change_between_two_releases_whatever_the_figures(
    values: tuple[str, ...], value: str, unit: str, reason: str
) -> None:
    said = computed.Said("Verandering", "berekend", unit, 1, "")
    found = said.observation(Decimal(value), two_releases(*values), Q3)
    assert (found.missing, reason in found.reason, bool(found.reason)) == (bool(reason), True, bool(reason))
    connected = said.observation(Decimal(value), two_releases(*values, releases=("2024-08", "2024-08")), Q3)
    assert (connected.value, connected.reason) == (Decimal(value), "")


def test_a_number_takes_its_period_its_status_and_its_span_from_the_figures_that_it_was_made_of() -> None:
    said = computed.Said("Verzonnen", "berekend", "ratio", 2, "x = 1")
    inputs = [
        *run([1, 2, 3], statuses=("final", "final", "provisional"), adjusted=True).known,
        value(None, period=Q3 + 1, adjusted=True),
    ]
    alone = said.observation(Decimal("0.5"), inputs, None)
    assert (alone.since, alone.period, alone.status, alone.text, alone.title, alone.adjusted) == (
        Q3 - 2, Q3, "provisional", "0,50", "Verzonnen", True,
    )  # fmt: skip
    assert alone.source == Derivation("computed", "berekend", "f(a, …)", tuple(inputs), "x = 1")
    (first, *_) = inputs
    assert (said.observation(Decimal(1), [first], None).since, said.observation(Decimal(1), inputs, Q3).since) == (
        None, None,
    )  # fmt: skip
    years = value(4, period=Period.of_year(2023))
    mixed = said.observation(Decimal(1), [*inputs, years], None)
    assert (mixed.since, mixed.period) == (None, None)  # quarters and years have no span
    gone = said.observation(None, [value(None, symbol=".")], None)
    assert (gone.missing, gone.symbol, gone.reason) == (True, ".", "")


def test_a_call_is_recorded_with_the_keys_of_what_it_was_computed_of_and_its_values() -> None:
    """What is tried out with other figures: every input by its name, every number that came out."""
    told = PublishedCell("printed", "observation", "Niemand", "Brief", dt.date(2024, 1, 1), "")
    inputs = [
        value(1, series="b"),
        difference(value(2, series="a"), value(3, series="b")),
        replace(value(4), source=told),
    ]
    for result, values in (
        (value(5), ["5"]),
        (run([6, None, 7]), ["6", "7"]),
        (Family({"x": run(["8.5"]), "y": run([9])}), ["8.5", "9"]),
    ):
        assert computed.Call("Titel", "x = 1", inputs, result).to_json() == {
            "title": "Titel", "code": "x = 1", "inputs": ["a", "b", "printed"], "values": values,
        }  # fmt: skip
