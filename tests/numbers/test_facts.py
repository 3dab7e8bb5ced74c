"""Named numbers and their lasting form; the layout that docs/facts.md promises."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.derivations import difference, growth, ratio, total
from arbeidsmarkt.numbers.facts import SCHEMA, Fact, as_fact, lists_of
from arbeidsmarkt.numbers.over_time import mean, peak, streak
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Derivation, Observation, PublishedCell
from conftest import REPOSITORY
from made_up_figures import Q3, run, statuses, value

PUBLISHED = PublishedCell(
    "hours", "observation", "Verzonnen uitgever", "Verzonnen bericht", dt.date(2024, 12, 13), "https://example.invalid"
)

leaves = st.builds(
    lambda number, status, period, name: value(number, period=Q3 - period, status=status, series=name),
    st.one_of(st.none(), st.decimals(1, 1000, places=2)), statuses, st.integers(0, 8), st.sampled_from("abc"),
)  # fmt: skip
observations = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: difference(*pair, title="Verschil")),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: total(parts, title="Som")),
    ),
    max_leaves=8,
)


def leaves_of(item: Observation) -> list[Observation]:
    """The leaves, found in another way than the library does."""
    if not isinstance(item.source, Derivation):
        return [item]
    return [leaf for part in item.source.inputs for leaf in leaves_of(part)]


@given(observations)
def test_the_cells_of_a_derivation_are_exactly_its_leaves(item: Observation) -> None:
    assert item.cells() == list(dict.fromkeys(leaves_of(item)))
    assert len(Fact("x", item).to_json()["cells"]) == len(set(leaves_of(item)))


@given(observations)
def test_a_fact_survives_its_file(item: Observation) -> None:
    stored = json.dumps(Fact("x", item).to_json())
    again = Fact.from_json(json.loads(stored))
    assert json.dumps(again.to_json()) == stored
    assert (again.text, again.unit, again.status, again.period) == (
        item.text, item.unit, item.status, item.period,
    )  # fmt: skip


def test_a_fact_holds_all_that_is_known_of_it() -> None:
    made = ratio(
        value("396.7", decimals=1, status="provisional", series="open_vacancies"), value("373.7", series="unemployed"),
        per=100, unit="per_100_unemployed", title="Spanning",
    )  # fmt: skip
    found = Fact("tension", made).to_json()
    assert found["value"] == pytest.approx(106.154669)
    assert (found["text"], found["unit"], found["period"], found["status"]) == (
        "106", "per_100_unemployed", "2024KW03", "provisional",
    )  # fmt: skip
    assert found["formula"] == "100 × a / b"
    assert [cell["series"] for cell in found["cells"]] == ["open_vacancies", "unemployed"]
    assert found["cells"][0]["value"] == 396.7
    assert found["tree"]["inputs"] == [{"cell": 0}, {"cell": 1}]


def test_one_cell_that_is_used_twice_stands_there_once() -> None:
    now, base = value(110), value(100, period=Q3 - 4)
    made = total([growth_part(now, base), growth_part(base, now)], title="Som")
    assert len(Fact("x", made).to_json()["cells"]) == 2


def growth_part(a: Observation, b: Observation) -> Observation:
    return difference(a, b, title="Verschil")


def test_a_missing_fact_cannot_be_printed_and_says_how_to_guard_it() -> None:
    fact = Fact("vacancy_rate", value(None, "per_1000_jobs", title="Vacaturegraad"))
    assert fact.text == "n.b."
    with pytest.raises(UserError, match=r"'vacancy_rate' \(Vacaturegraad\).*has\(vacancy_rate\)"):
        _ = fact.printed
    assert fact.to_json()["value"] is None


@pytest.mark.parametrize("key", ["Tension", "2020", "a-b", "", "é"])
def test_a_name_is_small_letters_digits_and_underscores(key: str) -> None:
    with pytest.raises(UserError, match=r"not a name for a fact"):
        Fact(key, value(1))


@pytest.mark.parametrize("bare", [106, 106.1, Decimal(106), "106", None])
def test_a_bare_number_is_no_fact(bare: object) -> None:
    with pytest.raises(UserError, match=r"'tension' is a .*a bare number has no source"):
        as_fact("tension", bare)


def test_a_published_figure_keeps_its_publication() -> None:
    fact = Fact("hours", Observation(Decimal("32.1"), "hours", PUBLISHED, Q3, decimals=1))
    (cell,) = fact.to_json()["cells"]
    assert (cell["publisher"], cell["date"], cell["kind"]) == ("Verzonnen uitgever", "2024-12-13", "observation")
    assert Fact.from_json(fact.to_json()) == fact


def _keys(data: object) -> set[str]:
    if isinstance(data, dict):
        named = {"members"}  # its keys are the catalogue's
        return set(data) | {key for name, part in data.items() if name not in named for key in _keys(part)}
    return {key for part in data for key in _keys(part)} if isinstance(data, list) else set()


def test_the_documentation_names_every_key_of_the_layout_and_its_version() -> None:
    text = (REPOSITORY / "docs" / "facts.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| ([^|]+) \|", text, flags=re.MULTILINE))
    named = {key for cell in documented for key in re.findall(r"`(\w+)`", cell)}
    series = run([90, 110, 106])
    examples = [
        peak(series), growth(value(3), value(2)), Observation(Decimal(32), "hours", PUBLISHED, Q3),
        streak(series, Q3, lambda item: True, words="x", title="y"), value(1, label="Zorg"),
        replace(value(None), reason="x"), replace(value(1), releases=Releases(("x", ()), {Q3: 1})),
        mean(series, Q3 - 2, Q3), replace(value(1), source=Derivation("computed", "x", "f(a)", (value(1),), "code")),
    ]  # fmt: skip
    used = {"schema", "edition", "facts"} | _keys([Fact("x", item).to_json() for item in examples]) - {"cell"}
    assert used == named
    assert SCHEMA in text


def test_a_build_writes_that_layout(built_edition: Path) -> None:
    stored = json.loads((built_edition / "facts.json").read_text(encoding="utf-8"))
    assert stored.keys() == {"schema", "edition", "facts"}
    assert (stored["schema"], stored["edition"]) == (SCHEMA, "2024Q3")
    for key, fact in stored["facts"].items():
        assert fact["key"] == key
        assert Fact.from_json(fact).to_json() == fact


@pytest.mark.parametrize(
    ("number", "stored"),
    [("189", "189"), ("189.0", "189"), ("1.89E+2", "189"), ("-12.00", "-12"), ("0.0", "0"), ("189.5", "189.5")],
)
def test_a_whole_number_is_stored_without_a_point(number: str, stored: str) -> None:
    plain = value(number, decimals=1)
    derived = total([plain, value("0.0")], title="Som")
    for item in (plain, derived):
        text = json.dumps(Fact("x", item).to_json())
        assert re.findall(r'"value": ([^,}]+)', text)[0] == stored
        assert f'"value": {stored},' in text[text.index('"cells"') :]
    (again,) = Fact.from_json(json.loads(json.dumps(Fact("x", plain).to_json()))).observation.cells()
    assert again.value == Decimal(number)


@pytest.mark.parametrize(("group", "margin"), [(3, None), (3, Decimal("1.50")), (None, Decimal(2))])
def test_what_connects_a_figure_survives_its_file(group: int | None, margin: Decimal | None) -> None:
    groups = {} if group is None else {Q3: group}
    item = replace(
        value(1, label="Zorg"), releases=Releases(("adjusted", (("sector", "Zorg"),)), groups, margin=margin)
    )
    stored = json.loads(json.dumps(Fact("x", item).to_json()))
    assert stored["cells"][0]["connects"] == {
        "series": "adjusted", "group": group, "largest_revision": None if margin is None else str(margin),
    }  # fmt: skip
    again = Fact.from_json(stored)
    known = again.observation.cells()[0].releases
    assert known is not None and (known.key, dict(known.groups), known.margin) == (
        ("adjusted", (("sector", "Zorg"),)), groups, margin,
    )  # fmt: skip
    assert again.to_json() == stored
    assert "connects" not in Fact("x", value(1)).to_json()["cells"][0]


def test_a_list_of_facts_is_known_by_its_numbers() -> None:
    def named(*keys: str) -> dict[str, list[str]]:
        return {
            stem: [fact.key for fact in found] for stem, found in lists_of({k: Fact(k, value(1)) for k in keys}).items()
        }

    assert named("a_1", "a_2", "b", "c_2", "d_1", "a_4") == {"a": ["a_1", "a_2"], "d": ["d_1"]}
    assert named(*(f"top_ten_{n}" for n in range(1, 12))) == {"top_ten": [f"top_ten_{n}" for n in range(1, 12)]}
    assert named("x") == {}


def test_a_fact_gives_what_its_observation_is() -> None:
    item = replace(value("2.5", "percent", decimals=1, label="Zorg", status="provisional"), at_least=True)
    fact = Fact("x", item)
    assert (fact.period, fact.status, fact.label, fact.unit, fact.at_least, fact.missing) == (
        Q3, "provisional", "Zorg", "percent", True, False,
    )  # fmt: skip
    assert (fact.text, fact.with_unit, fact.printed, fact.source) == (
        "2,5", "2,5\u00a0procent", Decimal("2.5"), item.source,
    )  # fmt: skip
    stored = fact.to_json()
    assert (stored["words"], stored["formula"], stored["at_least"], stored["title"]) == (
        "overgenomen", "a", True, "Verzonnen reeks",
    )  # fmt: skip
    assert "first_period" not in stored and "reason" not in stored
    told = Fact("x", replace(value(None), reason="niet geteld", since=Q3 - 4)).to_json()
    assert (told["reason"], told["first_period"], told["value"]) == ("niet geteld", "2023KW03", None)
    assert as_fact("y", fact) == Fact("y", item)
