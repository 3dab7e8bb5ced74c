"""Links in a text that a file gives: web pages and e-mail addresses, and nothing else."""

from __future__ import annotations

import pytest

from arbeidsmarkt.text.markdown import Markdown, link


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("Een pagina", "https://example.invalid/a?b=1&c=2#d", "[Een pagina](https://example.invalid/a?b=1&c=2#d)"),
        ("Vragen", "vraag.het@example.invalid", "[Vragen](mailto:vraag.het@example.invalid)"),
        ("Een *pagina*", "https://example.invalid", r"[Een \*pagina\*](https://example.invalid)"),
        (Markdown("*Zo*"), "https://example.invalid", "[*Zo*](https://example.invalid)"),
        ("Teken", "https://example.invalid/?a&lt;b&c", "[Teken](https://example.invalid/?a%26lt;b&c)"),
        ("Onveilig", "http://example.invalid", "Onveilig"),
        ("Niets", "", "Niets"),
        ("Script", "javascript:alert(1)", "Script"),
        ("Haakje", "https://example.invalid/(x)", "[Haakje](https://example.invalid/%28x%29)"),
    ],
)
def test_only_a_web_page_or_an_e_mail_address_becomes_a_link(text: str, address: str, shown: str) -> None:
    assert link(text, address) == shown
    assert isinstance(link(text, address), Markdown)
