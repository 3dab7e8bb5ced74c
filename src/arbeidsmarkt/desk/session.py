"""The state of one notebook: the facts that it has named, and those of others that it may use.

A session belongs to one edition. Its reader gives the figures, and text cells can state its facts.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.desk import as_read, authored, cells, handover, numbers_of_build, predecessors
from arbeidsmarkt.desk.reader import Reader
from arbeidsmarkt.desk.unread import imported, not_read
from arbeidsmarkt.inputs import nearly, theme
from arbeidsmarkt.inputs.editions import Edition, Release
from arbeidsmarkt.numbers.facts import Fact, as_fact, lists_of
from arbeidsmarkt.numbers.series import Observation
from arbeidsmarkt.text import templates, typed
from arbeidsmarkt.text.markdown import Markdown, link
from arbeidsmarkt.text.prose import Prose, Rendered

#: names that have a meaning in every text, so that no fact may have them
RESERVED = frozenset(
    "quarter year_earlier quarter_earlier previous left_out chained vintage_date reconstructed printed next_releases "
    "organisation contact same_vintage imported has loop self true false none and or not is in if else elif for".split()
)


class Session:
    """One notebook's work on one edition.

    Args:
        project: the checkout.
        quarter: the edition's quarter.
        vintage: the label of the vintage to read.
        charts_from: the first quarter of the charts.
        publication_date: figures that were published after this day are ignored.
        previous: the label of the previous edition; empty if there is none.
        after_all: whether the notebook runs after the others and reads what they pass on.

    Raises:
        UserError: a parameter is not a quarter or a day; names it, and says how to write it.
    """

    #: the parameters of every session in this process; a build accepts only those of its edition
    begun: ClassVar[list[dict[str, str]]] = []
    #: the class that reads the figures; ``check`` replaces it, see ``permuted``
    reads_with: ClassVar[Callable[[Project, Period, str, dt.date], Reader]] = Reader

    def __init__(
        self,
        project: Project,
        quarter: str,
        vintage: str,
        charts_from: str,
        publication_date: str,
        previous: str = "",
        *,
        after_all: bool = False,
    ) -> None:
        self.project = project
        self.quarter = _quarter("quarter", quarter)
        self.charts_from = _quarter("charts_from", charts_from)
        self.previous = _quarter("previous", previous) if previous else None
        self.after_all = after_all
        self.reader = type(self).reads_with(project, self.quarter, vintage, _day(publication_date))
        self.facts: dict[str, Fact] = {}
        self.lists: dict[str, list[Fact]] = {}
        self.prose = Prose(self.names, lambda: self.nearly)
        self.literals: list[str] = []
        self._typed_allowed = handover.ALLOW_TYPED in os.environ
        self._owners: dict[str, str] = {}
        about = {
            "quarter": self.quarter.label,
            "vintage": vintage,
            "previous": self.previous.label if self.previous else "",
            "charts_from": self.charts_from.label,
            "publication_date": publication_date,
        }
        if about not in self.begun:
            self.begun.append(about)

    @cached_property
    def theme(self) -> theme.Theme:
        """The page design, which the charts use."""
        return theme.load(self.project.theme)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The numbers of figures, tables and sections in the edition's last build, for showing references."""
        return numbers_of_build.of_last_build(self.project.build / self.quarter.label)

    @cached_property
    def nearly(self) -> dict[str, Decimal]:
        """The largest change that a sentence calls "vrijwel gelijk", by unit."""
        self.reader.reads_file(nearly.FILE)
        return nearly.load(self.project.root)

    @cached_property
    def edition(self) -> Edition:
        """The edition's own parameters."""
        edition = Edition.load(self.project, self.quarter)
        self.reader.reads_file(self.project.name(edition.path))
        return edition

    @cached_property
    def previous_edition(self) -> Edition | None:
        """The parameters of the previous edition; None if there is none."""
        if self.previous is None:
            return None
        edition = Edition.load(self.project, self.previous)
        self.reader.reads_file(self.project.name(edition.path))
        return edition

    def reads(self) -> dict[str, Any]:
        """The record of what was read so far, and of the parameters of every session in this process."""
        return {**self.reader.reads(), "editions": [*self.begun]}

    def define(self, owner: str, named: dict[str, object]) -> dict[str, Fact]:
        """Name figures. Only the cell that defined a name may give it another value.

        Args:
            owner: the identity of the cell that defines them.
            named: name -> observation or fact; a list of observations makes numbered facts.

        Raises:
            UserError: a value is a bare number, or the name already has another value.
        """
        # the facts by their names; those of a list are numbered
        made: dict[str, Fact] = {}
        lists: dict[str, list[Fact]] = {}
        for key, value in named.items():
            if key in RESERVED:
                raise UserError(
                    f"'{key}' means something else in every text, and cannot name a fact",
                    remedy=f"call it {key}_figure, say",
                )
            if isinstance(value, (list, tuple)):
                lists[key] = [as_fact(f"{key}_{number}", item) for number, item in enumerate(value, start=1)]
                made.update({fact.key: fact for fact in lists[key]})
            else:
                made[key] = as_fact(key, value)
        self.as_read([fact.observation for fact in made.values()])

        # a name that another cell or notebook defined keeps its value
        for key, fact in made.items():
            old = self.facts.get(key) or self.others.get(key)
            if old is not None and self._owners.get(key) != owner and old.to_json() != fact.to_json():
                raise UserError(
                    f"the fact '{key}' is already defined as {old.text} ({old.observation.title}) "
                    f"and would become {fact.text}",
                    remedy="give one of the two another name",
                )

        for key in [*made, *lists]:
            self._owners[key] = owner
        self.facts.update(made)
        self.lists.update(lists)
        return made

    def text_cell(self, cell: str) -> Rendered:
        """The text of a ``%%prose`` cell, filled in.

        Raises:
            UserError, Faults: numbers typed by hand, or placeholders that cannot be filled in; with lines of the cell.
        """
        template = templates.of_cell(cell)
        if not self._typed_allowed:
            typed.refuse_in_cell(template, self.literals)
        return self.prose.render(template)

    def as_read(self, observations: Sequence[Observation]) -> Sequence[Observation]:
        """The observations, unchanged.

        Raises:
            UserError: a cell behind one of them has another value than in the vintage or the published figures.
        """
        as_read.refuse_altered(observations, self.reader)
        return observations

    def refuse_typed(self, texts: Iterable[str]) -> None:
        """Refuse numbers typed into a table or chart: in cells, titles of columns, labels of marks.

        Raises:
            UserError, Faults: one per number, with the text that it is in.
        """
        if not self._typed_allowed:
            raise_all([fault for text in texts for fault in typed.in_argument(text, self.literals)])

    def words(self, template: str) -> Markdown:
        """A caption, note, source or title, filled in; numbers typed by hand are refused."""
        if not template:
            return Markdown()
        if isinstance(template, Markdown):
            return self.prose.words(template)
        template = authored.only(template, cells.ran())
        if not self._typed_allowed:
            typed.refuse_in_argument(template, self.literals)
        return self.prose.words(template)

    def message(self, template: str) -> Rendered:
        """The text of a key message, filled in; numbers typed by hand are refused."""
        template = authored.only(template, cells.ran())
        if not self._typed_allowed:
            typed.refuse_in_argument(template, self.literals)
        return self.prose.render(templates.of_cell(template))

    @cached_property
    def handed_over(self) -> dict[str, Any]:
        """What the other notebooks made, left out and read; empty unless this one runs after them.

        Raises:
            UserError: in Jupyter, if the edition was not built yet.
        """
        return handover.find(self.project, self.quarter.label) if self.after_all else {}

    @cached_property
    def others(self) -> dict[str, Fact]:
        """The facts of the other notebooks; empty unless this one runs after them."""
        return {key: Fact.from_json(data) for key, data in self.handed_over.get("facts", {}).items()}

    @property
    def asked(self) -> list[str]:
        """The series that the other notebooks requested, without predecessors that were read to continue them."""
        reads = self.handed_over.get("reads", {})
        return sorted(reads.get("asked") or reads.get("series", []))

    @cached_property
    def splices(self) -> list[predecessors.Splice]:
        """The splices of these series with their predecessors."""
        return predecessors.found(self.reader, self.asked, self.charts_from, self.handed_over.get("facts", {}))

    def names(self) -> dict[str, object]:
        """What text cells may use by name: facts, lists of facts, and the edition's quarter."""
        lists = lists_of(self.others)
        edition: dict[str, object] = {
            "quarter": self.quarter, "year_earlier": self.quarter.year_earlier, "quarter_earlier": self.quarter - 1,
            "previous": self.previous,
        }  # fmt: skip
        if self.after_all:
            edition |= {
                "left_out": list(dict.fromkeys(self.handed_over.get("left_out", []))),
                "not_read": not_read(self.reader.vintage.left_out, self.reader.catalogue),
                "chained": [splice.note for splice in self.splices if splice.shown],
                "vintage_date": dutch.date(self.reader.vintage.date),
                "trial": self.reader.vintage.kind == "trial",
                "reconstructed": self.reader.vintage.reconstructed,
                "imported": imported(self.reader.vintage.tables.values(), self.reader.catalogue),
                "printed": [item.fact for item in self.edition.printed],
                "next_releases": [
                    f"{dutch.date(item.date)}: {item.text}"
                    for item in sorted(self.edition.next_releases, key=_release_day)
                ],
                "organisation": self.theme.organisation,
                "contact": _link(self.theme.contact),
            }
            if before := self.previous_edition:
                edition["same_vintage"] = before.vintage == self.reader.vintage_label
        return {**edition, **lists, **self.others, **self.lists, **self.facts}

    def keys(self) -> dict[int, str]:
        """``id`` of an observation -> the name of its fact, so that tables and charts can say which facts they show.

        If several facts are the same observation, it is the name that was given first; facts in lists come last.
        """
        return {id(fact.observation): key for key, fact in reversed(self.facts.items())}


def _quarter(name: str, text: str) -> Period:
    """The quarter that a parameter gives; refused if it is not one."""
    try:
        period = Period.parse(text)
    except UserError:
        pass
    else:
        if period.frequency == "quarter":
            return period
    raise UserError(f"{name} is {text!r}, not a quarter", remedy='write it as "2024Q3"')


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise UserError(f"publication_date is {text!r}, not a day", remedy='write it as "2024-12-13"') from None


def _release_day(release: Release) -> dt.date:
    return release.date


def _link(address: str) -> Markdown:
    """A link in Markdown to the address of a web page or an e-mail address."""
    return link(address, address if "@" in address else f"https://{address.removeprefix('https://')}")
