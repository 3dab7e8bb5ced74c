"""A StatLine as it may be on the first day: the real figures under other titles than the catalogue has.

Made from evidence: the figures are those of the newest shipped vintage (real ones, of which those of the vacancies are
revised here as far as they were revised before); titles and codes follow what was seen of CBS's tables and of their
twins. What stands beside them to be mistaken for them is made up.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from arbeidsmarkt.inputs.catalogue import Catalogue
from arbeidsmarkt.inputs.vintages import Vintage
from arbeidsmarkt.statline.devserver import Measure, Member, ServedTable, from_vintage

#: tables that are gone
GONE = ("82647NED", "84164NED", "84166NED", "82435NED")


def tables(vintage: Vintage, catalogue: Catalogue) -> list[ServedTable]:
    """The tables of that day."""
    found = {table.id: table for table in from_vintage(vintage, catalogue) if table.id not in GONE}
    _flows(found["84545NED"])
    _vacancies(found["80474ned"])
    _wages(found["85663NED"])
    _survey(found["85609NED"])
    _labour(found["85224NED"])
    return list(found.values())


def _flows(table: ServedTable) -> None:
    """The English twin says "Unfilled", "Arisen", "Filled"; here the Dutch of that, in another order, in a group."""
    names = {"Ontstane vacatures": "Ontstaan", "Vervulde vacatures": "Vervuld"}
    table.measures = [replace(each, title=names[each.title], groups=("Vacatures",)) for each in table.measures]
    _reorder(table, [1, 0])
    _beside(table, Measure("Openstaand", ("Vacatures",), "x 1 000", 1), 0, Decimal("0.93"))


def _vacancies(table: ServedTable) -> None:
    """One more group above the measure, and the last quarters revised as far as they were revised before."""
    table.measures = [replace(each, title="Vacatures", groups=("Seizoengecorrigeerd",)) for each in table.measures]
    total = sorted(member.period for member in table.cells if member.codes == ("T001081",))
    for number, period in enumerate(total[-11:]):
        cell = table.cells[Member(("T001081",), period)]
        if cell[0] != ".":
            cell[0] = f"{Decimal(cell[0]) + (Decimal('1.4') if number % 2 else Decimal('-0.9')):.1f}"
    _beside(table, Measure("Vacatures", ("Niet gecorrigeerd",), "x 1 000", 1), 0, Decimal("1.06"))


def _wages(table: ServedTable) -> None:
    """Another name for a dimension, a longer title, one more group, and two sections that the table does not have."""
    table.measures = [
        replace(each, title="Cao-lonen per uur inclusief bijzondere beloningen", groups=("Cao-lonen", *each.groups))
        for each in table.measures
    ]
    for index, each in list(enumerate(table.measures)):
        other = replace(each, title="Cao-lonen per uur exclusief bijzondere beloningen")
        _beside(table, other, index, Decimal("0.9"))
    dimensions = list(table.dimensions)
    table.dimensions = {
        ("CaoSector" if name == "CaoSectoren" else name): codes for name, codes in table.dimensions.items()
    }
    place = dimensions.index("BedrijfstakkenBranchesSBI2008")
    for code in ("305700", "402000"):
        table.dimensions["BedrijfstakkenBranchesSBI2008"].pop(code)
        table.cells = {member: cell for member, cell in table.cells.items() if member.codes[place] != code}


def _survey(table: ServedTable) -> None:
    """One more dimension, and another word for what is not adjusted beside what is."""
    codes = table.dimensions["Seizoencorrectie"]
    (code,) = codes
    codes[code] = "Oorspronkelijke cijfers"
    codes["A050903"] = "Seizoengecorrigeerde cijfers"
    place = list(table.dimensions).index("Seizoencorrectie")
    for member, cell in list(table.cells.items()):
        adjusted = Member(tuple("A050903" if n == place else c for n, c in enumerate(member.codes)), member.period)
        table.cells[adjusted] = {
            index: text if text == "." else f"{Decimal(text) + 1:.1f}" for index, text in cell.items()
        }


def _labour(table: ServedTable) -> None:
    """One more group above every measure."""
    table.measures = [replace(each, groups=("Bevolking", *each.groups)) for each in table.measures]


def _reorder(table: ServedTable, order: list[int]) -> None:
    table.measures = [table.measures[index] for index in order]
    table.cells = {
        member: {new: cell[old] for new, old in enumerate(order) if old in cell} for member, cell in table.cells.items()
    }


def _beside(table: ServedTable, measure: Measure, like: int, factor: Decimal) -> None:
    """A measure that could be mistaken for another one: its figures are a little different."""
    table.measures.append(measure)
    for cell in table.cells.values():
        text = cell.get(like, ".")
        cell[len(table.measures) - 1] = text if text in (".", "") else f"{Decimal(text) * factor:.{measure.decimals}f}"
