"""Parameter files: every mistake is answered with file, line and remedy, all of them at once."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import BaseModel, ConfigDict

from arbeidsmarkt.basics import yaml_file
from arbeidsmarkt.basics.errors import Faults, UserError
from arbeidsmarkt.basics.yaml_file import QuarterField, TextField, UnitField


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    value: Decimal
    unit: UnitField = "percent"


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quarter: QuarterField
    code: TextField = ""
    items: list[Inner] = []
    named: dict[str, Inner | None] = {}


def read(tmp_path, text, model=Outer):
    path = tmp_path / "p.yml"
    path.write_text(text, encoding="utf-8")
    return yaml_file.read(path, model, "params/p.yml")


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("qarter: 2024Q3\nquarter: 2024Q3\n", ["params/p.yml:1: unknown key 'qarter'; did you mean 'quarter'?"]),
        ("code: a\n", ["params/p.yml:1: missing 'quarter'; give it a value"]),
        ("\n\nquarter: 2024Q5\n", ["params/p.yml:3: 'quarter': '2024Q5' is not a period"]),
        ("quarter: 2024\n", ["params/p.yml:1: 'quarter': '2024' is not a quarter; write it as 2024Q3"]),
        (
            "quarter: 2024Q3\nitems:\n  - value: 1\n  - value: x\n    unti: percent\n",
            [
                "params/p.yml:4: 'items.2.value': input should be",
                "params/p.yml:5: unknown key 'unti'; did you mean 'unit'",
            ],
        ),
        (
            "quarter: 2024Q3\nnamed:\n  a:\n    vlaue: 1\n",
            ["params/p.yml:3: missing 'named.a.value'", "params/p.yml:4: unknown key 'vlaue'; did you mean 'value'?"],
        ),
        (
            "quarter: 2024Q3\nitems:\n- {value: 1, unit: kilo}\n",
            ["params/p.yml:3: 'items.1.unit': unknown unit 'kilo'"],
        ),
        (
            "quarter: 2024Q3\nquarter: 2024Q4\nnamed:\n  a: {value: 1}\n  a: {value: 2}\n",
            ["params/p.yml:2: key 'quarter' stands twice, first on line 1", "params/p.yml:5: key 'a' stands twice"],
        ),
        ("quarter: [2024Q3\n", ["params/p.yml:2: not valid YAML"]),
        ("quarter: 2024-13-40\n", ["params/p.yml: not valid YAML"]),
        ("- a\n- b\n", ["params/p.yml:1: must hold keys and values"]),
        ("", ["params/p.yml:1: missing 'quarter'"]),
    ],
)
def test_mistakes_are_told_with_file_line_and_remedy(tmp_path, text, messages):
    with pytest.raises(UserError) as caught:
        read(tmp_path, text)
    told = str(caught.value).splitlines()
    assert len(told) == len(messages)
    for line, message in zip(told, messages, strict=True):
        assert line.startswith(message)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"params/x\.yml: no such file"):
        yaml_file.load(tmp_path / "x.yml", "params/x.yml")


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "x.yml"
    for number in (1, 2, 1):
        path.write_text(f"number: {number}")
        assert yaml_file.load(path).data == {"number": number}


def test_several_faults_are_one_error(tmp_path):
    with pytest.raises(Faults) as caught:
        read(tmp_path, "qarter: 1\nitmes: 2\n")
    assert len(caught.value.errors) == 3


def test_numbers_keep_what_was_written(tmp_path):
    found = read(tmp_path, "quarter: 2024Q3\nitems: [{value: 66.0}]\n")
    assert str(found.items[0].value) == "66.0"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 9))
def test_codes_that_yaml_takes_for_numbers_stay_as_written(tmp_path_factory, number, suffix):
    path = tmp_path_factory.mktemp("codes") / "c.yml"
    for code in (f"{number}_{suffix}", str(number), f"0{number}"):
        path.write_text(f"quarter: 2024Q3\ncode: {code}\n", encoding="utf-8")
        assert yaml_file.read(path, Outer).code == code


def test_a_shared_part_may_be_named_once(tmp_path):
    found = read(tmp_path, "quarter: 2024Q3\nitems: [&one {value: 1.5}]\nnamed: {a: *one}\n")
    assert found.named["a"].value == Decimal("1.5")
