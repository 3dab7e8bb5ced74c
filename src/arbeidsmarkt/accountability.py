"""What the accountability section says of an edition: the tables used, what was published before, what is covered."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from arbeidsmarkt import dutch, reconciliation, statements
from arbeidsmarkt.derivations import lower
from arbeidsmarkt.session import Session


def tables_used(session: Session) -> pd.DataFrame:
    """The tables that the other notebooks read, with the state of their figures.

    Returns:
        One row a table, by its id: ``Tabel``, ``Titel``, ``Stand van de cijfers`` (text).
    """
    reader = session.reader
    rows = []
    for name in sorted(session.told.get("reads", {}).get("tables", [])):
        info = reader.vintage.tables.get(name)
        if info is None:
            continue
        reader.reads_table(name)
        spec = reader.catalogue.tables.get(name)
        rows.append(
            {
                "Tabel": name if spec is None or spec.statline else "–",
                "Titel": info.title or (spec.title if spec else name),
                "Stand van de cijfers": _state(session, name, info.modified),
            }
        )
    return pd.DataFrame(rows, columns=["Tabel", "Titel", "Stand van de cijfers"])


def _state(session: Session, table: str, modified: str | None) -> str:
    """When the table's figures were last changed, or from when to when they were published."""
    if modified:
        return dutch.date(dt.date.fromisoformat(modified[:10]))
    series = session.reader.vintage.tables[table].series
    days = {row.as_of for name in series for row in session.reader.vintage.rows(name) if row.as_of}
    if not days:
        return "niet bekend"
    first, last = min(days), max(days)
    return dutch.date(last) if first == last else f"{dutch.date(first)} tot en met {dutch.date(last)}"


def reconciled(session: Session) -> pd.DataFrame:
    """The figures that were published before, beside what this edition gives for them.

    Returns:
        One row a figure: what it is, as published, by whom, what this edition prints, and the outcome (all text).
    """
    found = reconciliation.compare(session.edition.printed, session.others)
    rows = [
        {
            "Uitspraak": f"{item.title}{f', {item.period.text}' if item.period else ''}",
            "Gepubliceerd": item.printed,
            "Publicatie": item.source,
            "Deze editie": item.now,
            "Uitkomst": item.word,
        }
        for item in found
    ]
    return pd.DataFrame(rows, columns=["Uitspraak", "Gepubliceerd", "Publicatie", "Deze editie", "Uitkomst"])


def explanations(session: Session) -> list[str]:
    """Why figures differ or cannot be derived: one sentence a reason, with the figures that it holds for."""
    titles: dict[str, list[str]] = {}
    for item in reconciliation.compare(session.edition.printed, session.others):
        if item.explanation:
            titles.setdefault(item.explanation, []).append(f"{lower(item.title)} ({item.printed})")
    return [f"{dutch.capitalised(dutch.enumeration(names))}: {lower(reason)}" for reason, names in titles.items()]


def coverage(session: Session) -> pd.DataFrame:
    """What the letter that belongs to the edition states, and what the report does with each statement.

    Returns:
        One row a statement: ``Uitspraak``, ``In dit rapport``, ``Toelichting`` (text); none for an edition that no
        letter belongs to.
    """
    session.reader.reads_file(statements.FILE)
    columns = ["Uitspraak", "In dit rapport", "Toelichting"]
    if not (session.project.root / statements.FILE).is_file():
        return pd.DataFrame(columns=columns)
    found = statements.load(session.project.root)
    if found.edition != session.quarter:
        return pd.DataFrame(columns=columns)
    rows = [(item.statement, statements.WORDS[item.made], item.why) for item in found.statements]
    return pd.DataFrame(rows, columns=columns)
