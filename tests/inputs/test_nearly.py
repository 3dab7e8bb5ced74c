"""``params/nearly.yml``: which changes count as none, by unit. The thresholds are made up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.inputs import nearly


def load(root: Path, text: str) -> dict[str, Decimal]:
    (root / "params").mkdir(exist_ok=True)
    (root / "params" / "nearly.yml").write_text(text, encoding="utf-8")
    return nearly.load(root)


def test_the_thresholds_are_those_of_the_file_and_none_without_one(tmp_path: Path) -> None:
    assert nearly.load(tmp_path) == {}
    text = "thousand: {most: 2.5, why: zomaar}\npercent: {most: 0, why: zomaar}\n"
    assert load(tmp_path, text) == {"thousand": Decimal("2.5"), "percent": Decimal(0)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("b: {most: 1, why: x}\na: {most: 1, why: x}", "1: no such unit: a, b"),
        ("percent: {most: -0.1, why: x}", "1: 'percent.most': input should be greater than or equal to 0, got '-0.1'"),
        ("percent: {most: 1, why: ''}", "1: 'percent.why': string should have at least 1 character, got ''"),
        ("percent: {most: 1}", "1: missing 'percent.why'; give it a value"),
        ("percent:\n  most: 1\n  why: x\n  who: x", "4: unknown key 'who'; did you mean 'why'?"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        load(tmp_path, text)
    assert str(refused.value) == f"params/nearly.yml:{said}"
