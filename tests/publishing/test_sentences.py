"""Sentences of two documents: which say something else, and which hold other figures only."""

from __future__ import annotations

import pytest

from arbeidsmarkt.publishing.sentences import Sentence, differences, sentences, without_moments

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


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("1. Een punt. Nog een.", ["Een punt.", "Nog een."]),
        ("* Een punt! En “nog” een? (Ja) en [@tbl-a] ook.", ["Een punt!", "En “nog” een?", "(Ja) en [@tbl-a] ook."]),
        ("Tot 1.5 en z.o.z. hier. klein blijft een zin.", ["Tot 1.5 en z.o.z. hier. klein blijft een zin."]),
        ("Eerst. [Koppeling](https://example.invalid) erna. @fig-x toont het. 3 mei was het.",
         ["Eerst.", "Koppeling erna.", "@fig-x toont het.", "3 mei was het."]),
        ("Cijfer 7^a^ en 8^b^.", ["Cijfer 7(a) en 8(b)."]),
        ("Noot[^een] hier[^2].", ["Noot hier."]),
        ("[^een]: De noot zelf.", ["De noot zelf."]),
        ("![Een [x]{.unit} figuur](figures/fig-a.svg){#fig-a fig-alt=\"Niet dit.\"}", ["Een x figuur"]),
        (": Een *tabel* met meer. Twee {#tbl-a .x}", ["Een tabel met meer.", "Twee"]),
        ("| een | twee. Drie |", []), (r"\* Voorlopig cijfer.", []), (r"\*\* Nader voorlopig. Cijfer.", []),
        (". Onbekend.", []), ("n.b. Niet beschikbaar.", []), ("", []), ("::: {.remark}", []), ("[^1]:", []),
    ],
)  # fmt: skip
def test_what_is_a_sentence_and_what_is_not(line: str, texts: list[str]) -> None:
    assert [sentence.text for sentence in sentences(f"# Kop\n\n  {line}  \n")] == texts


def test_every_sentence_has_its_section_its_facts_and_its_place() -> None:
    document = (
        "---\ntitle: niet dit.\n---\nVoor alles.\n\n# Eerste *kop* {#sec-a .unnumbered}\n\n"
        'Er waren [[12]{.fact key="a"} en [1 000]{.fact key="b"}]{.fact key="c"} in het Derde kwartaal van 2024, '
        "op 3 mei 2024 nog 7.\n\n"
        '::: {.source}\nBron: [x]{.fact key="d"}.\n:::\nWeer tekst.\n\n::: {.notes}\nEen noot.\n:::\n\n'
        ":::: {.key-figures}\n::: {.key-figure}\nNiet dit.\n:::\n::::\n\n## Tweede\n\nSlot.\n"
    )
    assert sentences(document) == [
        Sentence("", "Voor alles.", "Voor alles.", ()),
        Sentence(
            "Eerste kop", "Er waren 12 en 1 000 in het Derde kwartaal van 2024, op 3 mei 2024 nog 7.",
            "Er waren <a> en <b> in het <n-de> kwartaal, op <datum> nog <getal>.", ("a", "b", "c"),
        ),
        Sentence("Eerste kop", "Bron: x.", "Bron: <d>.", ("d",), True),
        Sentence("Eerste kop", "Weer tekst.", "Weer tekst.", ()),
        Sentence("Eerste kop", "Een noot.", "Een noot.", (), True),
        Sentence("Tweede", "Slot.", "Slot.", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Op 3 mei 2024 en 14 december 2023.", "Op <datum> en <datum>."),
        ("Het eerste kwartaal van 2024, het TWEEDE kwartaal en de derde.",
         "Het <n-de> kwartaal, het <n-de> kwartaal en de derde."),
        ("In 2024 waren het er 1 000 of 6,8.", "In <getal> waren het er <getal> <getal> of <getal>,<getal>."),
    ],
)  # fmt: skip
def test_a_subject_without_its_moments(text: str, same: str) -> None:
    assert without_moments(text) == same


def test_each_new_sentence_is_beside_the_old_one_that_it_is_most_like() -> None:
    old = lines("De lonen stegen vorig jaar snel.", "De lonen daalden vorig jaar flink.", "Heel iets anders, xyz.")
    new = lines("De lonen daalden vorig jaar fel.", "De lonen stegen vorig jaar sneller.", "Qqq zzz 123 jjj.")
    found = [
        (item.kind, item.section, item.old and item.old.text, item.new and item.new.text)
        for item in differences(old, new)
    ]
    assert found == [
        ("words", "Kop", "De lonen daalden vorig jaar flink.", "De lonen daalden vorig jaar fel."),
        ("words", "Kop", "De lonen stegen vorig jaar snel.", "De lonen stegen vorig jaar sneller."),
        ("added", "Kop", None, "Qqq zzz 123 jjj."),
        ("removed", "Kop", "Heel iets anders, xyz.", None),
    ]


def test_long_sentences_are_compared_by_all_of_their_letters() -> None:
    words = "de lonen stegen in de zorg en in de bouw iets meer dan in de rest van het land, " * 4
    found = differences(lines(f"Zo {words}zo."), lines(f"Zo {words}ook."))
    assert [item.kind for item in found] == ["words"]
