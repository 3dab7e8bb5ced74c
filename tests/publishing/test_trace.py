"""``arbeidsmarkt trace``: from the printed number down to the cells, with addresses; quick; helpful when it cannot."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

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


def number(value: float | None, text: str, **about: Any) -> dict[str, Any]:
    return {
        "title": "Verzonnen reeks", "label": "", "period": "2024KW03", "value": value, "text": text, "unit": "percent",
        "decimals": 1, "status": "provisional", "symbol": "", "at_least": False,
    } | about  # fmt: skip


def cell(value: float | None, **about: Any) -> dict[str, Any]:
    return number(value, "x") | {
        "series": "toy_one", "table": "TOY1", "members": {}, "as_of": None, "origin": "verzonnen", "note": "",
        "sha256": "",
    } | about  # fmt: skip


PUBLISHED = {
    "published": "vacatures", "kind": "observation", "publisher": "Niemand", "publication": "Verzonnen bericht",
    "date": "2024-05-01", "url": "https://example.invalid/bericht", "note": "", "precision": "exact",
}  # fmt: skip


def of_cells(*cells: dict[str, Any], **about: Any) -> trace.Build:
    """A build of one fact, which is derived from all of these."""
    inputs = [{"cell": index} for index in range(len(cells))]
    tree = {"formula": "a + b", "words": "verzonnen som", "inputs": inputs}
    facts = {"sum": number(6.84, "6,8", cells=list(cells), tree=tree, **about)}
    tables = {"TOY1": {"title": "Verzonnen", "url": "https://example.invalid/TOY1"}}
    return trace.Build("2024Q3", facts, tables, {("TOY1", "verzonnen"): "https://example.invalid/bron"})


def test_all_that_is_known_of_a_number_and_its_cells() -> None:
    build = of_cells(
        cell(1.25, label="bouw", members={"sector": "F", "region": "NL01"}, as_of="2024-11-14",
             sha256="0123456789abcdef0", note="een noot"),
        cell(None, symbol=".", table="GONE", origin="elders", period=None),
        number(5, "5", decimals=0, unit="index", title="Bericht") | PUBLISHED,
        number(None, "x", first_period="2024KW01") | PUBLISHED | {"url": "", "note": "slechts afgerond"},
        at_least=True, first_period="2023KW04",
    )  # fmt: skip
    build.facts["sum"]["tree"]["code"] = "a = 1\nb = 2"
    assert list(trace.lines(build, "sum")) == [
        "sum = 6,8 % or more  (Verzonnen reeks, 2023 4e kwartaal tot en met 2024 3e kwartaal)",
        "unrounded 6.84, printed with 1 decimals, status provisional",
        "a + b: verzonnen som",
        "    a = 1",
        "    b = 2",
        "├─ a = 1,3 %  (Verzonnen reeks, bouw, 2024 3e kwartaal)",
        "│     series toy_one, sector F, region NL01; table TOY1 https://example.invalid/TOY1",
        "│     as of 2024-11-14, status provisional; origin: verzonnen https://example.invalid/bron",
        "│     sha256 of the table 0123456789abcdef…",
        "│     note: een noot",
        "├─ b = .  (Verzonnen reeks)",
        "│     series toy_one; table GONE",
        "│     date not known, status provisional; origin: elders",
        "├─ c = 5 index  (Bericht, 2024 3e kwartaal)",
        "│     published figure 'vacatures' (observation), Niemand, 2024-05-01",
        "│     Verzonnen bericht: https://example.invalid/bericht",
        "└─ d = n.b.  (Verzonnen reeks, 2024 1e kwartaal tot en met 2024 3e kwartaal)",
        "      published figure 'vacatures' (observation), Niemand, 2024-05-01",
        "      not in data/published for this edition",
        "      note: slechts afgerond",
    ]


def test_a_number_that_was_taken_over_or_is_not_known_has_no_formula() -> None:
    facts = {
        "one": number(7, "7", cells=[cell(7)], tree={"cell": 0}),
        "none": number(None, "n.b.", period=None, cells=[cell(7)], tree={"cell": 0}),
    }
    build = trace.Build("2024Q3", facts)
    below = ["series toy_one; table TOY1", "date not known, status provisional; origin: verzonnen"]
    assert list(trace.lines(build, "one"))[:2] == [
        "one = 7 %  (Verzonnen reeks, 2024 3e kwartaal)",
        "unrounded 7, printed with 1 decimals, status provisional",
    ]
    assert list(trace.lines(build, "one"))[2:] == below
    assert list(trace.lines(build, "none")) == ["none = n.b.  (Verzonnen reeks)", *below]


def test_a_derivation_within_a_derivation_stands_below_it() -> None:
    build = of_cells(cell(7, decimals=0))
    inner = number(7, "7", decimals=0, formula="a × 1", words="zichzelf", inputs=[{"cell": 0}])
    build.facts["sum"]["tree"]["inputs"] = [inner, {"cell": 0}]
    assert list(trace.lines(build, "sum"))[3:] == [
        "├─ a = 7 %  (Verzonnen reeks, 2024 3e kwartaal)",
        "│     a × 1: zichzelf",
        "│     └─ a = 7 %  (Verzonnen reeks, 2024 3e kwartaal)",
        "│           series toy_one; table TOY1 https://example.invalid/TOY1",
        "│           date not known, status provisional; origin: verzonnen https://example.invalid/bron",
        "└─ b = 7 %  (Verzonnen reeks, 2024 3e kwartaal)",
        "      series toy_one; table TOY1 https://example.invalid/TOY1",
        "      date not known, status provisional; origin: verzonnen https://example.invalid/bron",
    ]


@pytest.mark.parametrize(
    ("number_of_inputs", "everything", "names", "more"),
    [
        (6, False, "a b c d e f", None), (7, False, "a b c", 4), (7, True, "a b c d e f g", None),
        (28, True, "a b c d e f g h i j k l m n o p q r s t u v w x y z input:27 input:28", None),
    ],
)  # fmt: skip
def test_how_many_inputs_are_listed(number_of_inputs: int, everything: bool, names: str, more: int | None) -> None:
    found = list(trace.lines(of_cells(*[cell(7)] * number_of_inputs), "sum", everything=everything))
    listed = [
        line[3:].partition(" =")[0].replace(" ", ":") for line in found if line[:2] in ("├─", "└─") and "=" in line
    ]
    assert " ".join(listed) == names
    assert (found[-1] == f"└─ … and {more} more like these (show them with --all)") == (more is not None)


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("wagse", "did you mean wages, wages_1?"),
        ("wages_", "did you mean wages_1, wages?"),
        ("groei", "did you mean derde_groei_van_lonen, eerste_groei_van_lonen, tweede_groei_van_lonen?"),
        ("nothing", "facts.json of the build lists them all"),
    ],
)
def test_a_name_that_is_like_others_or_in_others_leads_to_them(key: str, remedy: str) -> None:
    names = ("tweede_groei_van_lonen", "eerste_groei_van_lonen", "derde_groei_van_lonen", "vierde_groei_van_lonen")
    with pytest.raises(UserError) as refused:
        trace.Build("2024Q3", {name: {} for name in (*names, "wages", "wages_1")}).fact(key)
    assert str(refused.value) == f"there is no fact '{key}' in edition 2024Q3; {remedy}"


def test_for_programs_a_cell_without_an_address_has_an_empty_one() -> None:
    published = number(5, "5") | PUBLISHED
    build = of_cells(cell(7), cell(7, origin="elders"), cell(7, table="GONE"), published)
    found = trace.as_json(build, "sum")
    assert (found["edition"], found["fact"]["text"], found["fact"]["tree"]) == (
        "2024Q3",
        "6,8",
        build.facts["sum"]["tree"],
    )
    table, origin = "https://example.invalid/TOY1", "https://example.invalid/bron"
    addresses = [(each.get("url"), each.get("origin_url")) for each in found["fact"]["cells"]]
    assert addresses == [(table, origin), (table, ""), ("", ""), (published["url"], None)]


def test_a_build_is_read_with_the_addresses_of_its_vintage(tmp_path: Path) -> None:
    folder, vintage = tmp_path / "2024Q3", tmp_path / "vintages" / "toy"
    for path in (folder, vintage):
        path.mkdir(parents=True)
    stored = {"schema": SCHEMA, "edition": "2024Q3", "facts": {"one": {"text": "7"}}}
    (folder / "facts.json").write_text(json.dumps(stored))
    (folder / "datapackage.json").write_text('{"made_from": {"vintage": {"label": "toy"}}}')
    sources = [{"title": "bron", "path": "https://example.invalid/bron"}, {"title": "kopie", "path": ""}]
    table = {"table": "TOY1", "title": "Verzonnen", "url": "https://example.invalid/TOY1", "sources": sources}
    (vintage / "datapackage.json").write_text(json.dumps({"resources": [table]}))
    assert trace.read(folder, "2024Q3", tmp_path / "vintages", "build/2024Q3") == trace.Build(
        "2024Q3", {"one": {"text": "7"}}, {"TOY1": {"title": "Verzonnen", "url": "https://example.invalid/TOY1"}},
        {("TOY1", "bron"): "https://example.invalid/bron", ("TOY1", "kopie"): ""},
    )  # fmt: skip
    again = "make it with: arbeidsmarkt build 2024Q3"
    for content, said in (
        (
            json.dumps(stored | {"schema": "x/9"}),
            f"build/2024Q3/facts.json: facts of layout x/9, not {SCHEMA}; {again}",
        ),
        ("{", f"build/2024Q3: the build cannot be read; {again}"),
        (None, f"build/2024Q3: edition 2024Q3 was not built; {again}"),
    ):
        (folder / "facts.json").unlink()
        if content is not None:
            (folder / "facts.json").write_text(content)
        with pytest.raises(UserError) as refused:
            trace.read(folder, "2024Q3", tmp_path / "vintages", "build/2024Q3")
        assert str(refused.value) == said


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
