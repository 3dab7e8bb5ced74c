"""A text cell is running text: it neither changes the document around it nor loses a word; else its line is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.text import structure
from arbeidsmarkt.text.prose import Prose

NAMES: Mapping[str, object] = {"other": "een *ander*", "mean": "{{ 7 * 7 }} @x $y$", "long": "a\n\n# b"}


def render(text: str) -> str:
    return Prose(lambda: NAMES).render("\n" + text).markdown


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Een\n\n---\nstatus: final\n---\n", 4, "'---'"),
        ("Waarschuwing\n===", 3, "'==='"),
        ("Een\n\n* * *\n\ntwee", 4, "'* * *'"),
        ("a\n\n...\n", 4, "'...'"),
        ("Er zijn <klein> verschillen", 2, "'<klein>'"),
        ("Een <!-- stil --> woord", 2, "'<!--'"),
        ("Zie </div> hier", 2, "'</div>'"),
        ("Kleiner <?php echo 1 ?> hier", 2, "'<?php'"),
        ("Een \\emph{woord}", 2, "'\\emph'"),
        ("::: {.key-figures}\nx\n:::", 2, "':::'"),
        ("```{python}\nprint(1)\n```", 2, "'```'"),
        ("~~~\nx", 2, "'~~~'"),
        ("`x`{=html}", 2, "'{=html}'"),
        ("[woord]{.fact}", 2, "'{.fact}'"),
        ("# Kop {#fig-x}", 2, "'{#fig-x}'"),
        ("# Kop {.x onclick=1}", 2, "'{.x onclick=1}'"),
        ("![beeld](../../etc/passwd)", 2, "'![beeld'"),
        ("[klik](javascript:alert(1))", 2, "'javascript:alert(1'"),
        ("[klik](http://example.org)", 2, "'http://example.org'"),
        ("[bron]: https://example.org", 2, "'[bron]: https://example.org'"),
        ("tekst\n\n    ingesprongen", 4, "'ingesprongen'"),
        ("tekst\n\n\tingesprongen", 4, "'ingesprongen'"),
        ("een lone ] hier", 2, "']'"),
        ("twee\nregels [ hier", 3, "'['"),
        ("een \ue000 teken", 2, "U+E000"),
        ("een \u202egekeerd", 2, "U+202E"),
        ("een \x07bel", 2, "U+0007"),
        ("fijn 😀 zo", 2, "U+1F600"),
    ],
)
def test_what_is_no_running_text_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(UserError) as refused:
        render(text)
    assert refused.value.where == f"line {line}"
    assert word in refused.value.what


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail @minister nu", "mail \\@minister nu"),
        ("van $5 naar $6", "van \\$5 naar \\$6"),
        ("zie @fig-tension", "zie @fig-tension"),
        ("`$x` blijft", "`$x` blijft"),
        ("al \\$ en \\@ geschreven", "al \\$ en \\@ geschreven"),
        ("1 < 2 en 3 > 2", "1 < 2 en 3 > 2"),
        ("[tekst](https://example.org/a_b)", "[tekst](https://example.org/a_b)"),
        ("**vet** en *schuin*[^1]\n\n[^1]: Noot.", "**vet** en *schuin*[^1]\n\n[^1]: Noot."),
        ("- punt\n- punt\n\n    vervolg", "- punt\n- punt\n\n    vervolg"),
        ("# Kop {#sec-x .unnumbered}", "# Kop {#sec-x .unnumbered}"),
        ("[a] en [b [c]]", "[a] en [b [c]]"),
    ],
)
def test_what_is_meant_as_text_stays_text(text: str, shown: str) -> None:
    assert render(text) == shown


def test_what_a_placeholder_prints_is_data() -> None:
    assert render("- {{ other }}") == "- een \\*ander\\*"
    assert render("{{ mean }}") == "\\{\\{ 7 \\* 7 \\}\\} \\@x \\$y\\$"
    assert render("{{ long }}") == "a \\# b"
    assert render("{{ 'ja' ~ ' *nee*' }}") == "ja \\*nee\\*"
    assert render("{% set x %}**vet** {{ other }}{% endset %}{{ x }}") == "**vet** een \\*ander\\*"


def test_a_caption_is_text_but_for_references_and_placeholders() -> None:
    words = Prose(lambda: NAMES).words
    assert words("Prijs *per* uur], zie @fig-x: {{ other }}") == ("Prijs \\*per\\* uur\\], zie @fig-x: een \\*ander\\*")
    assert words("een\n\ntwee") == "een twee"
    assert words(words("{{ other }}")) == "een \\*ander\\*", "what is Markdown already goes through no second time"


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["woord[^a]"], "[^a] has no text"),
        (["woord", "[^a]: noot"], "nothing refers to the footnote [^a]"),
        (["a[^a]\n\n[^a]: een", "[^a]: twee"], "[^a] has two texts"),
    ],
)
def test_footnotes_that_no_reader_would_see_are_named(texts: list[str], what: str) -> None:
    [(_, found)] = structure.footnotes(texts)
    assert what in found


def test_a_footnote_may_stand_in_another_cell() -> None:
    assert list(structure.footnotes(["woord[^a]", "[^a]: noot", "`[^x]`"])) == []


BLOCK, MARGIN = "a text cell is running text: take it out", "begin the line at the margin"
RULE = "is a rule, or makes a heading of the line above it"
PICTURE = "would be read as a picture; show a chart with figure(…)"
LABEL = "would be read as attributes; only a heading has a label: # Title {#sec-name}"
DEFINED = "names the address of a link, which no reader sees; write the link as [text](https://…)"
NO_PAGE = "which is no https: address; write it as [text](https://…)"
SET_IN = "is set in by four blanks or more, as a program's text is; begin the line at the margin"
A_LONG_WORD = "een_lang_woord_van_meer_dan_veertig_tekens_["


def told(template: str) -> list[str]:
    return [f"{each.line}: {each.what}; {each.remedy}" for each in structure.findings(template)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n\n~~~~\nx", [f"3: '~~~~' begins a block; {BLOCK}"]),
        ("a\n- - -", [f"2: '- - -' {RULE}; write headings with #, and take the line out"]),
        ("een <br/> regel", ["1: '<br/>' would be read as HTML; write the sign as \\<, or take it out"]),
        ("een\n\\alpha", ["2: '\\alpha' would be read as TeX; write the sign as \\\\, or take it out"]),
        ("`a`{.b}", [f"1: '{{.b}}' {LABEL}"]),
        ("x {=html}", [f"1: '{{=html}}' {LABEL}"]),
        ("# Een <b>kop {#sec-a}", ["1: '<b>' would be read as HTML; write the sign as \\<, or take it out"]),
        ("# Kop {#sec-a .x}", [f"1: '{{#sec-a .x}}' {LABEL}"]),
        ("![plaatje](https://example.org)", [f"1: '![plaatje' {PICTURE}"]),
        ("[een lange naam van een bron]: https://example.org/x",
         [f"1: '[een lange naam van een bron]: https://e' {DEFINED}"]),
        ("[a](https://example.org/x y)", [f"1: the link leads to 'https://example.org/x y', {NO_PAGE}"]),
        ("x\n[a]( https://example.org )\n[b](mailto:x@example.org)",
         [f"3: the link leads to 'mailto:x@example.org', {NO_PAGE}"]),
        ("[a](http://example.org/een/lange/weg/ergens/heen)",
         [f"1: the link leads to 'http://example.org/een/lange/weg/ergens/', {NO_PAGE}"]),
        ("[a](\\(x)", [f"1: the link leads to '…x', {NO_PAGE}"]),
        ("[a]({{ page }})", []),
        ("[a]({{ page }} b)", [f"1: the link leads to '… b', {NO_PAGE}"]),
        ("    een programma van veertig tekens en meer, dus lang",
         [f"1: 'een programma van veertig tekens en meer' {SET_IN}"]),
        ("a\n\n\n\tx", [f"4: 'x' {SET_IN}"]),
        ("- punt\n\n  nog\n\n    vervolg", []),
        ("- punt\n\n\tnog\n\n\tvervolg", []),
        ("- punt\n\ntekst\n\n    x", [f"5: 'x' {SET_IN}"]),
        ("(a) punt\n\n    vervolg\n\n[^a]: noot\n\n    vervolg", []),
        ("een [a] en\nb] c", ["2: the bracket ']' stands alone in 'b]'; write \\], or pair it"]),
        ("] [ een", [
            "1: the bracket ']' stands alone in ']'; write \\], or pair it",
            "1: the bracket '[' stands alone in '['; write \\[, or pair it",
        ]),
        ("x\n\ny {{ a\nb }}\tz]", ["4: the bracket ']' stands alone in 'z]'; write \\], or pair it"]),
        (f"{A_LONG_WORD}x", [f"1: the bracket '[' stands alone in '{A_LONG_WORD[:40]}'; write \\[, or pair it"]),
        ("{{ a }}] en `c`]", [
            "1: the bracket ']' stands alone in '…]'; write \\], or pair it",
            "1: the bracket ']' stands alone in '`…`]'; write \\], or pair it",
        ]),
        ("{% if a %}\nb\n{% endif %}\n{## nog\n niets ##}\n<b>",
         ["6: '<b>' would be read as HTML; write the sign as \\<, or take it out"]),
        ("b ]\n<i>", [
            "1: the bracket ']' stands alone in ']'; write \\], or pair it",
            "2: '<i>' would be read as HTML; write the sign as \\<, or take it out",
        ]),
        ('[7]{.fact key="a_1"} en \\< en <https://example.org/x> goed', []),
        ("een <https://example.org/a[b> adres", []),
    ],
)  # fmt: skip
def test_the_author_reads_line_word_and_remedy(text: str, found: list[str]) -> None:
    assert told(text) == found


def test_a_fault_of_a_footnote_is_named_once_those_that_are_referred_to_first() -> None:
    texts = ["[^b]: een", "a[^a] b[^a] `[^c]`", "[^d]: noot\n\n[^d]: weer", "d[^d]"]
    assert list(structure.footnotes(texts)) == [
        ("a", "the footnote [^a] has no text"),
        ("d", "the footnote [^d] has two texts"),
        ("b", "nothing refers to the footnote [^b], so that no reader would see it"),
    ]
