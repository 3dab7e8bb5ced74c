"""Sentences of two documents: which say something else, and which hold other figures only."""

from __future__ import annotations

import pytest

from arbeidsmarkt.publishing.sentences import Sentence, differences, sentences

DOCUMENT = """\
---
title: Verzonnen
---

:::: {.key-figures}
::: {.key-figure}
[[12]{.fact key="tension"}]{.value} [per 100]{.unit}
:::
::::

# Spanning {#sec-tension}

In het derde kwartaal van 2024 waren er [12 duizend]{.fact key="tension"} vacatures (@fig-tension).[^1] Dat is weinig.

- Een punt met 1,5 procent.

[^1]: Een noot. Met een [koppeling](https://example.invalid).

![Vacatures [per kwartaal]](figures/fig-tension.svg){#fig-tension fig-alt="Nooit gelezen. Hier."}

::: {.notes}
\\* Voorlopig cijfer.

n.b. Niet beschikbaar.
:::

::: {.figure-data for="fig-tension"}
Nooit gelezen.
:::

| a | b |
|---|---|

: Een tabel {#tbl-een}
"""


def test_a_document_in_sentences() -> None:
    found = sentences(DOCUMENT)
    assert [sentence.text for sentence in found] == [
        "In het derde kwartaal van 2024 waren er 12 duizend vacatures (@fig-tension).",
        "Dat is weinig.",
        "Een punt met 1,5 procent.",
        "Een noot.",
        "Met een koppeling.",
        "Vacatures [per kwartaal]",
        "Een tabel",
    ]
    assert {sentence.section for sentence in found} == {"Spanning"}
    assert found[0].facts == ("tension",)
    assert found[0].pattern == "In het <n-de> kwartaal waren er <tension> vacatures (@fig-tension)."


def lines(*texts: str) -> list[Sentence]:
    return sentences("# Kop\n\n" + "\n".join(texts))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('Er zijn [1]{.fact key="a"} dingen.', 'Er zijn [2]{.fact key="a"} dingen.', "figures"),
        ("Op 3 mei 2023 was het zo.", "Op 14 december 2024 was het zo.", "figures"),
        ("In het eerste kwartaal van 2023.", "In het vierde kwartaal van 2024.", "figures"),
        ('Dat is [1]{.fact key="a"} meer dan eerst.', 'Dat is [1]{.fact key="a"} minder dan eerst.', "words"),
    ],
)
def test_other_figures_and_other_words(old: str, new: str, kind: str) -> None:
    assert [item.kind for item in differences(lines(old), lines(new))] == [kind]


def test_a_sentence_that_came_under_a_figure_or_went_from_there_is_known_as_such() -> None:
    note = "\n\n::: {.notes}\nNieuwe noot over de telling.\n:::\n"
    (came,) = differences(sentences(DOCUMENT), sentences(DOCUMENT + note))
    (went,) = differences(sentences(DOCUMENT + note), sentences(DOCUMENT))
    assert (came.kind, came.below, went.kind, went.below) == ("added", True, "removed", True)
    (plain,) = differences(sentences(DOCUMENT), sentences(DOCUMENT + "\n\nNieuwe zin in de tekst.\n"))
    assert (plain.kind, plain.below) == ("added", False)


def test_what_came_and_what_went() -> None:
    old, new = lines("Blijft gelijk.", "Verdwijnt geheel hier."), lines("Blijft gelijk.", "Nou ja, iets anders.")
    found = differences(old, new)
    assert [(item.kind, (item.old or item.new).text) for item in found] == [  # type: ignore[union-attr]
        ("added", "Nou ja, iets anders."),
        ("removed", "Verdwijnt geheel hier."),
    ]


def test_the_same_document_has_no_differences() -> None:
    assert not differences(sentences(DOCUMENT), sentences(DOCUMENT))
