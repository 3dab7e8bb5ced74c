"""Revisions as text, CSV and JSON, for ``revisions`` and ``compare``."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arbeidsmarkt.numbers.revisions import Change, Revisions, Summary

_COLUMNS = ("series", "members", "period", "kind", "old", "new", "difference", "old_status", "new_status")


def as_csv(found: Revisions) -> str:
    """One line per change, with codes and numbers as in the vintages."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_plain(change)[name] for name in _COLUMNS] for change in found.changes)
    return text.getvalue()


def as_json(found: Revisions) -> str:
    """Changes and summaries as one JSON document."""
    document = {
        "old": found.old,
        "new": found.new,
        "changes": [{**_plain(change), "members": dict(change.members)} for change in found.changes],
        "summary": [
            {
                "series": s.spec.id, "unit": s.spec.unit, "compared": s.compared, "revised": s.revised,
                "mean": _number(s.mean), "mean_absolute": _number(s.mean_absolute),
                "largest": _number(s.largest.difference) if s.largest else "", "appeared": s.appeared,
                "disappeared": s.disappeared, "withheld": s.withheld,
            }
            for s in found.summaries
        ],
        "incomparable": {name: list(tables) for name, tables in found.incomparable.items()},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_text(found: Revisions) -> str:
    """The changes per series, and a summary of all series at the end."""
    lines = [f"From {found.old} to {found.new}"]
    for summary in found.summaries:
        mine = [change for change in found.changes if change.series == summary.spec.id]
        if not mine:
            continue
        lines += ["", f"{summary.spec.id}: {summary.spec.title} ({summary.spec.base or summary.spec.unit})"]
        lines += [_line(change) for change in mine]
    for name, (before, after) in found.incomparable.items():
        lines += ["", f"{name}: not compared, it comes from {after} now and came from {before}"]
    head = (
        f"{'series':<44} {'compared':>8} {'revised':>7} {'mean':>8} {'largest':>8} {'new':>6} {'gone':>6} {'secret':>6}"
    )
    return "\n".join([*lines, "", head, *(_summary_line(summary) for summary in found.summaries)]) + "\n"


def _line(change: Change) -> str:
    status = " -> ".join(dict.fromkeys(word for word in (change.old_status, change.new_status) if word))
    values = f"{_number(change.old) or '-':>9} -> {_number(change.new) or '-':>9}"
    difference = f"{change.difference:+}" if change.difference is not None else change.kind
    return f"  {change.period!s:<8} {values}  {difference:<12} {status:<28} {change.label}".rstrip()


def _summary_line(summary: Summary) -> str:
    mean = f"{summary.mean:+.2f}" if summary.mean is not None else ""
    largest = f"{summary.largest.difference:+}" if summary.largest else ""
    return (
        f"{summary.spec.id:<44} {summary.compared:>8} {summary.revised:>7} {mean:>8} {largest:>8} "
        f"{summary.appeared:>6} {summary.disappeared:>6} {summary.withheld:>6}"
    )


def _plain(change: Change) -> dict[str, str]:
    return {
        "series": change.series,
        "members": " ".join(f"{name}={member}" for name, member in change.members.items()),
        "period": change.period.code,
        "kind": change.kind,
        "old": _number(change.old),
        "new": _number(change.new),
        "difference": _number(change.difference),
        "old_status": change.old_status,
        "new_status": change.new_status,
    }


def _number(value: Decimal | None) -> str:
    """A number without needless digits; a mean of decimals may have 28."""
    if value is None:
        return ""
    return f"{value:f}" if -int(value.as_tuple().exponent) <= 6 else f"{value:.6f}"
