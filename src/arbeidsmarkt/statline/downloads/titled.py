"""A download of StatLine's page with titles in place of codes, read as the interfaces are.

Which column is which dimension of the catalogue follows from its name or from the members in it; where the catalogue
has a member's code only, the known figures decide which title it is, as they do when a table was changed.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from arbeidsmarkt.basics import typed_period
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.inputs.catalogue import SeriesSpec, TableSpec
from arbeidsmarkt.inputs.csv_file import Line
from arbeidsmarkt.statline.downloads import cells, layout
from arbeidsmarkt.statline.downloads.bulk import PAGE
from arbeidsmarkt.statline.guard import Guard, Limits
from arbeidsmarkt.statline.lifecycle import LifeCycle
from arbeidsmarkt.statline.metadata import Code, TableMeta, Topic
from arbeidsmarkt.statline.plan import TablePlan
from arbeidsmarkt.statline.source import About, Interface, Record

_TIME = "Perioden"
_UNIT = re.compile(r"(?P<title>.*\S)\s*\((?P<unit>[^()]*)\)")
_MARKS = {"**": "revised_provisional", "*": "provisional"}


class Titled:
    """A download with titles.

    Args:
        name: the file as messages name it.
        lines: its rows.
        specs: the series of its table.
        about: what the catalogue says of the table.
        version: anything that tells this file from another.
    """

    name: Interface = "file"

    def __init__(
        self, name: str, lines: Sequence[Line], specs: Sequence[SeriesSpec], about: TableSpec, version: str
    ) -> None:
        self.guard = Guard("file:", Limits())
        self.display_name = name
        self.beside: dict[str, str] = {}
        self._specs = specs
        self._about = about
        self._version = version
        self._layout = layout.read(lines, name)
        self._names = self._dimensions()
        self._refuse_lost_symbols()

    def address(self, table: str) -> str:
        """The page of the table."""
        return f"{PAGE}{table}"

    def session(self) -> AbstractContextManager[None]:
        """Nothing to open."""
        return contextlib.nullcontext()

    def about(self, table: str) -> About:
        """What the file says of its table: its title, and nothing of its state."""
        return About(self._about.title, "", self._version, LifeCycle(ended=False, successor=""))

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes, with titles as codes."""
        shown = self._layout.cells
        topics = tuple(
            self._topic(measure, unit) for measure, unit in dict.fromkeys((c.measure, c.unit) for c in shown)
        )
        codes = {
            key: [Code(title, title.rstrip("*").strip())
                  for title in dict.fromkeys(dict(cell.members).get(own, "") for cell in shown)]
            for own, key in self._names.items()
        }  # fmt: skip
        periods: dict[str, Code] = {}
        for cell in shown:
            code = typed_period.parsed(cell.period).code
            mark = cell.period[len(cell.period.rstrip("*")) :]
            periods.setdefault(code, Code(code, cell.period.rstrip("*"), _MARKS.get(mark, "unknown")))
        codes[_TIME] = list(periods.values())
        return TableMeta(table, about.title, topics, tuple(self._names.values()), _TIME, codes, self.display_name)

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The cells of a plan, side by side."""
        places = {each.topic.key: each.spec.decimals for each in plan.series}
        found: dict[tuple[str, ...], dict[str, object]] = {}
        faults: list[UserError] = []
        twice: list[Record] = []
        for cell in self._layout.cells:
            key = _key(cell.measure, cell.unit)
            if key not in places:
                continue
            members = dict(cell.members)
            place = (*(members.get(own, "") for own in self._names), typed_period.parsed(cell.period).code)
            try:
                value = cells.figure(cell.text, places[key])
            except ValueError as error:
                faults.append(UserError(str(error), where=f"{self.display_name}:{cell.line}"))
                continue
            head = dict(zip((*plan.meta.dimensions, _TIME), place, strict=True))
            record = found.setdefault(place, dict(head))
            if key in record:
                twice.append({**head, key: value})
            record.setdefault(key, value)
        raise_all(cells.together(faults, self.display_name))
        return [*found.values(), *twice]

    def _topic(self, measure: str, unit: str) -> Topic:
        """A measure from its head: ``Groep/Titel (eenheid)``, or its title alone with the unit elsewhere."""
        text = measure
        if not unit and (match := _UNIT.fullmatch(measure)):
            text, unit = match["title"], match["unit"]
        wanted = [spec.measure.title for spec in self._specs]
        title = next((each for each in wanted if f"/{text}".casefold().endswith(f"/{each}".casefold())), "")
        groups = text[: -len(title)].strip("/") if title else text.rpartition("/")[0]
        own = text[-len(title) :] if title else text.rpartition("/")[2]
        return Topic(_key(measure, "" if unit in measure else unit), own, tuple(filter(None, groups.split("/"))), unit)

    def _dimensions(self) -> dict[str, str]:
        """The file's name of each dimension, and the catalogue's key of it."""
        titles: dict[str, set[str]] = {}
        for cell in self._layout.cells:
            for own, title in cell.members:
                titles.setdefault(own, set()).add(title.rstrip("*").strip().casefold())
        found: dict[str, str] = {}
        asked = _asked(self._specs)
        for own in titles:
            same = [key for key in asked if _letters(key) == _letters(own)]
            if same:
                found[own] = same[0]
        for key, texts in asked.items():
            left = [own for own in titles if own not in found]
            having = [own for own in left if any(text.casefold() in titles[own] for text in texts)]
            if key not in found.values() and len(having) == 1:
                found[having[0]] = key
        left, open_ = [own for own in titles if own not in found], [k for k in asked if k not in found.values()]
        if len(left) == len(open_) == 1:
            found[left[0]] = open_[0]
        return {own: found.get(own, own) for own in titles}

    def _refuse_lost_symbols(self) -> None:
        """Refuse empty cells among the figures where no cell has a point: the two meanings cannot be told apart."""
        texts = [cell.text for cell in self._layout.cells]
        if "." in texts:
            return
        lines: dict[tuple[object, ...], list[layout.Shown]] = {}
        for cell in self._layout.cells:
            lines.setdefault((cell.measure, cell.unit, cell.members), []).append(cell)
        for line in lines.values():
            ordered = sorted(line, key=lambda cell: typed_period.parsed(cell.period).first_day)
            known = [i for i, cell in enumerate(ordered) if cell.text]
            empty = next((cell for cell in ordered[known[0] : known[-1]] if not cell.text), None) if known else None
            if empty is not None:
                raise UserError(
                    "an empty cell among the figures: unknown and impossible look alike in 'CSV zonder statistische "
                    "symbolen'", where=f"{self.display_name}:{empty.line}",
                    remedy="download 'CSV met statistische symbolen'",
                )  # fmt: skip


def _key(measure: str, unit: str) -> str:
    return f"{measure} [{unit}]" if unit else measure


def _asked(specs: Sequence[SeriesSpec]) -> Mapping[str, list[str]]:
    """The dimensions that the catalogue reads of the table, with the titles and codes that it names."""
    found: dict[str, list[str]] = {}
    for spec in specs:
        for key, text in spec.dimensions.items():
            found.setdefault(key, []).append(text)
        for over in spec.over.values():
            found.setdefault(over.dimension, []).extend(member.title for member in over.members.values())
    return found


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
