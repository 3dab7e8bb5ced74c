"""A number that is traced to a cell has the value that the cell holds. Real figures, and altered ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk.as_read import refuse_altered
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.series import Cell, Observation, PublishedCell
from made_up_figures import Q3, value

WRONG = Decimal(1)
DERIVE = "; derive a number from others; never set the value of one"


@pytest.fixture(scope="module")
def reader(project: Project) -> Reader:
    return Reader(project, Q3, "2024-12-13", dt.date(2024, 12, 13))


@pytest.fixture(scope="module")
def read(reader: Reader) -> dict[str, Observation]:
    return {
        "series": reader.series("open_vacancies")[Q3],
        "member": reader.series("vacancy_rate_by_sector", sector="G").last,
        "published": reader.published("vacancies_technical"),
        "of no period": reader.published("hours"),
    }


def test_what_was_read_and_what_this_project_does_not_hold_passes(reader: Reader, read: dict[str, Observation]) -> None:
    series, member, published = read["series"], read["member"], read["published"]
    assert isinstance(series.source, Cell) and isinstance(published.source, PublishedCell)
    refuse_altered(
        [
            *read.values(),
            difference(series, value(1)),
            replace(series, value=None),
            replace(series, value=WRONG, source=replace(series.source, sha256="of an older vintage")),
            replace(series, value=WRONG, source=replace(series.source, series="another_project_s")),
            replace(published, value=WRONG, source=replace(published.source, key="another_project_s")),
            replace(published, period=None),
            replace(member, decimals=0),
        ],
        reader,
    )


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("series", "'open_vacancies' of 2024Q3 is 1 here, and 397 in its source"),
        ("member", "'vacancy_rate_by_sector' of 2024Q2 is 1 here, and 52 in its source"),
        ("of no period", "'hours' is 1 here, and 32.1 in its source"),
    ],
)
def test_a_value_that_was_set_is_refused_also_below_another(
    which: str, said: str, reader: Reader, read: dict[str, Observation]
) -> None:
    altered = replace(read[which], value=WRONG)
    for item in (altered, difference(replace(altered, unit="thousand"), value(2))):
        with pytest.raises(UserError) as refused:
            refuse_altered([read["series"], item], reader)
        assert str(refused.value) == said + DERIVE


def test_a_value_of_another_period_is_refused(reader: Reader, read: dict[str, Observation]) -> None:
    with pytest.raises(UserError, match=r"'open_vacancies' of 2019Q3 is 397 here, and 284\.4 in its source"):
        refuse_altered([replace(read["series"], period=Q3 - 20)], reader)
    with pytest.raises(UserError) as refused:
        refuse_altered([replace(read["published"], period=Q3 + 400)], reader)
    assert str(refused.value).endswith("here, and no figure in its source" + DERIVE)
