"""A filter that is called wrongly is answered by its name, with what it needs and an example."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text.prose import Prose
from made_up_figures import Q3, value

IN_WORDS = " is for words, and was given a fact; apply it to the words around it"

RISE = Fact("rise", difference(value(4, label="bouw"), value(3, label="bouw"), title="Verandering"))
LOW = Fact("low", value(14, "percent", label="zorg"))
CHANGED = "a filter changed a printed fact; apply it to the words around the fact"


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        (
            "{{ rise | change('meer', 'minder', 'gelijk', 'nog een') }}",
            "the filter 'change' needs up, down, same: takes from 2 to 5 positional arguments but 6 were given; "
            "write {{ x | change('meer dan', 'minder dan', 'evenveel als') }}",
        ),
        (
            "{{ rise | compared_with(rise) }}",
            "the filter 'compared_with' needs other, higher, lower, equal, nearly: it was not given 'higher', 'lower', "
            "and 'equal'; write {{ x | compared_with(y, 'hoger dan', 'lager dan', 'even hoog als') }}",
        ),
        ("{{ rise | magnitude('x') }}", "the filter 'magnitude' takes nothing in brackets; write {{ x | magnitude }}"),
        (
            "{{ rise | plural('kwartaal') }}",
            "a filter or test in the text was not called as it is to be: missing 1 required positional argument: "
            "'more'",
        ),
        (
            "{% if rise is higher_than %}x{% endif %}",
            "a filter or test in the text was not called as it is to be: missing 1 required positional argument: "
            "'other'",
        ),
        ("{{ rise | listed }}", "a Fact stands where the text needs a list; name a list: facts(name=[…])"),
        ("{{ quarter | names }}", "a Period stands where the text needs a list; name a list: facts(name=[…])"),
        ("{{ [] | ranked }}", "the text lists facts, and there are none; begin the sentence with '? '"),
        (
            "{{ rise / 2 }}",
            "the text computes with a fact; compute it in a cell before, and name the result with facts(…)",
        ),
        ("{{ 1 // 0 }}", "the text cannot be filled in: integer division or modulo by zero"),
        ("{% include 'x' %}", "a text cannot take in another one; write the text itself, or use a macro"),
        ("{{ rise | fraction }}", "'rise' is 1 duizend, not a share that has a word; print it in per cent"),
        ("{{ low | fraction }}", "'low' is 14 procent, not a share that has a word; print it in per cent"),
        ("{{ rise | publisher }}", "the fact 'rise' was not taken over from a publication and has no publisher"),
        (
            "{{ rise is higher_than(low) }}", "'rise' and 'low' have different units and cannot be compared",
        ),
        ("{{ (rise | number) | replace('1', '2') }}", CHANGED),
        ("{{ ('' ~ rise) | upper }}", CHANGED),
        (
            "{{ rise | upper }}",
            "the filter 'upper' is for words, and was given a fact; apply it to the words around it",
        ),
        (
            "{{ both | join(', ') }}",
            "the filter 'join' is for words, and was given a fact; apply it to the words around it",
        ),
        ("{{ 'a' | replace('a', rise) }}", f"the filter 'replace'{IN_WORDS}"),
        ("{{ '%s %s' | format('a', rise) }}", f"the filter 'format'{IN_WORDS}"),
        ("{{ '%(a)s' | format(a=rise) }}", f"the filter 'format'{IN_WORDS}"),
        ("{{ '%s' % rise }}", f"'%'{IN_WORDS}"),
        ("{{ '%s' % (rise,) }}", f"'%'{IN_WORDS}"),
        ("{{ '{}'.format(rise) }}", f"'format'{IN_WORDS}"),
        ("{{ '{}'.format([[rise]]) }}", f"'format'{IN_WORDS}"),
        ("{{ ', '.join(both) }}", f"'join'{IN_WORDS}"),
        (
            "{{ quarter | string }}",
            "the filter 'string' is for words, and was given a period; apply it to the words around it",
        ),
        ("{{ both[7] }}", "the text uses what does not exist: list object has no element 7"),
        ("{{ rise.nothing }}", "the text uses what does not exist: 'arbeidsmarkt.numbers.facts.Fact object' has no "
                               "attribute 'nothing'"),
        ("{{ rsie }}", "unknown name 'rsie' in the text; did you mean rise?"),
        ("{{ zzz }}", "unknown name 'zzz' in the text; define it first with facts(…)"),
        ("{{ 5 }}", "a placeholder holds a int, not a fact; name the number with facts(…) first"),
    ],
)  # fmt: skip
def test_it_is_answered(template: str, answer: str) -> None:
    with pytest.raises(UserError) as told:
        Prose(lambda: {"rise": RISE, "low": LOW, "both": [RISE, LOW], "quarter": Q3}).render(f"Een\n{template}")
    assert str(told.value).replace("\u00a0", " ") == f"line 2: {answer}"


@pytest.mark.parametrize("name", ["upper", "lower", "title", "capitalize"])
def test_a_filter_over_a_block_changes_no_printed_fact(name: str) -> None:
    def rendered(inside: str) -> str:
        found = Prose(lambda: {"rise": RISE}).render(f"{{% filter {name} %}}{inside}{{% endfilter %}}")
        return found.markdown.replace("\u00a0", " ")

    assert rendered("de Bouw").lower() == "de bouw"
    if name in ("lower", "capitalize"):  # what marks a fact is in small letters
        assert rendered("{{ rise }}") == '[1 duizend]{.fact key="rise"}'
    else:
        with pytest.raises(UserError) as told:
            rendered("{{ rise }}")
        assert str(told.value) == CHANGED


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ both | first | label }}, {{ both | last | label }}", "bouw, zorg"),
        ("{{ both | map('label') | join(' en ') }}", "bouw en zorg"),
        ("{{ 'De bouw' | upper }} {{ gone | default('niets') }}", "DE BOUW niets"),
        ("{% for one in both | reverse %}{{ one | label }} {% endfor %}", "zorg bouw"),
    ],
)
def test_jinja_s_own_filters_work_on_words_and_lists(template: str, shown: str) -> None:
    assert Prose(lambda: {"both": [RISE, LOW]}).render(template).markdown.strip() == shown
