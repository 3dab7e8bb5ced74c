"""What the accountability section says of what could not be read."""

from __future__ import annotations

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.unread import not_read
from arbeidsmarkt.inputs.catalogue import Catalogue


def test_a_table_and_a_part_of_one_are_named_with_the_reason(project: Project) -> None:
    catalogue = Catalogue.load(project.params / "series.yml")
    assert not_read(
        [
            {"table": "82647NED", "series": ["hours_old"], "kind": "gone", "reason": "404"},
            {"table": "80474ned", "series": ["open_vacancies_by_sector"], "kind": "changed", "reason": "…"},
        ],
        catalogue,
    ) == [
        "Niet gelezen: tabel 82647NED (Arbeidsduur werkzame beroepsbevolking, oude meetmethode (stopgezet)), omdat "
        "StatLine deze tabel niet meer heeft.",
        "Niet gelezen: Openstaande vacatures naar bedrijfstak, seizoengecorrigeerd (uit tabel 80474ned (Vacatures; "
        "seizoengecorrigeerd, SBI 2008)), omdat deze tabel anders is ingedeeld dan voorheen.",
    ]
