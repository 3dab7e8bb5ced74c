"""A filter that is called wrongly is answered by its name, with what it needs and an example."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import difference, growth, in_millions, ratio, real_growth, total
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.over_time import peak
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Observation, PublishedCell
from arbeidsmarkt.text import comparing, filters, markdown
from arbeidsmarkt.text.prose import Prose
from made_up_figures import Q3, run, value

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


def said(template: str, **names: object) -> str:
    """What a reader sees, with ordinary spaces."""
    shown = markdown.without_facts(Prose(lambda: {"both": [RISE, LOW], **names}).render(template).markdown)
    return shown.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        (
            "{{ both | phrased('met') }}",
            "the filter 'phrased' needs before, between: it was not given 'between'; "
            "write {{ facts | phrased('met', 'in') }}",
        ),
        (
            "{{ rise | direction('op') }}",
            "the filter 'direction' needs up, down, same, nearly: it was not given 'down' and 'same'; "
            "write {{ x | direction('gestegen', 'gedaald', 'gelijk gebleven') }}",
        ),
        (
            "{{ rise | changed('a', 'b', 'c', 'd') }}",
            "the filter 'changed' needs up, down, same: takes from 2 to 5 positional arguments but 6 were given; "
            "see how 'changed' is used in the other notebooks",
        ),
        ("{{ rise | upper('x') }}", f"the filter 'upper'{IN_WORDS}"),
        ("{{ 'x' | number }}", "a filter was given a str, not a fact; name it with facts(…) first"),
        ("{{ 'x' | period }}", "a filter was given a str, not a period"),
        ("{{ apart | period }}", "the fact 'apart' spans several periods and has none of its own"),
        ("{{ gone | number }}", "unknown name 'gone' in the text; define it first with facts(…)"),
        ("{{ rise is up(1) }}", "a filter or test in the text was not called as it is to be: takes 1 positional "
                                "argument but 2 were given"),
    ],
)  # fmt: skip
def test_it_is_answered_as_well(template: str, answer: str) -> None:
    apart = Fact("apart", replace(value(1), period=None))
    with pytest.raises(UserError) as told:
        Prose(lambda: {"rise": RISE, "both": [RISE, LOW], "apart": apart, "quarter": Q3}).render(template)
    assert str(told.value).partition(": ")[2] == answer


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        ("ongeveer een kwart", (15, 29)), ("ongeveer een derde", (30, 41)), ("ongeveer de helft", (42, 58)),
        ("ongeveer twee derde", (59, 70)), ("ongeveer driekwart", (71, 82)), ("ongeveer negen tiende", (83, 100)),
    ],
)  # fmt: skip
def test_a_rough_share_has_a_word_for_each_whole_per_cent_from_fifteen(words: str, shares: tuple[int, int]) -> None:
    assert {filters.fraction(Fact("x", value(share, "percent"))) for share in range(shares[0], shares[1] + 1)} == {
        words
    }


@pytest.mark.parametrize(("number", "unit"), [(101, "percent"), (50, "thousand")])
def test_more_than_everything_and_what_is_no_share_has_no_word(number: int, unit: str) -> None:
    with pytest.raises(UserError, match=r"^'x' is .*, not a share that has a word; print it in per cent$"):
        filters.fraction(Fact("x", value(number, unit)))


def test_four_equal_records_are_all_named_and_five_are_counted() -> None:
    four, five = (Fact("x", peak(run([*[7] * number, 1]))) for number in (4, 5))
    assert filters.period(four) == (
        "derde kwartaal van 2023, het vierde kwartaal van 2023, het eerste kwartaal van 2024 en het tweede kwartaal "
        "van 2024"
    )
    assert filters.period(five) == "tweede kwartaal van 2023 (en nog vier keer)"
    assert (filters.year(four), filters.year(five), filters.year(Q3)) == ("2023 en 2024", "2023 en 2024", "2024")
    years = Fact("x", peak(run([7, 7, 1], last=Period.of_year(2024))))
    assert filters.period(years) == "2022 en 2023"


def published(
    number: str, unit: str = "million", precision: str = "exact", since: Period | None = None, when: str = "",
    period: Period = Q3,
) -> Observation:  # fmt: skip
    """A made-up figure of a made-up publication."""
    cell = PublishedCell(
        "x", "forecast", "Niemand", "Verzonnen", dt.date(2024, 1, 9), "", "", precision, since, when
    )  # fmt: skip
    return Observation(Decimal(number), unit, cell, period, decimals=1, title="Verzonnen")


def test_a_figure_of_a_publication_keeps_its_word() -> None:
    words = ("exact", "about", "over", "almost")
    assert [filters.precision(Fact("x", published("2", precision=word))) for word in words] == [
        "", "ongeveer ", "ruim ", "bijna "
    ]  # fmt: skip
    facts = {word: Fact(word, published("2.94", precision=word)) for word in words}
    assert said("{{ almost }}, {{ over | magnitude }}, {{ about | number }}", **facts) == (
        "bijna 2,9 miljoen, ruim 2,9 miljoen, 2,9"
    )


def test_what_is_computed_from_publications_is_about_as_sure_as_they_are() -> None:
    exact, about, cbs = published("2"), published("1", precision="about"), value(1, "million", decimals=1)
    jobs, rates = published("2", "persons"), published("1", "percent")
    assert [
        filters.precision(Fact("x", made))
        for made in (
            difference(exact, exact), difference(exact, cbs), difference(jobs, published("1", "persons")),
            total([exact, about], title="x"), total([exact, published("3")], title="x"), total([cbs, about], title="x"),
            difference(rates, published("3", "percent")), growth(exact, published("3")), growth(exact, about),
            real_growth(rates, published("3", "percent", "about")),
            ratio(exact, about, unit="ratio", title="x"), value(1), in_millions(published("2000", "thousand", "over")),
        )
    ] == [
        # one cell twice; a difference with CBS's own; whole persons; of something about; a sum; partly CBS's own
        "", "", "", "ongeveer ", "", "", "ongeveer ", "", "ongeveer ", "ongeveer ", "", "", "ongeveer ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "period", "words"),
    [
        (None, Period.of_year(2024), "2024"), (Period.of_year(2024), Period.of_year(2024), "2024"),
        (Period.of_year(2023), Period.of_year(2024), "2023 en 2024"),
        (Period.of_year(2022), Period.of_year(2024), "2022 tot en met 2024"),
        (Period.of_year(2023), Q3, "2023 tot en met derde kwartaal van 2024"),
    ],
)  # fmt: skip
def test_a_figure_about_several_periods_names_the_first_and_the_last(
    since: Period | None, period: Period, words: str
) -> None:
    read = Fact("x", published("1", since=since, period=period))
    own = Fact("x", replace(published("1", period=period), since=since))
    assert filters.stretch(read) == filters.stretch(own) == words
    assert filters.period(own) == words
    worded = Fact("x", published("1", since=since, when="begin 2024", period=period))
    assert filters.stretch(worded) == filters.period(worded) == "begin 2024"


def test_a_publication_has_a_publisher_and_a_day() -> None:
    plan = Fact("plan", published("2.9"))
    assert said("{{ plan | publisher }}, {{ plan | published_on }}: {{ plan | stretch }}", plan=plan) == (
        "Niemand, 9 januari 2024: derde kwartaal van 2024"
    )
    assert said("{{ both | names }}: {{ both | map('series_title') | join(', ') }}") == (
        "bouw en zorg: verandering, verzonnen reeks"
    )


@pytest.mark.parametrize(
    ("values", "facts"), [([], True), ([RISE, LOW], True), ((RISE,), True), ([RISE, 1], False), (RISE, False)]
)
def test_a_list_of_facts_holds_nothing_else(values: object, facts: bool) -> None:
    assert filters.are_facts(values) is facts


def test_what_a_text_prints_that_is_no_fact_is_data_and_what_python_would_print_is_not() -> None:
    assert said("{{ words }} {## voor later ##}{{ words | upper }}", words="a < b & c") == "a \\< b & c A \\< B & C"
    assert said("{{ both | unique | map('label') | join(' en ') }}") == "bouw en zorg"
    assert said("{{ 'Er is ' ~ both[0] ~ ', en ' ~ quarter }}", quarter=Q3) == (
        "Er is 1 duizend, en derde kwartaal van 2024"
    )


def of_two_releases(number: str, period: Period, title: str = "Spanning") -> Fact:
    known = Releases(("toy", ()), {Q3: 1, Q3 - 4: 0, Period.of_year(2024): 1, Period.of_year(2023): 0})
    return Fact(title.lower(), replace(value(number, period=period, title=title), releases=known))


def test_what_the_reader_and_the_author_are_told_of_two_that_cannot_be_ordered() -> None:
    now, then = of_two_releases("106", Q3), of_two_releases("112", Q3 - 4, "Toen")
    names = {"now": now, "then": then}
    left_out = Prose(lambda: names).render("{% if now is comparable_with(then) %}x{% endif %}").left_out
    assert left_out == [
        "Spanning, vergeleken met die van het derde kwartaal van 2023 (de cijfers over het derde kwartaal van 2023 en "
        "het derde kwartaal van 2024 komen uit verschillende publicaties van het CBS, en niet blijkt dat zij op elkaar "
        "aansluiten; zij verschillen niet meer dan bijstellingen groot kunnen zijn)"
    ]
    with pytest.raises(UserError) as told:
        Prose(lambda: names).render("{{ now | compared_with(then, 'a', 'b', 'c') }}")
    assert str(told.value) == (
        "line 1: which of 'spanning' and 'toen' is the higher cannot be said: they stand in two releases of CBS, and "
        "lie no further apart than its revisions; put it behind {% if spanning is comparable_with(toen) %}, or begin "
        "the line with '? '"
    )
    years = of_two_releases("106", Period.of_year(2024)), of_two_releases("112", Period.of_year(2023))
    assert comparing.unordered(*years).startswith("Spanning, vergeleken (de cijfers over 2023 en 2024 komen")


def test_two_facts_are_compared_with_the_decimals_of_the_coarser() -> None:
    fine, coarse = Fact("a", value("10.4", decimals=1)), Fact("b", value("10"))
    assert [comparing.sign(fine, coarse), comparing.sign(coarse, fine)] == [0, 0]
    apart = Fact("c", value("12.4", decimals=1))
    assert [comparing.sign(apart, coarse), comparing.sign(coarse, apart)] == [1, -1]
    nearly = {"thousand": Decimal(2)}
    assert comparing.near(apart, coarse, nearly) and not comparing.near(apart, coarse, {})
    assert not comparing.near(Fact("d", value("12.5", decimals=1)), coarse, nearly)
    assert comparing.near(fine, coarse, {}) and not comparing.near(Fact("e", value(11)), coarse, {})
