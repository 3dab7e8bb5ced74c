"""Whatever is called wrongly in a notebook is answered in one line: what was given, what is needed. Made-up figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arbeidsmarkt import notebook
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk import called
from made_up_figures import Q3, run

SERIES = run([1, 2, 3])
WRONG = {
    "line to a text": lambda: notebook.line(SERIES, "vandaag", Q3),  # type: ignore[arg-type]
    "line of a number": lambda: notebook.line(5, Q3, Q3),  # type: ignore[arg-type]
    "line without an end": lambda: notebook.line(SERIES, Q3),  # type: ignore[call-arg]
    "facts without names": lambda: notebook.facts(5),  # type: ignore[call-arg]
    "growth of a text": lambda: notebook.growth("x", SERIES[Q3]),  # type: ignore[call-overload]
    "peak of a list": lambda: notebook.peak([1, 2]),  # type: ignore[arg-type]
    "ranked of a number": lambda: notebook.ranked(3),  # type: ignore[arg-type]
    "mean to a number": lambda: notebook.mean(SERIES, 2024, Q3),  # type: ignore[arg-type]
    "unknown keyword": lambda: notebook.bars([SERIES[Q3]], colour="red"),  # type: ignore[call-arg]
    "series asked for a number": lambda: SERIES[2024],  # type: ignore[index]
    "series asked for a word": lambda: SERIES["gisteren"],
}


@pytest.mark.parametrize("name", WRONG)
def test_it_is_answered_in_one_line_with_what_to_do(name: str) -> None:
    with pytest.raises(UserError) as answered:
        WRONG[name]()
    told = str(answered.value)
    assert "\n" not in told and answered.value.remedy
    assert "internal" not in told


def test_the_answer_names_the_call_what_was_given_and_what_it_takes() -> None:
    with pytest.raises(UserError) as answered:
        notebook.peak([1, 2])  # type: ignore[arg-type]
    assert str(answered.value).startswith("peak(…) cannot work with what it was given: list (AttributeError: ")
    assert "it takes peak(series: Series, *, title: str = )" in str(answered.value)


def addition(a: int, b: object = 2, *, title: str = "", label: str = "") -> object:
    """What an author may call."""
    if a == 0:
        raise UserError("nothing to add", remedy="add something")
    if a < 0:
        return addition(a - 1, b)
    return a + b  # type: ignore[operator]


TAKES = "addition(a: int, b: object = 2, *, title: str = , label: str = )"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda f: f(), f"addition(…): missing a required argument: 'a'; call it as {TAKES}"),
        (lambda f: f(1, 2, 3), f"addition(…): too many positional arguments; call it as {TAKES}"),
        (lambda f: f(0), "nothing to add; add something"),
        (
            lambda f: f(1, [2], title="x"),
            "addition(…) cannot work with what it was given: 1, list, title='x' (TypeError: unsupported operand "
            f"type(s) for +: 'int' and 'list'); it takes {TAKES}",
        ),
        (
            lambda f: f(1, "a" * 39),
            "addition(…) cannot work with what it was given: 1, str (TypeError: unsupported operand type(s) for +: "
            f"'int' and 'str'); it takes {TAKES}",
        ),
        (
            lambda f: f(1, b=None),
            "addition(…) cannot work with what it was given: 1, b=None (TypeError: unsupported operand type(s) for +: "
            f"'int' and 'NoneType'); it takes {TAKES}",
        ),
        (lambda f: f(-1), f"addition(…) cannot work with what it was given: -1; it takes {TAKES}"),  # it never ends
    ],
)
def test_a_wrong_call_is_answered_with_the_right_one(call: Callable[..., object], said: str) -> None:
    with pytest.raises(UserError) as answered:
        call(called.answering(addition))
    assert str(answered.value) == said


def test_what_readers_see_is_looked_at_and_the_rest_is_not() -> None:
    def labelled(label: str, title: str = "") -> str:
        return label

    seen: list[str] = []
    assert called.answering(addition, seen.append)(1, 2, title="Som", label="fig-som") == 3
    assert called.answering(labelled, seen.append)("Zorg", title="Groei") == "Zorg"
    assert seen == ["Som", "Zorg", "Groei"]
    assert called.answering(addition, seen.append).__name__ == "addition"


def test_a_series_takes_a_quarter_in_any_notation() -> None:
    assert SERIES["2024Q3"] == SERIES["2024KW03"] == SERIES[Q3]
