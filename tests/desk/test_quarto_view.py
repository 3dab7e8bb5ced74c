"""What a call shows in a build and in Jupyter, and what when Quarto runs the notebook by itself."""

from __future__ import annotations

import pytest

from arbeidsmarkt.desk import quarto_view
from arbeidsmarkt.exhibits.records import MIME

READS = {"kind": "reads"}


@pytest.mark.parametrize(
    ("kind", "html", "markdown", "to_a_person", "to_quarto"),
    [
        ("facts", "<b>1</b>", "", {"text/html": "<b>1</b>"}, []),
        ("table", "<b>1</b>", "", {"text/html": "<b>1</b>"}, [{"text/markdown": "````{=html}\n<b>1</b>\n````"}]),
        ("prose", "", "Tekst.", {"text/markdown": "Tekst."}, [{"text/markdown": "Tekst."}]),
        ("figure", "<svg/>", "Een figuur.", {"text/html": "<svg/>", "text/markdown": "Een figuur."},
         [{"text/markdown": "Een figuur."}]),
    ],
)  # fmt: skip
def test_quarto_gets_what_readers_see_as_markdown_and_others_get_the_records_too(
    kind: str, html: str, markdown: str, to_a_person: dict[str, str], to_quarto: list[dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    record = {"kind": kind}
    monkeypatch.delenv("QUARTO_FIG_WIDTH", raising=False)
    assert quarto_view.bundles(record, READS, html, markdown) == [
        {MIME: READS, "text/plain": ""}, {MIME: record, "text/plain": "", **to_a_person},
    ]  # fmt: skip
    monkeypatch.setenv("QUARTO_FIG_WIDTH", "7")
    assert quarto_view.bundles(record, READS, html, markdown) == to_quarto
