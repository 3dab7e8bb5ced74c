"""Headings with nothing under them are left out and named."""

from __future__ import annotations

from hypothesis import given, strategies as st

from arbeidsmarkt.text.headings import without_empty


def test_a_part_without_content_goes_and_a_chapter_whose_parts_have_some_stays() -> None:
    blocks = [
        "# A {#sec-a}\n\n## Leeg {#sec-l}\n\n### Ook leeg",
        "## Vol\n\nTekst.",
        "# Niets {.unnumbered}",
        "# B",
        "fig-b",
    ]
    kept, empty = without_empty(blocks)
    assert kept == ["# A {#sec-a}", "## Vol\n\nTekst.", "", "# B", "fig-b"]
    assert empty == ["Leeg", "Ook leeg", "Niets"]


def test_comments_and_fences_are_no_content_but_code_is_and_a_hash_in_it_is_no_heading() -> None:
    assert without_empty(["# A\n\n<!-- nog schrijven -->\n\n::: {.notes}\n:::"])[1] == ["A"]
    assert without_empty(["# A\n\n```\n# geen kop\n```"])[1] == []


def test_code_keeps_every_line_and_each_empty_heading_is_named_once_in_the_order_of_the_document() -> None:
    code = "# B\n\n```\n# eerste\n# tweede\n```"
    blocks = [
        "# Een kop met een lange titel {#sec-a}\n\n## X\n\nTekst.\n\n## Leeg\n\n### Ook",
        "### Nog leeg\n\n## Y",
        code,
        "# C\n\n# D\n\n~~~\n# derde\n~~~\n\n## Slot",
        "# E",
    ]
    kept, empty = without_empty(blocks)
    assert kept == [
        "# Een kop met een lange titel {#sec-a}\n\n## X\n\nTekst.", "", code, "# D\n\n~~~\n# derde\n~~~", ""
    ]  # fmt: skip
    assert empty == ["Leeg", "Ook", "Nog leeg", "Y", "C", "Slot", "E"]


lines = st.sampled_from(["# Een", "## Twee {#sec-x}", "### Drie", "Tekst.", "", "- punt"])


@given(st.lists(st.lists(lines, max_size=5).map("\n".join), max_size=6))
def test_nothing_but_headings_is_lost_and_none_that_is_kept_is_empty(blocks: list[str]) -> None:
    kept, _ = without_empty(blocks)
    content = [line for block in blocks for line in block.split("\n") if line and not line.startswith("#")]
    assert [line for block in kept for line in block.split("\n") if line and not line.startswith("#")] == content
    assert without_empty(kept) == (kept, [])
