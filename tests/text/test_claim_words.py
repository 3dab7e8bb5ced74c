"""Which words claim a number or a direction."""

from __future__ import annotations

import pytest

from arbeidsmarkt.text.claim_words import is_direction_word, is_number_word, without_expressions


@pytest.mark.parametrize(
    "word",
    "twaalf Twaalf derde één tweehonderd vijfduizend honderdtwintig tweederde driekwart kwart half anderhalve helft "
    "tientallen miljoen tweemaal verdrievoudigd verdubbelde gehalveerd nul zestal negen negentien negentig honderden "
    "tweehonderden drieduizenden gehalveerde eenentwintigste tweeëndertig duizendtallen".split(),
)
def test_number_words(word: str) -> None:
    assert is_number_word(word)


@pytest.mark.parametrize(
    "word",
    "een Een eenmaal eenkeer eenvoud eenvoudig eenvoudige eental eende kwartaal achten tiener halte viering".split(),
)
def test_words_that_only_look_like_numbers(word: str) -> None:
    assert not is_number_word(word)


@pytest.mark.parametrize(
    "word",
    "toegenomen daalde krapper record Hoogste minder stijging verslechterd piek groeide oplopende "
    "bijgekomen evenveel".split(),
)
def test_direction_words(word: str) -> None:
    assert is_direction_word(word)


@pytest.mark.parametrize("word", "krap hoog vacatures kwartaal sinds ongeveer".split())
def test_words_without_a_direction(word: str) -> None:
    assert not is_direction_word(word)


def test_a_verb_that_needs_its_particle_claims_nothing_without_it() -> None:
    assert is_direction_word("neemt", "De krapte neemt sinds kort weer toe")
    assert not is_direction_word("neemt", "Het CBS neemt waar wat er gebeurt")
    assert is_direction_word("gelijk", "Het aantal bleef gelijk")
    assert not is_direction_word("gelijk", "Wie gelijk heeft, weet niemand")


def test_fixed_expressions_compare_nothing() -> None:
    assert without_expressions("onder meer zorg, niet zonder meer") == f"{' ' * 10} zorg, niet {' ' * 11}"
    assert without_expressions("meer zorg") == "meer zorg"
    assert without_expressions("nu Ter beschikking") == f"nu {' ' * 15}"


@pytest.mark.parametrize(
    ("verbs", "particles"),
    [
        ("neemt nemen nam namen", "toe af"), ("loopt liep liepen", "op terug"),
        ("gelijk", "gebleven bleef bleven blijft blijven"),
    ],
)  # fmt: skip
def test_each_verb_with_each_of_its_particles_and_with_no_other(verbs: str, particles: str) -> None:
    everything = "toe af op terug gebleven bleef bleven blijft blijven".split()
    for verb in verbs.split():
        assert [word for word in everything if is_direction_word(verb, f"Het {verb} weer {word}.")] == particles.split()
