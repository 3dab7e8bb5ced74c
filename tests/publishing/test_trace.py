"""``arbeidsmarkt trace``: from the printed number down to the cells, with addresses; quick; helpful when it cannot."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.numbers.derivations import ratio
from arbeidsmarkt.numbers.facts import SCHEMA, Fact
from arbeidsmarkt.numbers.over_time import peak
from arbeidsmarkt.publishing import trace
from made_up_figures import run, value
from made_up_project import REPOSITORY, run as command


def made_up_build() -> trace.Build:
    tension = ratio(
        value("396.7", decimals=1, series="open_vacancies"), value("373.7", decimals=1, series="unemployed"), per=100,
        unit="per_100_unemployed", title="Spanning",
    )  # fmt: skip
    high = peak(run(list(range(90, 110))))
    facts = {key: Fact(key, item).to_json() for key, item in {"tension": tension, "highest": high}.items()}
    tables = {"TOY1": {"title": "Verzonnen", "url": "https://example.invalid/TOY1"}}
    return trace.Build("2024Q3", facts, tables, {("TOY1", "verzonnen"): "https://example.invalid/bron"})


def test_the_tree_goes_from_the_print_to_the_cells() -> None:
    found = list(trace.lines(made_up_build(), "tension"))
    assert found[0] == "tension = 106 per 100 werklozen  (Spanning, 2024 3e kwartaal)"
    assert found[1].startswith("unrounded 106.15")
    assert found[2].startswith("100 × a / b: ")
    assert found[3].startswith("├─ a = 396,7 x\u00a01")
    text = "\n".join(found)
    assert text.count("table TOY1 https://example.invalid/TOY1") == 2
    assert "series open_vacancies" in text
    assert "origin: verzonnen https://example.invalid/bron" in text
    assert "date not known, status final" in text
    assert text.count(f"sha256 of the table {'0' * 16}…") == 2


def test_many_inputs_are_cut_short_unless_all_are_asked_for() -> None:
    short, whole = (list(trace.lines(made_up_build(), "highest", everything=flag)) for flag in (False, True))
    assert "└─ … and 17 more like these (show them with --all)" in short
    assert sum(line.startswith(("├─", "└─")) for line in whole) == 20
    assert not any("… and" in line for line in whole)


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(Exception, match=r"there is no fact 'tensoin' in edition 2024Q3; did you mean tension\?"):
        list(trace.lines(made_up_build(), "tensoin"))


def test_for_programs_each_cell_has_its_addresses() -> None:
    found = trace.as_json(made_up_build(), "tension")
    assert found["schema"] == "arbeidsmarkt-trace/1"
    assert [cell["url"] for cell in found["fact"]["cells"]] == ["https://example.invalid/TOY1"] * 2
    assert [cell["origin_url"] for cell in found["fact"]["cells"]] == ["https://example.invalid/bron"] * 2


def test_every_fact_of_the_edition_can_be_traced_to_an_address(built_edition: Path, project: Project) -> None:
    build = trace.read(built_edition, "2024Q3", project.vintages, "build/2024Q3")
    assert len(build.facts) > 50
    for key, fact in build.facts.items():
        text = "\n".join(trace.lines(build, key, everything=True))
        assert fact["text"] in text
        if fact["value"] is not None:
            assert "https://" in text, key


def test_the_command_prints_the_tree_and_json(built_edition: Path, project: Project) -> None:
    out = ("--out", str(built_edition.parent))
    text = command(project, "trace", "2024Q3", "tension", *out).stdout
    assert "106" in text
    assert "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/80474ned" in text
    stored = json.loads(command(project, "trace", "2024Q3", "tension", "--json", *out).stdout)
    assert stored["fact"]["text"] == "106"


def test_the_command_says_what_is_wrong_on_one_line(built_edition: Path, project: Project, tmp_path: Path) -> None:
    out = ("--out", str(built_edition.parent))
    unknown = command(project, "trace", "2024Q3", "tensoin", *out, check=False)
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)
    assert "did you mean tension" in unknown.stderr
    missing = command(project, "trace", "2024Q3", "tension", "--out", str(tmp_path), check=False)
    assert (missing.returncode, len(missing.stderr.splitlines())) == (1, 1)
    assert "arbeidsmarkt build 2024Q3" in missing.stderr
    wrong = command(project, "trace", "vorig-jaar", "tension", check=False)
    assert wrong.returncode == 2


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "arbeidsmarkt-facts/9"}'])
def test_facts_that_cannot_be_read(tmp_path: Path, content: str) -> None:
    (tmp_path / "facts.json").write_text(content)
    (tmp_path / "datapackage.json").write_text("{}")
    with pytest.raises(Exception, match=r"arbeidsmarkt build 2024Q3"):
        trace.read(tmp_path, "2024Q3", tmp_path, "build/2024Q3")


@pytest.mark.parametrize("content", ["", "[]", '{"resources": [{}]}', "\xff"])
def test_a_vintage_that_cannot_be_read_is_named_and_not_the_build(tmp_path: Path, content: str) -> None:
    (tmp_path / "facts.json").write_text(json.dumps({"schema": SCHEMA, "edition": "2024Q3", "facts": {}}))
    (tmp_path / "datapackage.json").write_text('{"made_from": {"vintage": {"label": "toy"}}}')
    vintages = tmp_path / "vintages"
    assert trace.read(tmp_path, "2024Q3", vintages, "build/2024Q3").tables == {}  # a vintage that is gone
    (vintages / "toy").mkdir(parents=True)
    (vintages / "toy" / "datapackage.json").write_text(content, encoding="latin-1")
    with pytest.raises(UserError) as refused:
        trace.read(tmp_path, "2024Q3", vintages, "build/2024Q3")
    assert str(refused.value) == "vintages/toy/datapackage.json: cannot be read; restore it from git"


def test_an_answer_imports_nothing_slow() -> None:
    import subprocess

    code = (
        "import sys; import arbeidsmarkt.cli, arbeidsmarkt.commands.trace; "
        "print(*({'pydantic', 'jinja2', 'pandas', 'yaml', 'altair', 'requests'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == ""
