"""Plain text becomes Markdown that shows exactly that text, and inline Markdown becomes plain text again."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.text import headings, markdown
from arbeidsmarkt.text.markdown import Markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1,2** en a_b", r"1,2\*\* en a\_b"),
        ("- punt", r"\- punt"), ("  + punt", r"\+ punt"), ("a - b", "a - b"), ("a -- b", r"a \-\- b"),
        ("1. een", r"1\. een"), ("(iv) een", r"(iv\) een"), ("b) een", r"b\) een"), ("1.5 een", "1.5 een"),
        ("wacht...", r"wacht\.\.\."), ("a & b, &amp;", r"a & b, \&amp;"), ("= kop", r"\= kop"), (": zo", r"\: zo"),
        ("een\n\n twee \t drie", "een twee drie"), ("@fig-a", r"\@fig-a"),
    ],
)  # fmt: skip
def test_signs_of_markdown_are_escaped_where_they_would_be_read_as_such(text: str, shown: str) -> None:
    assert markdown.escape(text) == shown
    assert markdown.as_markdown(Markdown(shown)) == shown


def test_blanks_at_both_ends_of_a_part_are_kept_and_those_of_a_line_are_not() -> None:
    assert markdown.as_markdown(" a *b* ") == " a \\*b\\* "
    assert markdown.escape(" a *b* ") == "a \\*b\\*"
    assert markdown.as_markdown("   a\t\n b\r\n") == " a b "
    assert markdown.one_line(" a \r\n\t b\u00a0c \n") == "a b\u00a0c"


def test_a_reference_remains_one_where_it_is_meant_as_such() -> None:
    text = "zie @fig-a, @sec-b-c., x@fig-d, @@tbl-e en @tbl"
    assert markdown.escape_part(text, references=True) == r"zie @fig-a, @sec-b-c., x\@fig-d, \@\@tbl-e en \@tbl"
    assert markdown.escape_part(text) == text.replace("@", "\\@")


def test_words_that_are_added_to_markdown_are_escaped_on_either_side() -> None:
    bold = Markdown("**b**")
    assert ("*a* " + bold + " *c*", bold + bold) == ("\\*a\\* **b** \\*c\\*", "**b****b**")
    assert isinstance("*a* " + bold, Markdown) and isinstance(bold + "x", Markdown)


def test_the_text_of_an_attribute_is_quoted_and_holds_no_shortcode() -> None:
    assert markdown.attribute('a "b" \\ & c\n{{< d >}}') == 'a \\"b\\" \\\\ &amp; c &#123;&#123;< d >}}'
    with pytest.raises(UserError, match=r"U\+0007"):
        markdown.attribute("bel \x07")


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        (r"a \* b \_ c", "a * b _ c"),
        ("*a* **b** _c_ `d` snake_case 2*3", "a b c d snake_case 23"),
        ("[a](https://example.org) en ![b](x.png)", "a en b"),
        ('[[7]{.fact key="x"} uur](https://example.org)', "7 uur"),
        ("[a] en [b](c) en d]", "[a] en b en d]"),
        ("[a [b] c](d)", "a [b] c"),
        ("[a `b` *c*](d)", "a b c"),
        ("een\n twee ", "een twee"),
        ("_a_b_", "a_b"),
    ],
)
def test_inline_markdown_as_plain_text(marked: str, plain: str) -> None:
    assert markdown.plain(marked) == plain


def test_a_printed_fact_is_whole_or_the_author_is_told() -> None:
    span = '[7]{.fact key="a_1"} en [8]{.fact key="b"}'
    assert markdown.with_whole_facts(span) == span
    assert markdown.without_facts(f"{span} [x]{{.y}}") == "7 en 8 [x]{.y}"
    with pytest.raises(UserError) as told:
        markdown.with_whole_facts(span.replace("fact", "Fact"))
    assert str(told.value) == "a filter changed a printed fact; apply it to the words around the fact"


SECTIONS = ["# A {#sec-a}\n\n## B {#sec-b .x}\n\nx\n\n## C {#sec-c}", "# D {#sec-d}\n\ny", "~~~\n# E\n~~~"]


@pytest.mark.parametrize(
    ("label", "blocks"),
    [
        ("sec-a", [SECTIONS[0], "!", *SECTIONS[1:]]),
        ("sec-b", ["# A {#sec-a}\n\n## B {#sec-b .x}\n\nx", "!", "## C {#sec-c}", *SECTIONS[1:]]),
        ("sec-c", [SECTIONS[0], "!", *SECTIONS[1:]]),
        ("sec-d", [*SECTIONS, "!"]),
    ],
)
def test_a_text_comes_at_the_end_of_its_section(label: str, blocks: list[str]) -> None:
    assert headings.at_end_of(SECTIONS, label, "!") == blocks
    assert headings.at_end_of(SECTIONS, label + "x", "!") is None


def test_a_heading_that_is_left_out_leaves_no_hole() -> None:
    assert headings.without_empty(["Tekst.\n\n## Leeg ##\n\n\n## Vol\n\nx\n\n\n\ny", "### Ook leeg {.x}\n"]) == (
        ["Tekst.\n\n## Vol\n\nx\n\ny", ""], ["Leeg", "Ook leeg"],
    )  # fmt: skip
