"""Text cells: strict names, Dutch filters, directions that follow the printed values, missing facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.derivations import difference, growth, ratio
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.numbers.over_time import peak
from arbeidsmarkt.numbers.releases import Releases
from arbeidsmarkt.numbers.series import Derivation, Observation, PublishedCell
from arbeidsmarkt.text import templates
from arbeidsmarkt.text.markdown import Markdown, without_facts as plain
from arbeidsmarkt.text.prose import Prose, Rendered
from made_up_figures import Q3, Number, run, value


def level(key: str, number: Number, unit: str = "thousand", **more: object) -> Fact:
    return Fact(key, value(number, unit, **more))  # type: ignore[arg-type]


def change(key: str, now: Number, then: Number, unit: str = "thousand", decimals: int = 0) -> Fact:
    return Fact(key, difference(value(now, unit), value(then, unit), title="Verandering", decimals=decimals))


def forecast(key: str, number: Number, precision: str) -> Fact:
    cell = PublishedCell(key, "forecast", "Niemand", "Verzonnen", dt.date(2024, 1, 1), "", precision=precision)
    return Fact(key, Observation(Decimal(str(number)), "million", cell, Q3, decimals=1))


NAMES: dict[str, object] = {
    "quarter": Q3,
    "tension": level("tension", "106.15", "per_100_unemployed"),
    "earlier": level("earlier", "112", "per_100_unemployed"),
    "vacancies": level("vacancies", "396.7"),
    "wages": level("wages", "6.8", "percent", decimals=1),
    "rise": change("rise", 415, 397),
    "fall": change("fall", 397, 415),
    "little": change("little", 400, 396),
    "part": level("part", "67.4", "percent"),
    "hair": change("hair", "397.2", "397.0"),
    "twelve": level("twelve", 12, "quarters"),
    "one": level("one", 1, "quarters"),
    "gone": level("gone", None, title="Vacaturegraad"),
    "equal": [
        level(f"equal_{n}", size, label=name)
        for n, (name, size) in enumerate([("Drenthe", 321), ("Zeeland", 213), ("Flevoland", 213)], start=1)
    ],
    "quarters": [level("quarters_1", 1, period=Q3 - 3), level("quarters_2", None, period=Q3 - 2)],
    "sectors": [level("sectors_1", 60, label="Horeca"), level("sectors_2", 74, label="Bouwnijverheid")],
    "plan": forecast("plan", "2.9", "over"),
}


#: below which a change is none, made up
NEARLY = {"percent": Decimal("0.1"), "thousand": Decimal(5)}


def render(template: str, **more: object) -> Rendered:
    names: Mapping[str, object] = {**NAMES, **more}
    return Prose(lambda: names, lambda: NEARLY).render(template)


def said(template: str, **more: object) -> str:
    """What a reader sees, with ordinary spaces."""
    return plain(render(template, **more).markdown).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ tension }}", "106"),
        ("{{ vacancies }}", "397 duizend"),
        ("{{ vacancies | number }}", "397"),
        ("{{ wages }}", "6,8 procent"),
        ("{{ quarter }}", "derde kwartaal van 2024"),
        ("{{ tension | period }}", "derde kwartaal van 2024"),
        ("{{ tension | year }}", "2024"),
        ("{{ twelve | words }} {{ twelve | plural('kwartaal', 'kwartalen') }}", "twaalf kwartalen"),
        ("{{ one | words }} {{ one | plural('kwartaal', 'kwartalen') }}", "een kwartaal"),
        ("voor het {{ twelve | ordinal }} kwartaal op rij", "voor het twaalfde kwartaal op rij"),
        ("{{ fall }}", "−18 duizend"),
        ("{{ fall | magnitude }}", "18 duizend"),
        ("{{ rise | signed }}", "+18 duizend"),
        ("{{ rise | direction('toegenomen', 'afgenomen', 'gelijk gebleven') }}", "toegenomen"),
        ("{{ fall | direction('toegenomen', 'afgenomen', 'gelijk gebleven') }}", "afgenomen"),
        ("{{ fall | change('meer dan', 'minder dan', 'evenveel als') }}", "18 duizend minder dan"),
        ("{{ hair | change('meer dan', 'minder dan', 'evenveel als') }}", "evenveel als"),
        ("{{ fall | change }}", "18 duizend minder dan"),
        ("{{ rise | changed }}", "met 18 duizend toegenomen"),
        ("{{ fall | changed('gestegen', 'gedaald') }}", "met 18 duizend gedaald"),
        ("{{ hair | changed }}", "gelijk gebleven"),
        ("{{ hair | changed(same='niet veranderd') }}", "niet veranderd"),
        ("{{ little | change }} een jaar eerder", "vrijwel evenveel als een jaar eerder"),
        ("{{ little | changed }}", "vrijwel gelijk gebleven"),
        ("{{ little | direction('op', 'neer', 'gelijk', 'vrijwel gelijk') }}", "vrijwel gelijk"),
        ("{% if little is nearly_unchanged %}a{% endif %}{% if fall is nearly_unchanged %}b{% endif %}", "a"),
        ("{{ part | fraction }}", "ongeveer twee derde"),
        ("{{ tension | compared_with(earlier, 'hoger dan', 'lager dan', 'gelijk aan') }}", "lager dan"),
        ("{{ sectors | names }}", "Horeca en Bouwnijverheid"),
        ("{{ sectors | listed }}", "Horeca (60 duizend) en Bouwnijverheid (74 duizend)"),
        ("{{ sectors[0] | label }}", "Horeca"),
        ("{{ equal | listed }}", "Drenthe (321 duizend), en Flevoland en Zeeland (beide 213 duizend)"),
        ("{{ equal | ranked }}", "Drenthe, gevolgd door Flevoland en Zeeland"),
        ("{{ equal | phrased('met', 'in') }}", "met 321 duizend in Drenthe en met 213 duizend in Flevoland en Zeeland"),
        ("{{ sectors | ranked }}", "Horeca, gevolgd door Bouwnijverheid"),
        ("{{ [quarters[0], quarters[1]] | periods }}", "het vierde kwartaal van 2023 en het eerste kwartaal van 2024"),
        ("{{ plan | about }}", "ruim 2,9 miljoen"),
        ("{{ '100' | literal }}", "100"),
        ("{% if rise is up %}omhoog{% elif rise is down %}omlaag{% endif %}", "omhoog"),
        ("{% if plan is forecast %}naar verwachting{% endif %}", "naar verwachting"),
    ],
)
def test_what_a_placeholder_says(template: str, text: str) -> None:
    assert said(template) == text


def test_a_sentence_falls_away_with_a_fact_that_it_prints_and_is_listed() -> None:
    lost = level("lost", None, "per_100_unemployed", title="Verzonnen reeks")
    found = render("Een. \n? Er waren {{ tension }} en {{ lost }}.\n- ? Punt {{ lost | magnitude }}.\nTwee.", lost=lost)
    assert found.markdown == "Een.\nTwee."
    assert found.left_out == ["Verzonnen reeks, derde kwartaal van 2024"]
    kept = "? Er waren {{ tension }}{% if has(lost) %}, eerder {{ lost }}{% endif %}."
    assert said(kept, lost=lost) == "Er waren 106."
    block = "Een.\n{% sentence %}\nTwee {{ tension | compared_with(lost, 'a', 'b', 'c') }}.\n{% endsentence %}"
    assert said(block, lost=lost) == "Een."
    deep = "? Er waren {{ tension }}{% if tension is higher_than(lost) %} veel{% endif %}."
    assert render(deep, lost=lost).left_out == ["Verzonnen reeks, derde kwartaal van 2024"]


def test_a_sentence_over_an_empty_list_falls_away_and_an_unknown_name_does_not() -> None:
    assert said("Een.\n? Dat zijn {{ sectors | listed }}.", sectors=[]) == "Een."
    assert said("? In het {{ quarter }} was het {{ tension }}.") == "In het derde kwartaal van 2024 was het 106."
    with pytest.raises(UserError, match=r"line 2.*unknown name 'tensie'"):
        render("Een.\n? Er zijn {{ tensie }}.")


def test_a_missing_fact_outside_such_a_sentence_is_an_error() -> None:
    with pytest.raises(UserError, match=r"begin the sentence with '\? '"):
        render("Er waren {{ lost }}.", lost=level("lost", None))


def test_each_printed_fact_is_marked_with_its_key() -> None:
    found = render("Er zijn {{ tension }} vacatures, {{ rise | direction('meer', 'minder', 'evenveel') }}.")
    assert found.markdown == 'Er zijn [106]{.fact key="tension"} vacatures, meer.'
    assert found.used == {"tension", "rise"}


def test_the_direction_follows_what_is_printed() -> None:
    template = "{{ x | direction('gestegen', 'gedaald', 'gelijk gebleven') }}"
    assert said(template, x=change("x", "100.4", "100")) == "gelijk gebleven"
    assert said(template, x=change("x", "100.5", "100")) == "gestegen"
    assert said(template, x=change("x", "99.5", "100")) == "gedaald"
    assert said(template, x=change("x", "100.4", "100", decimals=1)) == "gestegen"


def test_comparing_looks_at_the_printed_values_and_knows_nearly() -> None:
    template = "{{ a | compared_with(b, 'hoger dan', 'lager dan', 'gelijk aan', 'vrijwel gelijk aan') }}"
    for number, words in (
        ("6.8", "gelijk aan"),
        ("6.84", "gelijk aan"),
        ("6.9", "vrijwel gelijk aan"),
        ("7.0", "hoger dan"),
    ):
        a = level("a", number, "percent", decimals=1)
        assert said(template, a=a, b=level("b", "6.8", "percent", decimals=1)) == words


#: changes of -18, -4, 0, 1, 4 and 18 thousand, as printed; up to 5 thousand is nearly nothing
CHANGES = {number: change("x", 400 + number, 400) for number in (-18, -4, 0, 1, 4, 18)}
LEVELS = {number: level("x", number) for number in ("94", "95", "99.4", "99.5", "100.4", "101", "105", "106")}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("up", [1, 4, 18]),
        ("down", [-18, -4]),
        ("unchanged", [0]),
        ("nearly_unchanged", [-4, 0, 1, 4]),
        ("positive", [1, 4, 18]),
        ("negative", [-18, -4]),
        ("single", [1]),
    ],
)
def test_a_condition_on_a_change_holds_for_these_and_no_others(condition: str, holds: list[int]) -> None:
    template = f"{{% if x is {condition} %}}ja{{% endif %}}"
    assert [number for number, fact in CHANGES.items() if said(template, x=fact) == "ja"] == holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("higher_than", ["101", "105", "106"]),
        ("lower_than", ["94", "95", "99.4"]),
        ("equal_to", ["99.5", "100.4"]),
        ("nearly_equal_to", ["95", "99.4", "99.5", "100.4", "101", "105"]),
        ("comparable_with", [*LEVELS]),
        ("same_period_as", [*LEVELS]),
    ],
)
def test_a_comparison_with_a_hundred_holds_for_these_and_no_others(condition: str, holds: list[str]) -> None:
    template = f"{{% if x is {condition}(hundred) %}}ja{{% endif %}}"
    hundred = level("hundred", 100)
    found = {number: render(template, x=fact, hundred=hundred) for number, fact in LEVELS.items()}
    assert [number for number, rendered in found.items() if rendered.markdown == "ja"] == holds
    assert not any(rendered.left_out for rendered in found.values())


def test_a_figure_is_provisional_or_a_forecast_or_a_lower_bound_only_where_its_source_says_so() -> None:
    statuses = ("final", "unknown", "revised_provisional", "provisional")
    facts = {status: level("x", 1, status=status) for status in statuses}
    template = (
        "{% if x is provisional %}a{% endif %}{% if x is forecast %}b{% endif %}{% if x is at_least %}c{% endif %}"
    )
    assert [said(template, x=fact) for fact in facts.values()] == ["", "", "a", "a"]
    assert said("{% if x is same_period_as(y) %}ja{% endif %}", x=facts["final"], y=level("y", 1, period=Q3 - 4)) == ""


def test_a_level_has_no_direction() -> None:
    with pytest.raises(UserError, match=r"'vacancies' is a level, not a change.*difference"):
        render("{{ vacancies | direction('op', 'neer', 'gelijk') }}")


def test_a_rate_that_was_read_has_a_direction() -> None:
    for unit in ("percent", "percentage_point"):
        assert said("{{ 'op' if x is up }}", x=level("x", 2, unit)) == "op"


def test_a_change_that_cbs_published_has_a_direction() -> None:
    source = Derivation("published_change", "x", "a", (value(9),))
    assert said("{{ 'op' if x is up }}", x=Fact("x", replace(value(9), source=source))) == "op"


def test_a_growth_rate_has_a_direction() -> None:
    faster = Fact("faster", growth(value(110), value(100)))
    assert said("{{ faster | direction('op', 'neer', 'gelijk') }}", faster=faster) == "op"


def test_values_in_different_units_are_not_compared() -> None:
    with pytest.raises(UserError, match=r"different units"):
        render("{{ tension | compared_with(wages, 'a', 'b', 'c') }}")


def test_an_unknown_name_fails_with_its_line_and_the_nearest_names() -> None:
    with pytest.raises(UserError, match=r"line 3: unknown name 'tensoin'.*did you mean tension"):
        render("Eerste regel.\n\nEr zijn {{ tensoin }} vacatures.")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("een\n{{ tension ", "line 2: the text has an error"),
        ("{% if tension %}", "line 1: the text has an error"),
        ("een\ntwee\n{{ tension | bestaat_niet }}", "line 3: the text has an error"),
        ("{{ tension.observation.nergens }}", "line 1: the text uses what does not exist"),
        ("{{ 5 }}", "holds a int, not a fact"),
        ("{{ vacancies.printed }}", "holds a Decimal, not a fact"),
        ("{{ sectors }}", "holds a list, not a fact"),
        ("{{ 'x' | number }}", "filter was given a str, not a fact"),
        ("een\n{{ tension.__class__.__mro__ }}", "line 2"),
        ("{{ quarter | direction('a', 'b', 'c') }}", "given a Period, not a fact"),
    ],
)
def test_a_mistake_in_a_text_is_one_line_with_its_place(template: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        render(template)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "template", ["{{ gone }}", "{{ gone | number }}", "{{ gone | magnitude }}", "{{ gone | words }}"]
)
def test_a_missing_fact_fails_unless_it_is_guarded(template: str) -> None:
    with pytest.raises(UserError, match=r"'gone' \(Vacaturegraad\) is not in the figures used; begin the sentence"):
        render(template)


def test_a_guarded_statement_is_left_out_and_listed() -> None:
    found = render("{% if has(gone) %}Er zijn {{ gone }}.{% else %}Onbekend.{% endif %}")
    assert found.markdown == "Onbekend."
    assert found.left_out == ["Vacaturegraad, derde kwartaal van 2024"]
    assert render("{% if has(tension) %}{{ tension }}{% endif %}").left_out == []


def test_a_direction_of_a_missing_change_fails_as_well() -> None:
    missing = Fact("missing", difference(value(1), value(None), title="Verandering"))
    with pytest.raises(UserError, match=r"'missing'"):
        render("{{ missing | direction('op', 'neer', 'gelijk') }}", missing=missing)


def test_conditions_leave_no_holes_in_paragraphs() -> None:
    template = (
        "Een.\n{% if rise is up %}\nTwee.\n{% endif %}\nDrie.\n\n{% if rise is down %}\nNiets.\n{% endif %}\n\nVier.\n"
    )
    assert render(template).markdown == "Een.\nTwee.\nDrie.\n\nVier."


def test_a_heading_keeps_its_label_and_a_footnote_its_name() -> None:
    text = "# Kop {#sec-kop}\n\nTekst.[^noot]\n\n[^noot]: Uitleg."
    assert render(text).markdown == text


def test_a_derived_fact_that_is_a_lower_bound_can_be_told() -> None:
    streak = Observation(
        Decimal(4), "quarters", Derivation("streak", "x", "a", (value(1),)), Q3, at_least=True, title="Op rij"
    )
    template = "{% if long is at_least %}ten minste {% endif %}{{ long | words }}"
    assert said(template, long=Fact("long", streak)) == "ten minste vier"


def test_a_record_names_its_equals() -> None:
    peaks = Fact("peak", peak(run(["6.8", "6.8", "1.0", "6.8", "2.0"], "percent", decimals=1)))
    words = said("die van het {{ peak | period }}: {{ peak }} ({{ peak | year }})", peak=peaks)
    assert words == (
        "die van het derde kwartaal van 2023, het vierde kwartaal van 2023 en het tweede kwartaal van 2024: "
        "6,8 procent (2023 en 2024)"
    )
    many = Fact("peak", peak(run([7, 7, 7, 7, 7, 1])))
    assert said("in het {{ peak | period }}", peak=many) == "in het tweede kwartaal van 2023 (en nog vier keer)"
    newest = Fact("peak", peak(run([7, 1, 7])))  # "zo hoog was het ook in …": the newest is what is compared
    assert said("ook in het {{ peak | period }}", peak=newest) == "ook in het eerste kwartaal van 2024"


def test_a_figure_keeps_the_precision_of_its_source() -> None:
    assert said("{{ plan }}") == "ruim 2,9 miljoen"
    then = Fact("then", replace(forecast("then", 1.9, "exact").observation, period=Q3 - 4))
    rise = Fact("rise", difference(forecast("x", 2.9, "exact").observation, then.observation))
    assert said("met {{ rise | magnitude }}", rise=rise) == "met ongeveer 1,0 miljoen"
    mixed = Fact(
        "mixed", difference(forecast("x", 2.9, "about").observation, value("1.9", "million", Q3 - 4, decimals=1))
    )
    assert (
        said("met {{ mixed | magnitude }}", mixed=mixed) == "met 1,0 miljoen"
    )  # only one of the two is a publication's
    assert said("{{ rise | change('meer', 'minder', 'evenveel') }}") == "18 duizend meer"  # CBS's own figures


def test_parts_that_do_not_add_up_as_printed_can_be_told() -> None:
    whole, parts = level("w", "4.74", "million", decimals=1), [level("a", "1.62", "million", decimals=1)]
    parts.append(level("b", "3.12", "million", decimals=1))
    template = "{% if w is sum_of(a, b) %}klopt{% else %}door afronding{% endif %}"
    assert said(template, w=whole, a=parts[0], b=parts[1]) == "klopt"
    assert said(template, w=whole, a=parts[0], b=level("b", "3.16", "million", decimals=1)) == "door afronding"


def two_releases(margin: str | None) -> dict[str, object]:
    """Two levels of an adjusted series that stand in two releases, six apart."""

    def item(key: str, number: str, back: int, group: int) -> Fact:
        made = value(number, "per_100_unemployed", period=Q3 - back)
        groups = {Q3: 1, Q3 - 4: 0}
        known = Releases(("v", ()), groups, margin=None if margin is None else Decimal(margin))
        return Fact(key, replace(made, releases=known))

    return {"now": item("now", "106", 0, 1), "then": item("then", "112", 4, 0)}


SAID = "Het is {{ now | compared_with(then, 'krapper', 'ruimer', 'even krap') }}."


def test_two_releases_are_compared_only_beyond_the_largest_revision() -> None:
    assert plain(Prose(lambda: two_releases("5")).render(SAID).markdown) == "Het is ruimer."
    for margin in ("6", None):
        prose = Prose(lambda margin=margin: two_releases(margin))  # type: ignore[misc]
        for said in (
            SAID,
            "{% if now is lower_than(then) %}Ruimer.{% endif %}",
            "{% if then is higher_than(now) %}R.{% endif %}",
        ):
            with pytest.raises(UserError, match=r"(now|then) is comparable_with"):
                prose.render(said)
        guarded = prose.render(
            "{% if now is comparable_with(then) %}" + SAID + "{% else %}Er zijn {{ now }} en {{ then }}.{% endif %}"
        )
        assert plain(guarded.markdown) == "Er zijn 106 en 112."
        assert "bijstellingen" in guarded.left_out[0]
        assert plain(prose.render("Er zijn {{ now }}.\n? " + SAID).markdown) == "Er zijn 106."
        assert (
            plain(prose.render("{% if now is equal_to(then) %}Gelijk.{% else %}Anders.{% endif %}").markdown)
            == "Anders."
        )


def levels(*given: tuple[str, Number]) -> list[Fact]:
    return [level(f"l_{n}", number, label=name) for n, (name, number) in enumerate(given, start=1)]


@pytest.mark.parametrize(
    ("facts", "listed", "ranked", "phrased"),
    [
        (levels(("Bouw", 5)), "Bouw (5 duizend)", "Bouw", "met 5 duizend in Bouw"),
        (levels(("Zorg", 5), ("Bouw", 5)), "Bouw en Zorg (beide 5 duizend)", "Bouw en Zorg",
         "met 5 duizend in Bouw en Zorg"),
        (levels(("Zorg", 5), ("Bouw", 5), ("ICT", 5)), "Bouw, ICT en Zorg (alle drie 5 duizend)", "Bouw, ICT en Zorg",
         "met 5 duizend in Bouw, ICT en Zorg"),
        (levels(("Zorg", 7), ("Bouw", 7), ("ICT", 5)), "Bouw en Zorg (beide 7 duizend) en ICT (5 duizend)",
         "Bouw en Zorg, gevolgd door ICT", "met 7 duizend in Bouw en Zorg, en met 5 duizend in ICT"),
        (levels(("Zorg", 9), ("ICT", 7), ("Vee", 5), ("Bouw", 5)),
         "Zorg (9 duizend), ICT (7 duizend), en Bouw en Vee (beide 5 duizend)", "Zorg, gevolgd door ICT, Bouw en Vee",
         "met 9 duizend in Zorg, met 7 duizend in ICT en met 5 duizend in Bouw en Vee"),
        # only neighbours in the list's own order are one group
        (levels(("Zorg", 5), ("ICT", 7), ("Bouw", 5)), "Zorg (5 duizend), ICT (7 duizend) en Bouw (5 duizend)",
         "Zorg, gevolgd door ICT en Bouw", "met 5 duizend in Zorg, met 7 duizend in ICT en met 5 duizend in Bouw"),
    ],
)  # fmt: skip
def test_members_are_listed_with_equal_ones_together(facts: list[Fact], listed: str, ranked: str, phrased: str) -> None:
    template = "{{ x | listed }}; {{ x | ranked }}; {{ x | phrased('met', 'in') }}"
    assert said(template, x=facts) == f"{listed}; {ranked}; {phrased}"


def test_members_are_listed_without_the_sign_of_their_change_where_the_sentence_has_it() -> None:
    falls = [Fact("fall_1", replace(NAMES["fall"].observation, label="Bouw"))]  # type: ignore[attr-defined]
    assert said("{{ x | listed_magnitudes }}; {{ x | listed }}", x=falls) == "Bouw (18 duizend); Bouw (−18 duizend)"


def test_what_is_missing_is_listed_once_with_all_that_is_known_of_it() -> None:
    told = Fact("told", replace(value(None, title="Graad", label="Bouw"), reason="niet geteld"))
    bare = Fact("bare", replace(value(None, title="Index"), period=None))
    names = {"told": told, "bare": bare, "nothing": [], "some": [NAMES["tension"], bare], "pair": (told, bare)}
    found = render("{% if has(told, bare) %}a{% endif %}{% if has(some) %}b{% endif %}\n? Zo {{ told }}.", **names)
    assert found.left_out == ["Graad (Bouw), derde kwartaal van 2024 (niet geteld)", "Index"]
    assert (found.markdown, found.used) == ("", {"told", "bare", "tension"})
    assert render("{% if has(nothing) %}a{% else %}b{% endif %}", **names).markdown == "b"
    assert render("{% if has(nothing) or has(pair) %}a{% else %}b{% endif %}", **names).left_out == found.left_out
    assert render("{% if has(tension, sectors) %}a{% endif %}").markdown == "a"


def test_a_sentence_asks_only_for_facts_that_it_prints_outside_conditions() -> None:
    assert said("? Het is {{ gone if has(gone) else tension }}, {{ quarter }}.") == (
        "Het is 106, derde kwartaal van 2024."
    )
    left_out = ["Vacaturegraad, derde kwartaal van 2024"]
    assert render("? Het is {{ [tension, gone] | listed }}.").left_out == left_out
    assert render("? Het is {{ sectors | listed }}, en {{ both | names }}.", both=[NAMES["gone"]]).left_out == left_out


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        # a change of 0,1 is nearly none if a source gives it so; a growth of 0,1 per cent is one
        (level("x", "0.1", "percent", decimals=1), "vrijwel gelijk gebleven; vrijwel evenveel als; bijna"),
        (Fact("x", growth(value("100.1"), value(100))),
         "met 0,1 procent toegenomen; 0,1 procent meer dan; op"),
        (Fact("x", growth(value("99.9"), value(100))), "met 0,1 procent afgenomen; 0,1 procent minder dan; neer"),
        (Fact("x", growth(value(100), value(100))), "gelijk gebleven; evenveel als; gelijk"),
        (change("x", 405, 400), "vrijwel gelijk gebleven; vrijwel evenveel als; bijna"),
        (change("x", 394, 400), "met 6 duizend afgenomen; 6 duizend minder dan; neer"),
        (change("x", 5, 4, "persons"), "met 1 persoon toegenomen; 1 persoon meer dan; op"),
    ],
)  # fmt: skip
def test_a_change_in_words_is_nearly_none_up_to_its_threshold(fact: Fact, words: str) -> None:
    template = "{{ x | changed }}; {{ x | change }}; {{ x | direction('op', 'neer', 'gelijk', 'bijna') }}"
    assert said(template, x=fact) == words
    assert said("{{ x | direction('op', 'neer', 'gelijk') }}", x=fact) in ("op", "neer", "gelijk")


def test_what_cannot_be_ordered_or_is_missing_is_not_comparable_and_listed_once() -> None:
    template = "{% if x is comparable_with(gone) or gone is comparable_with(x) %}ja{% else %}nee{% endif %}"
    assert (render(template, x=NAMES["tension"]).markdown, render(template, x=NAMES["tension"]).left_out) == ("nee", [])
    half = Fact(
        "half", ratio(two_releases("5")["now"].observation, value(None, "per_100_unemployed"), unit="ratio", title="x")
    )  # type: ignore[attr-defined]
    for template in (
        "{{ 'ja' if half is comparable_with(then) else 'nee' }}",
        "{{ 'ja' if then is comparable_with(half) else 'nee' }}",
    ):
        found = Prose(lambda: {**two_releases("5"), "half": half}).render(template)
        assert (found.markdown, found.left_out) == ("nee", [])
    twice = "{% if now is comparable_with(then) or now is comparable_with(then) %}ja{% else %}nee{% endif %}"
    found = Prose(lambda: two_releases(None)).render(twice)
    assert (found.markdown, len(found.left_out), found.used) == ("nee", 1, {"now", "then"})


def test_a_caption_is_one_paragraph_of_text() -> None:
    prose = Prose(lambda: NAMES)
    assert prose.words("- een\n\n{{ quarter }}\n* twee") == r"\- een derde kwartaal van 2024 \* twee"
    assert prose.words(Markdown("*een* {{ quarter }}")) == "*een* {{ quarter }}"
    assert prose.words("{{ 'ja' | capital }} {{ (tension | number) | capital }}") == 'Ja [106]{.fact key="tension"}'
    with pytest.raises(UserError, match=r"U\+0007"):
        prose.words("bel \x07")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("een\n\n<b>", "line 3: '<b>' would be read as HTML; write the sign as \\<, or take it out"),
        ("een\n{{ x | nergens }}", "line 2: the text has an error: No filter named 'nergens'.; "),
        ("{{ vacancies is up }}", "line 1: 'vacancies' is a level, not a change, so it has no direction; name the "
                                  "change with difference(…) or growth(…), or use compared_with"),
        ("{{ sectors }}", "line 1: a placeholder holds a list, not a fact; name the number with facts(…) first"),
        ("{{ tensio }} {{ vacancie }}", "line 1: unknown name 'tensio' in the text; did you mean tension?"),
        ("{{ zzz }}", "line 1: unknown name 'zzz' in the text; define it first with facts(…)"),
        ("{{ quarte }}", "line 1: unknown name 'quarte' in the text; did you mean quarter or quarters?"),
        ("een\n{{ gone }}", "line 2: the fact 'gone' (Vacaturegraad) is not in the figures used; begin the sentence "
                            "with '? ', or guard it with {% if has(gone) %}"),
    ],
)  # fmt: skip
def test_what_the_author_reads_of_a_mistake(template: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        render(template)
    assert str(caught.value) == message.removesuffix("; ")


def test_sentences_and_paragraphs_stay_where_the_author_put_them() -> None:
    assert templates.with_sentences("? Een.\n  - ?  Twee.\n?Drie.\n1 ? Vier.\n\t?\tVijf.") == (
        "{% sentence %}Een.{% endsentence %}\n{% sentence %}  - Twee.{% endsentence %}\n?Drie.\n1 ? Vier.\n"
        "{% sentence %}\tVijf.{% endsentence %}"
    )
    assert render("   Een \n    twee\n \t\n\n\nDrie\n").markdown == "Een\n    twee\n\nDrie"
    assert templates.line_of(ValueError("of no text")) == "text"


def test_a_macro_and_a_filter_block_keep_what_they_print() -> None:
    template = "{% macro a(x) %}{{ x }} *b*{% endmacro %}{{ a(tension) }}, {{ a('*c*') }}"
    assert render(template).markdown == '[106]{.fact key="tension"} *b*, \\*c\\* *b*'
