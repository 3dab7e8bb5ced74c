"""The content of the accountability section: tables used, figures published before, statements covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import get_args

import pandas as pd

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits.tables import period_names
from arbeidsmarkt.exhibits.typed_words import from_files
from arbeidsmarkt.inputs import coverage as statements
from arbeidsmarkt.numbers import reconciliation
from arbeidsmarkt.numbers.derivations import lower
from arbeidsmarkt.numbers.known_then import KnownThen
from arbeidsmarkt.numbers.series import Cell, Derivation, Observation

_COLUMNS = ["Cijfer", "Eenheid", "Gepubliceerd", "Publicatie", "Deze bijlage", "Uitkomst", "Toelichting"]
#: the outcomes of figures that differ from what was published
_DIFFERENT: tuple[reconciliation.Outcome, ...] = ("revised", "explained", "failed")
_MADE: tuple[statements.Made, ...] = get_args(statements.Made)


def tables_used(session: Session) -> pd.DataFrame:
    """The tables whose figures the other notebooks show, with the state of these figures.

    A table that was read only to continue a series to before the first quarter of the charts is left out.

    Returns:
        One row per table, sorted by id: ``Tabel``, ``Titel``, ``Stand van de cijfers`` (text).
    """
    reader = session.reader
    rows = []
    shown = [*session.asked, *(name for splice in session.splices if splice.shown for name in splice.older)]
    held = {info.id for name in shown if (info := reader.vintage.table_of(name)) is not None}
    for name in sorted(set(session.handed_over.get("reads", {}).get("tables", [])) & held):
        info = reader.vintage.tables[name]
        reader.reads_table(name)
        spec = reader.catalogue.tables.get(name)
        rows.append(
            {
                "Tabel": name if spec is None or spec.statline else "–",
                "Titel": ": ".join(filter(None, (info.publisher, info.title or (spec.title if spec else name)))),
                "Stand van de cijfers": _state(session, name, info.modified),
            }
        )
    return from_files(pd.DataFrame(rows, columns=["Tabel", "Titel", "Stand van de cijfers"]))


def tables_described(session: Session) -> dict[str, str]:
    """Caption and source of ``tables_used``; they name other publishers than CBS only if a file of theirs was read."""
    shown = set(tables_used(session)["Titel"])
    tables = session.reader.vintage.tables.values()
    others = sorted({info.publisher for info in tables if f"{info.publisher}: {info.title}" in shown})
    whose = "" if others else " van het CBS"
    return {
        "caption": f"Gebruikte tabellen{whose} en hun stand",
        "source": f"Bron: {'; '.join(['CBS, StatLine', *others])}.",
    }


def _state(session: Session, table: str, modified: str | None) -> str:
    """When the table's figures were last changed, or the first and last day on which they were published."""
    if modified:
        return dutch.date(dt.date.fromisoformat(modified[:10]))
    days = session.reader.vintage.published(table)
    if not days:
        return "niet bekend"
    first, last = min(days), max(days)
    return dutch.date(last) if first == last else f"{dutch.date(first)} tot en met {dutch.date(last)}"


def reconciled(session: Session) -> pd.DataFrame:
    """The figures that were published before, with what this edition gives for them.

    Returns:
        One row per figure, all text: title and period, unit, value as published, publisher, value in this edition,
        outcome, and why it differs or cannot be derived.
    """
    return _rows(session, _compared(session))


def deviating(session: Session) -> pd.DataFrame:
    """The figures of ``reconciled`` that differ now: revised, explained by hand, or not explained.

    Returns:
        The columns of ``reconciled``, without publication and outcome; each figure is named as it is there.
    """
    found = _compared(session)
    differ = [item.outcome in _DIFFERENT for item in found]
    return _rows(session, found).loc[differ].drop(columns=["Publicatie", "Uitkomst"]).reset_index(drop=True)


def outcomes(session: Session) -> dict[str, Observation]:
    """How many published figures were recomputed, with which outcome, and how many were only taken over.

    Returns:
        Observations to name as facts: ``printed_recomputed`` (recomputed from CBS's figures and compared), of which
        ``printed_different`` differ: ``printed_revised``, ``printed_explained`` (by hand) and ``printed_unexplained``;
        and, not compared, ``printed_taken_over`` and ``printed_absent`` (not in this edition).
    """
    found = _compared(session)
    compared = [item.outcome for item in found if item.recomputed]
    others = [item.outcome for item in found if not item.recomputed]
    sources = _sources(session, (item.fact for item in found))

    def counted(among: list[reconciliation.Outcome], what: str, *wanted: reconciliation.Outcome) -> Observation:
        number = sum(outcome in wanted for outcome in among) if wanted else len(among)
        return _count(number, f"Eerder gepubliceerde cijfers die {what}", sources)

    return {
        "printed_recomputed": counted(compared, "zijn nagerekend"),
        "printed_different": counted(compared, "nu anders zijn", *_DIFFERENT),
        "printed_revised": counted(compared, "zijn bijgesteld", "revised"),
        "printed_explained": counted(compared, "om een andere reden afwijken", "explained"),
        "printed_unexplained": counted(compared, "zonder verklaring afwijken", "failed"),
        "printed_taken_over": counted(others, "zijn overgenomen", "taken_over"),
        "printed_absent": counted(others, "deze bijlage niet geeft", "not_derivable", "failed"),
    }


def _compared(session: Session) -> list[reconciliation.Comparison]:
    """Compare the published figures with this edition's; records as read what could be evidence of revisions."""
    project, edition = session.project, session.edition
    known_then = KnownThen.of(project, edition)
    if edition.printed:
        session.reader.reads_file(str(project.published.relative_to(project.root)))
        session.reader.reads_file(str(project.vintages.relative_to(project.root)))
        for label in known_then.labels:
            session.reader.reads_file(f"{project.vintages.relative_to(project.root)}/{label}/datapackage.json")
    return reconciliation.compare(edition.printed, session.others, known_then)


def left_out(session: Session) -> pd.DataFrame:
    """What the other notebooks' texts left out because a figure is missing.

    Returns:
        One row per subject: ``Onderwerp`` (text).
    """
    return from_files(pd.DataFrame({"Onderwerp": list(dict.fromkeys(session.handed_over.get("left_out", [])))}))


def left_out_count(session: Session) -> Observation:
    """The number of subjects that ``left_out`` lists, to name as a fact."""
    shown = tuple(one for one in _sources(session, sorted(session.others)) if isinstance(one.source, Cell))
    return _count(len(left_out(session)), "Onderwerpen waarover de gebruikte cijfers niets bevatten", shown)


def coverage(session: Session) -> pd.DataFrame:
    """The statements of the edition's letter, and what the report does with each.

    Returns:
        One row per statement: ``Uitspraak``, ``In deze bijlage``, ``Toelichting`` (text); none for an edition without
        a letter.
    """
    rows = [(item.statement, statements.WORDS[item.made], item.why) for item in _statements(session)]
    return from_files(pd.DataFrame(rows, columns=["Uitspraak", "In deze bijlage", "Toelichting"]))


def statements_made(session: Session) -> dict[str, Observation]:
    """The number of statements in the letter, and how many of each kind the report makes.

    Returns:
        ``statements_count``, ``statements_reproduced``, ``statements_published`` and ``statements_not_made``, to name
        as facts; empty for an edition without a letter.
    """
    stated = _statements(session)
    if not stated:
        return {}
    found = [item.made for item in stated]
    shown = _sources(session, (key for item in stated for key in item.facts[:1]))
    each = {
        f"statements_{made}": _count(found.count(made), f"Uitspraken: {statements.WORDS[made]}", shown)
        for made in _MADE
    }
    return {"statements_count": _count(len(found), "Uitspraken van de brief", shown), **each}


def read_in_copies(session: Session) -> dict[str, Observation]:
    """How many of the other notebooks' facts depend on a figure of CBS that was read from somebody's copy.

    Returns:
        ``facts_from_cbs`` and, of these, ``facts_in_copies``, to name as facts; empty if all was read at CBS.
    """
    leaves = {
        key: [leaf.source for leaf in fact.observation.cells() if isinstance(leaf.source, Cell) and not leaf.missing]
        for key, fact in session.others.items()
    }
    from_cbs = sorted(key for key, cells in leaves.items() if cells)
    copied = [key for key in from_cbs if any(cell.via for cell in leaves[key])]
    if not copied:
        return {}
    return {
        "facts_from_cbs": _count(
            len(from_cbs), "Getallen die op cijfers van het CBS berusten", _sources(session, from_cbs)
        ),
        "facts_in_copies": _count(
            len(copied), "Getallen die op een kopie van een CBS-cijfer berusten", _sources(session, copied)
        ),
    }


def _statements(session: Session) -> tuple[statements.Statement, ...]:
    """The statements of the edition's letter; none if there is no letter."""
    session.reader.reads_file(statements.FILE)
    if not (session.project.root / statements.FILE).is_file():
        return ()
    found = statements.load(session.project.root)
    return found.statements if found.edition == session.quarter else ()


def _rows(session: Session, found: Iterable[reconciliation.Comparison]) -> pd.DataFrame:
    rows = []
    named = [(item, session.others.get(item.fact)) for item in found]
    labels: dict[str, set[str]] = {}
    for item, fact in named:
        labels.setdefault(item.title, set()).add(fact.label if fact else "")
    for item, fact in named:
        # a label where the title does not distinguish them
        parts = [item.title, lower(fact.label) if fact and len(labels[item.title]) > 1 else ""]
        parts += period_names([fact.observation]) if fact else []
        rows.append(
            {
                "Cijfer": ", ".join(part for part in parts if part),
                "Eenheid": dutch.unit(item.unit).head if item.unit else "",
                "Gepubliceerd": item.printed,
                "Publicatie": item.source,
                "Deze bijlage": item.now,
                "Uitkomst": item.word,
                "Toelichting": item.explanation,
            }
        )
    return from_files(pd.DataFrame(rows, columns=_COLUMNS))


def _sources(session: Session, keys: Iterable[str]) -> tuple[Observation, ...]:
    """One figure from each table and publication behind these facts; a count of the facts is traced to them."""
    found: dict[str, Observation] = {}
    for key in keys:
        for cell in session.others[key].observation.cells() if key in session.others else ():
            source = cell.source
            found.setdefault(source.table if isinstance(source, Cell) else getattr(source, "title", ""), cell)
    return tuple(found.values())


def _count(number: int, title: str, among: tuple[Observation, ...]) -> Observation:
    """A count of items that an edition lists, traced to the sources of these items."""
    words = f"geteld: {lower(title)}"
    return Observation(Decimal(number), "count", Derivation("count", words, "aantal(a, …)", among), title=title)
