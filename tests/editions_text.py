"""The text of every edition, one below the other, to read: ``make editions-text``.

Builds every quarter from 2014Q1 to the newest edition (HTML alone; what is there already is not made again) and writes
what a reader sees: headings, sentences, captions and notes, with the titles of figures and tables.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from arbeidsmarkt.basics.periods import Period, span
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.batch import build_all
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.inputs import editions

FIRST = Period.parse("2014Q1")

_DATA = re.compile(r"(?ms)^(?P<fence>:{3,}) \{\.(?:figure-data|key-figures|source).*?^(?P=fence)\n")
_TABLE = re.compile(r"(?s)<table.*?</table>")
_FACT = re.compile(r'\[([^\[\]]*)\]\{\.fact key="[a-z0-9_]+"\}')
_FIGURE = re.compile(r'!\[(.*?)\]\([^)]*\)\{.*?fig-alt="(.*?)"\}')


def text(document: str) -> str:
    """What a ``document.md`` says, without the numbers behind figures, tables and sources."""
    found = _TABLE.sub("", _DATA.sub("", document))
    found = _FIGURE.sub(r"[figuur] \1\n[alternatieve tekst] \2", _FACT.sub(r"\1", found))
    found = re.sub(r"(?m)^[|+].*\n|^:{3,}.*\n|\A---\n.*?\n---\n", "", found)
    return re.sub(r"\n{3,}", "\n\n", found).strip()


def main(out: Path, file: Path) -> None:
    """Build every edition into ``out`` and write their texts into ``file``."""
    project = Project.find()
    quarters = span(FIRST, max(editions.quarters(project)))
    orders = [Order(project, quarter.label, out, ("html",)) for quarter in quarters]
    build_all(orders, 2, lambda edition, result: print(edition, flush=True))
    parts = [f"######## {order.edition}\n\n{text((order.folder / 'document.md').read_text())}" for order in orders]
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
