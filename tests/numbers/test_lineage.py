"""What a derived figure says of itself: its formula gives its value, its words say what went in and in which order."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers import arithmetic, change, derivations, over_time
from arbeidsmarkt.numbers.series import Derivation, Observation
from made_up_figures import Q3, run, value

A = value("396.5", title="Openstaande vacatures")
B = value("370.2", title="Werklozen")
LEVELS = run(["80", "95", "90", "120", "120", "60", "70", "90"], title="Werklozen")  # 2022Q4 to 2024Q3
RATES = run(["2.5", "6.8", "-1.2"], "percent", title="Cao-lonen", decimals=1)
PRICES = run(["3.0", "5.5", "2.9"], "percent", title="Prijzen", decimals=1)
SINCE = Period.quarter(2023, 3)


def newest(series: object) -> Observation:
    return series[Q3]  # type: ignore[index]


#: what was derived, its formula, and its words as the accountability table prints them
DERIVED: dict[str, tuple[Callable[[], Observation], str, str]] = {
    "ratio": (
        lambda: derivations.ratio(A, B, per=100, unit="per_100_unemployed", title="Spanning"),
        "100 × a / b", "Openstaande vacatures, gedeeld door Werklozen",
    ),
    "share": (
        lambda: derivations.share(B, A, title="Aandeel"),
        "100 × a / b", "Werklozen als aandeel van Openstaande vacatures",
    ),
    "difference": (
        lambda: derivations.difference(newest(LEVELS), LEVELS[SINCE]),
        "a − b", "werklozen in het derde kwartaal van 2024 min werklozen in het derde kwartaal van 2023",
    ),
    "total": (
        lambda: derivations.total([A, B], title="Som"),
        "a + b", "som",
    ),
    "growth": (
        lambda: derivations.growth(newest(LEVELS), LEVELS[SINCE]),
        "100 × (a / b − 1)",
        "verandering van werklozen in het derde kwartaal van 2023 tot werklozen in het derde kwartaal van 2024",
    ),
    "year_on_year": (
        lambda: newest(derivations.year_on_year(LEVELS)),
        "100 × (a / b − 1)",
        "verandering van werklozen in het derde kwartaal van 2023 tot werklozen in het derde kwartaal van 2024",
    ),
    "real_growth": (
        lambda: newest(derivations.real_growth(RATES, PRICES)),
        "100 × ((1 + a / 100) / (1 + b / 100) − 1)", "Cao-lonen, gecorrigeerd voor prijzen",
    ),
    "in_millions": (lambda: derivations.in_millions(A), "a / 1 000", "openstaande vacatures, omgerekend naar miljoen"),
    "rebase": (
        lambda: newest(over_time.rebase(LEVELS, SINCE)),
        "100 × a / b", "Werklozen als indexcijfer, het derde kwartaal van 2023 = 100",
    ),
    "mean": (
        lambda: over_time.mean(LEVELS, SINCE, Q3),
        "gemiddelde(a, …)",
        "gemiddelde van werklozen van het derde kwartaal van 2023 tot en met het derde kwartaal van 2024",
    ),
    "streak": (
        lambda: over_time.streak(LEVELS, Q3, lambda item: item.value is not None and item.value < 100,
                                 words="minder dan 100", title="Reeks"),
        "aantal(a, …)", "aantal kwartalen op rij: minder dan 100",
    ),
    "unbroken_since": (
        lambda: over_time.unbroken_since(LEVELS, lambda item: item.value is not None and item.value < 100,
                                         words="minder dan 100", title="Reeks"),
        "a", "eerste van de bekende cijfers waarvoor geldt: minder dan 100",
    ),
    "peak": (
        lambda: over_time.peak(LEVELS), "max(a, …)",
        "hoogste waarde van werklozen van het vierde kwartaal van 2022 tot en met het derde kwartaal van 2024",
    ),
    "trough": (
        lambda: over_time.trough(LEVELS), "min(a, …)",
        "laagste waarde van werklozen van het vierde kwartaal van 2022 tot en met het derde kwartaal van 2024",
    ),
    "numerator": (
        lambda: change.contribution((A, B), (newest(LEVELS), LEVELS[SINCE]), role="numerator", title="Bijdrage"),
        "100 × ln(a / b) / ln(c / d)",
        "logaritmische bijdrage van openstaande vacatures aan de verandering van werklozen",
    ),
    "denominator": (
        lambda: change.contribution((A, B), (newest(LEVELS), LEVELS[SINCE]), role="denominator", title="Bijdrage"),
        "−100 × ln(a / b) / ln(c / d)",
        "logaritmische bijdrage van openstaande vacatures aan de verandering van werklozen",
    ),
    "compounded": (
        lambda: change.compounded(RATES.known, title="Samen"),
        "100 × ((1 + a / 100) × … − 1)",
        "jaarlijkse veranderingen van het eerste kwartaal van 2024 tot en met het derde kwartaal van 2024, "
        "met elkaar vermenigvuldigd",
    ),
    "counted": (
        lambda: change.counted(LEVELS.known, unit="count", words="aantal bekende kwartalen", title="Aantal"),
        "aantal(a, …)", "aantal bekende kwartalen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DERIVED)
def test_a_figure_says_how_it_was_derived_and_from_what(name: str) -> None:
    make, formula, words = DERIVED[name]
    source = make().source
    assert isinstance(source, Derivation)
    assert (source.formula, source.words) == (formula, words)


#: what ``facts.json`` and the columns of data files call an operation, where the key above is not its name
CALLED = {"year_on_year": "growth", "numerator": "contribution", "denominator": "contribution", "counted": "count",
          "compounded": "growth"}  # fmt: skip


@pytest.mark.parametrize("name", DERIVED)
def test_an_operation_has_its_own_name(name: str) -> None:
    source = DERIVED[name][0]().source
    assert isinstance(source, Derivation) and source.operation == CALLED.get(name, name)


@pytest.mark.parametrize("name", [name for name in DERIVED if name != "streak"])
def test_the_formula_gives_the_value(name: str) -> None:
    made = DERIVED[name][0]()
    assert isinstance(made.source, Derivation)
    assert calculated(made.source) == pytest.approx(float(made.value or 0))


def test_a_streak_counts_what_held_and_keeps_what_ended_it() -> None:
    made = DERIVED["streak"][0]()
    assert isinstance(made.source, Derivation)
    assert made.value == 3 and [item.value for item in made.source.inputs] == [90, 70, 60, 120]


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        (lambda: A - B, "a − b"), (lambda: A + B, "a + b"), (lambda: A / B * 100, "a / b × 100"),
    ],
)  # fmt: skip
def test_arithmetic_writes_the_formula_that_was_written(expression: Callable[[], Observation], formula: str) -> None:
    made = expression()
    assert isinstance(made, Observation)
    leaves = {"a": float(A.value or 0), "b": float(B.value or 0)}
    python = formula.replace("×", "*").replace("−", "-")
    assert float(made.value or 0) == pytest.approx(eval(python, {}, leaves))
    assert isinstance(made.source, Derivation) and arithmetic


def calculated(source: Derivation) -> float:
    """The formula worked out with the inputs a, b, …; ``f(a, …)`` is of all, ``(x a y) × …`` a product over all."""
    values = [float(item.value or 0) for item in source.inputs]
    text = source.formula.replace("−", "-").replace("×", "*").replace(", …", "").replace("1 000", "1000")
    if "* …" in text:
        factor = text[text.index("(1 + a") : text.index(" * …")]
        product = math.prod(eval(factor, {}, {"a": one}) for one in values)
        return float(eval(text.replace(f"{factor} * …", "product"), {}, {"product": product}))
    functions = {
        "gemiddelde": lambda first: sum(values) / len(values), "aantal": lambda first: len(values),
        "max": lambda first: max(values), "min": lambda first: min(values), "ln": math.log,
    }  # fmt: skip
    return float(eval(text, functions, dict(zip("abcdefgh", values, strict=False))))


def test_the_test_can_tell_a_reversed_formula() -> None:
    made = derivations.growth(A, B)
    assert isinstance(made.source, Derivation)
    wrong = Derivation("growth", "", "100 × (b / a − 1)", made.source.inputs)
    assert calculated(wrong) != pytest.approx(float(made.value or Decimal(0)))
