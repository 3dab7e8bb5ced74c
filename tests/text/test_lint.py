"""What is typed by hand is found, with its line; what a fact, a filter or a branch on a fact says is not."""

from __future__ import annotations

import pytest

from arbeidsmarkt.text.lint import Finding, lint, names, too_bare, without


def found(template: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.what) for finding in lint(template)]


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("Er zijn 397 vacatures.", 1, "digit '397'"),
        ("een\n\nSinds 2020 is dat zo.", 3, "digit '2020'"),
        ("de index van 1,5 of 1.234", 1, "digit '1,5'"),
        ("er zijn er &#50;", 1, "digit '50'"),
        ("tabel 80474ned", 1, "digit '80474ned'"),
        ("het 3e kwartaal", 1, "digit '3e'"),
        ("## Groei sinds 2020 {#sec-groei}", 1, "digit '2020'"),
        ("Tekst.[^a]\n\n[^a]: In 2022 vernieuwd.", 3, "digit '2022'"),
        ("{% if has(x) %}Er zijn 5 sectoren.{% endif %}", 1, "digit '5'"),
        ("{% if x is up %}Er zijn 5 sectoren.{% endif %}", 1, "digit '5'"),  # a branch vouches for no number
        ("al twaalf kwartalen", 1, "number word 'twaalf'"),
        ("het Derde kwartaal", 1, "number word 'Derde'"),
        ("tweederde van de bedrijven", 1, "number word 'tweederde'"),
        ("Het aantal is toegenomen.", 1, "direction word 'toegenomen'"),
        ("Het aantal daalde.", 1, "direction word 'daalde'"),
        ("De markt is krapper.", 1, "direction word 'krapper'"),
        ("Een record!", 1, "direction word 'record'"),
        ("Het aantal neemt weer toe.", 1, "direction word 'neemt'"),
        ("een\n{% if has(x) %}\nHet aantal daalde.\n{% endif %}", 3, "direction word 'daalde'"),
        ("{% if x %}Het aantal daalde.{% endif %}", 1, "direction word 'daalde'"),
        ("{% if x is provisional %}Het aantal daalde.{% endif %}", 1, "direction word 'daalde'"),
        ("{% if has(x) %}{% else %}Het daalde.{% endif %}", 1, "direction word 'daalde'"),
        ("{% for x in xs %}{{ x }} daalde{% endfor %}", 1, "direction word 'daalde'"),
        ("{{ 'daalde' }}", 1, "direction word 'daalde'"),
        ("{{ '5 procent' }}", 1, "digit '5'"),
        ("{% set tekst = 'het daalde' %}{{ tekst }}", 1, "direction word 'daalde'"),
        ("{{ x | direction('steeg 5 procent', 'daalde', 'bleef gelijk') }}", 1, "digit '5'"),
        ("{{ x | change('twee keer zoveel', 'minder', 'gelijk') }}", 1, "number word 'twee'"),
        ("een\n{{ 5 }}", 2, "the number 5"),
        ("{{ 5 | literal }}", 1, "the number 5"),
        ("{{ x + y }}", 1, "arithmetic"),
        ("een\ntwee-{{ a }}\n{{ x - y }}", 3, "arithmetic"),
        ("{{ x * y }}", 1, "arithmetic"),
        ("{{ x / y }}", 1, "arithmetic"),
        ("{{ -x }}", 1, "arithmetic"),
        ("{{ x.printed - y.printed }}", 1, "arithmetic"),
        ("{% if x.printed > 5 %}veel{% endif %}", 1, "the number 5"),
        ("{% for i in range(n) %}{{ i }}{% endfor %}", 1, "a loop over numbers"),
        ("{% for i in [1, 2] %}x{% endfor %}", 1, "the number 1"),
        ("{% for x in xs %}{{ loop.index }}{% endfor %}", 1, "'loop.index'"),
        ("{{ xs | length }}", 1, "the filter 'length'"),
        ("{{ x.printed | round }}", 1, "the filter 'round'"),
        ("{{ xs[:3] | listed }}", 1, "the number 3"),
        ("een\n{{ x ", 2, "the text has an error"),
    ],
)
def test_found(template: str, line: int, what: str) -> None:
    assert any(number == line and text.startswith(what) for number, text in found(template)), found(template)


@pytest.mark.parametrize(
    "template",
    [
        "Een kwartaal eerder was er een andere stand.",
        "Er zijn {{ vacancies }} vacatures in het {{ quarter }}.",
        "sinds {{ '2020' | literal }}, tabel {{ '80474ned' | literal }}, al {{ 'twaalf' | literal }} jaar",
        "dat is {{ 'meer' | literal }}",
        "{{ x | direction('toegenomen', 'afgenomen', 'gelijk gebleven') }}",
        "{{ x | change('meer dan', 'minder dan', 'evenveel als') }}",
        "{{ x | compared_with(y, 'krapper dan', 'ruimer dan', 'even krap als', nearly='vrijwel gelijk') }}",
        "{% if x is up %}Het aantal steeg.{% elif x is down %}Het daalde.{% else %}Het bleef gelijk.{% endif %}",
        "{% if has(x) %}{% if x is higher_than(y) %}Een record.{% endif %}{% endif %}",
        "{{ 'gestegen' if x is up else 'gedaald' }}",
        "{{ xs[0] | period }}",
        "@fig-lonen2020 en @tbl-2 {#sec-2020 .klasse3}",
        "Tekst.[^noot1]\n\n[^noot1]: Uitleg.",
        "[hier](https://example.org/2024/13) of https://example.org/2024 of <https://example.org/3>",
        "[hier](https://example.org/{{ quarter.label }}/2024)",
        "::: {.kader2}\ntekst\n:::",
        "<!-- 3 dingen --> <span class='x2'>tekst</span>&nbsp;",
        "{## 5 dingen te doen ##}tekst",
        "onder meer in de zorg, niet zonder meer, ten minste even krap",
    ],
)
def test_not_found(template: str) -> None:
    assert found(template) == []


def test_the_remedy_shows_how_to_mark_a_literal() -> None:
    assert lint("Sinds 2020.") == [
        Finding(
            1, "digit '2020' typed by hand",
            "put it in a fact, or declare it with the words around it: literals('… 2020 …')",
        )
    ]  # fmt: skip


def test_a_declared_phrase_is_meant_as_it_stands_and_nothing_else_is() -> None:
    phrases = ["tien jaar", "100 werklozen", "100 werklozen in Nederland"]
    assert lint("Tien\njaar eerder op elke 100 werklozen in Nederland.", literals=phrases) == []
    (only,) = lint("Tien jaar eerder\nop elke 1100 werklozen.", literals=phrases)
    assert (only.line, only.what) == (2, "digit '1100' typed by hand")
    assert [item.what for item in lint("tien jaren", literals=phrases)] == ["number word 'tien' typed by hand"]


def test_a_sentence_that_falls_away_is_read_as_any_other() -> None:
    assert found("Een.\n- ? Er waren er 5.") == [(2, "digit '5' typed by hand")]
    assert found("{% sentence %}\nHet steeg tot {{ x }}.\n{% endsentence %}")[0][0] == 2
    assert names("? {{ a }} of {% if b is up %}{{ c }}{% endif %}") >= {"a", "b", "c"}


def test_a_text_in_a_branch_of_the_notebook_may_name_a_direction_but_no_number() -> None:
    assert lint("De lonen stegen.", decided=True) == []
    assert lint("De lonen stegen 5 procent.", decided=True) != []


def test_findings_stand_in_the_order_of_their_lines() -> None:
    lines = [line for line, _ in found("Er zijn 5.\n{{ x + y }}\nHet daalde.\n{{ 3 }}")]
    assert lines == [1, 2, 3, 4]


def test_the_names_that_a_text_uses() -> None:
    assert names("{{ a }}{% if has(b) %}{{ c | compared_with(d, 'x', 'y', 'z') }}{% endif %}") == {
        "a",
        "b",
        "c",
        "d",
        "has",
    }
    assert names("{{ a ") == set()


def test_a_word_that_a_condition_compares_with_is_shown_to_nobody() -> None:
    assert found("{% if has(x) and x.label == 'daalde' %}Tekst.{% endif %}") == []


MARK = "put it in a fact, or declare it with the words around it: literals('… {} …')"
DECIDE = "let a filter or a branch on a fact decide it, or declare it: literals('… {} …')"
FACTS = "derive the number and name it with facts(…)"


def digit(typed: str) -> str:
    return f"digit '{typed}' typed by hand; {MARK.format(typed)}"


def direction(word: str) -> str:
    return f"direction word '{word}' typed by hand; {DECIDE.format(word)}"


def told(template: str, **more: object) -> list[str]:
    return [f"{each.line}: {each.what}; {each.remedy}" for each in lint(template, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("\n\nvoor 5.\n", [f"3: {digit('5')}"]),
        ("al twaalf jaar", [f"1: number word 'twaalf' typed by hand; {MARK.format('twaalf')}"]),
        ("het\n\ndaalde", [f"3: {direction('daalde')}"]),
        ("een\n{% if x %}",
         ["2: the text has an error: Unexpected end of template. Jinja was looking for the following "
                             "tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.; "
                             "mend the placeholder"]),
        ("a\n{{ x - y }}", [f"2: arithmetic inside a placeholder; {FACTS}"]),
        ("a\n{{ 7 }}", ["2: the number 7 inside a placeholder; name it with facts(…)"]),
        ("{{ 1.5 }}", ["1: the number 1.5 inside a placeholder; name it with facts(…)"]),
        ("{% set x = true %}{{ x }}", []),
        ("a\n{% for i in range(n) %}{% endfor %}",
         ["2: a loop over numbers inside a placeholder; loop over a list of facts"]),
        ("a\n{{ loop.index0 }}", ["2: 'loop.index0' is a number that no fact holds; name it with facts(…)"]),
        ("{{ loop.depth0 }}{{ loop.first }}",
         ["1: 'loop.depth0' is a number that no fact holds; name it with facts(…)"]),
        ("a\n{{ x | wordcount }}", ["2: the filter 'wordcount' makes a number; derive it and name it with facts(…)"]),
        ("a {{ x }}\nb {{ y }} en 5", [f"2: {digit('5')}"]),
        ("{{ x }}{{ y }} 5", [f"1: {digit('5')}"]),
        ("{{ x }}\n{{ y }}\n5", [f"3: {digit('5')}"]),
        # a placeholder is a word of its own: what stands on either side of it are two words
        ("re{{ x }}cord, 1{{ x }}2", [f"1: {digit('1')}", f"1: {digit('2')}"]),
        # one of many is chosen: its words are printed all the same
        ("{{ ['5 punten'][x] }}", [f"1: {digit('5')}"]),
        ("{{ xs['daalde'] }} {{ xs[0] }}", []),
        ("{{ xs[x - y] }}", [f"1: arithmetic inside a placeholder; {FACTS}"]),
        ("{{ xs[7.5] }}", ["1: the number 7.5 inside a placeholder; name it with facts(…)"]),
        ("{% if has(x) %}het daalde{% elif x is up %}het steeg{% else %}het kromp{% endif %}",
         [f"1: {direction('daalde')}"]),
        ("{% if x.label == y %}het daalde{% endif %}", []),
        ("{% if 'a' == 'b' %}het daalde{% endif %}", [f"1: {direction('daalde')}"]),
        ("{% if not (a and x is sum_of(y)) %}het daalde{% endif %}", []),
        ("{{ 'steeg' if has(x) else 'daalde' }}", [f"1: {direction('steeg')}", f"1: {direction('daalde')}"]),
        ("{{ 'steeg' if x is down }}", []),
        ("{% if f('daalde') %}{{ x[f('daalde')] }}{{ x if f('daalde') }}{% endif %}", []),
        ("{{ x is in('daalde') }}{{ 'daalde' == y }}", []),
        ("{% filter capital %}het daalde{% endfilter %}", [f"1: {direction('daalde')}"]),
        ("{% for x in 'daalde' %}{% endfor %}{% call a('daalde') %}{% endcall %}", []),
        ("{{ x | direction(up='5 meer', down='daalde') }}", [f"1: {digit('5')}"]),
        # a verb counts with its particle in the same sentence, wherever that stands
        ("Op loopt de rij.", [f"1: {direction('loopt')}"]),
        ("Het loopt op", [f"1: {direction('loopt')}"]),
        ("Het loopt. Op is op; de rij loopt\n\nop", []),
        ("Het is op! De rij loopt. Kijk op", []),
    ],
)  # fmt: skip
def test_the_author_reads_line_word_and_remedy(template: str, said: list[str]) -> None:
    assert told(template) == said


def test_the_longest_phrase_is_taken_first_and_every_position_stays() -> None:
    phrases = ["100 mensen", "100 mensen van 25 jaar"]
    assert told("100 mensen van\n25 jaar\nen 7", literals=phrases) == [f"3: {digit('7')}"]
    assert without("a 100 mensen\nb", phrases) == "a           \nb"
    assert without("1100 mensen, 100 mensenmassa", phrases) == "1100 mensen, 100 mensenmassa"


@pytest.mark.parametrize(
    ("phrase", "bare"),
    [("2020", True), ("twaalf", True), ("meer", True), ("5 meer", True), ("sinds 2020", False), ("meer geld", False)],
)
def test_a_phrase_without_words_of_its_own_is_too_bare(phrase: str, bare: bool) -> None:
    assert too_bare(phrase) is bare
