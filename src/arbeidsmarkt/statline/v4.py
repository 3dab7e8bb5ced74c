"""StatLine's newer interface, OData version 4: one observation per row, codes without padding, case-sensitive ids.

No package is used: ``cbsodata4`` gives up after a single 503, follows links to any host, and reads numbers as floats.
The format was learned from real answers of ``datasets.cbs.nl``, some of which the tests replay.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from urllib.parse import quote

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.statline import answers
from arbeidsmarkt.statline.guard import Guard, NotThere
from arbeidsmarkt.statline.metadata import TIME, TableMeta, Topic, read_codes
from arbeidsmarkt.statline.plan import TablePlan
from arbeidsmarkt.statline.session import GuardedSession, next_page
from arbeidsmarkt.statline.source import About, Interface, Record

#: the attributes of an observation without a figure, and how version 3 writes such a figure
SYMBOLS = {"Impossible": "", "Confidential": ".", "NotAvailable": "."}
#: the names in version 3's ``TableInfos`` of the fields of ``Properties``
FIELDS = {
    "Identifier": "Identifier", "Title": "Title", "Modified": "Modified", "Version": "Version",
    "OutputStatus": "Status", "Frequency": "Frequency", "Period": "TemporalCoverage", "Summary": "Summary",
    "ShortDescription": "Description", "Description": "LongDescription", "ReasonDelivery": "VersionReason",
}  # fmt: skip
_LARGEST = 15  # digits before the point
_DEPTH = 10


class Version4:
    """``datasets.cbs.nl``.

    Args:
        root: the address of all tables: ``https://datasets.cbs.nl/odata/v1/CBS``.
        shown_root: the address that a vintage records.
        guard: keeps the reading within bounds.
    """

    name: Interface = "v4"

    def __init__(self, root: str, shown_root: str, guard: Guard) -> None:
        self.guard = guard
        self._root = root
        self._shown = shown_root

    def address(self, table: str) -> str:
        """The address that a table is read from."""
        return f"{self._shown}/{table}"

    def session(self) -> AbstractContextManager[None]:
        """The block within which requests may be made."""
        return contextlib.closing(self.guard.adapter)  # type: ignore[return-value]

    def about(self, table: str) -> About:
        """The table's description (one request).

        Raises:
            UserError: there is no such table, or no answer.
        """
        with self.guard.entity(table, "Properties"):
            found = GuardedSession(self.guard, rows=False).document(f"{self._root}/{quote(table)}/Properties")
        info = {name: found.get(own) for name, own in FIELDS.items()}
        if not isinstance(found.get("Identifier"), str):
            raise UserError(
                "the table does not say its own name", where=f"{table}/Properties", remedy="try again later"
            )
        return About.of(info, table, f"{table}/Properties", capitals=True)

    def structure(self, table: str, about: About) -> TableMeta:
        """Measures, dimensions and codes."""

        def entity(name: str) -> list[Mapping[str, object]]:
            return self._entity(table, name, about.version or about.modified)[0]

        return structure_of(table, about.title, entity)

    def records(self, plan: TablePlan, version: str) -> Sequence[Record]:
        """The observations that a plan requests, combined into records with a column per measure as in version 3.

        Raises:
            UserError: the number of rows is not what the server counted, or an attribute is unknown.
        """
        return side_by_side(plan, self._observations(plan, version))

    def _observations(self, plan: TablePlan, version: str) -> Iterator[Mapping[str, object]]:
        for condition in plan.conditions(lambda letters, time: f"contains({time},'{letters}')", measures=True):
            rows, counted = self._entity(plan.meta.table, "Observations", version, condition)
            if counted is not None and counted != len(rows):
                what = f"{len(rows)} rows, where the server counted {counted}"
                raise UserError(what, where=f"{plan.meta.table}/Observations", remedy="try again later")
            yield from rows

    def _entity(
        self, table: str, entity: str, version: str, condition: str = ""
    ) -> tuple[list[Mapping[str, object]], int | None]:
        """All rows of an entity, page by page, and their number according to the server."""
        url = f"{self._root}/{quote(table)}/{quote(entity)}"
        if condition:
            url += f"?$filter={quote(condition)}&$count=true"
        rows: list[Mapping[str, object]] = []
        counted: int | None = None
        with self.guard.entity(table, entity, version):
            session = GuardedSession(self.guard)
            while url:
                found = session.document(url)
                number = found.get("@odata.count")
                if counted is None and isinstance(number, int):
                    counted = number
                    if counted > self.guard.limits.rows:
                        self.guard.count(counted)  # too many are refused before more is read
                rows += found["value"]
                link = found.get("@odata.nextLink")
                url = next_page(url, link, self.guard) if link else ""
        return rows, counted


def structure_of(table: str, title: str, entity: Callable[[str], Sequence[Mapping[str, object]]]) -> TableMeta:
    """Measures, dimensions and codes, from lists that both the interface and its bulk download have.

    Args:
        table: the table's id.
        title: the table's title.
        entity: returns the rows of a list: ``MeasureCodes``, ``Dimensions``, ``<dimension>Codes``.

    Raises:
        UserError: there is no measure or no dimension of time, or a list is missing.
    """
    measures = entity("MeasureCodes")
    grouped = any(record.get("MeasureGroupId") not in (None, "") for record in measures)
    groups: Sequence[Mapping[str, object]] = []
    if grouped:
        with contextlib.suppress(NotThere):  # then measures have no groups, and a series that names groups is not found
            groups = entity("MeasureGroups")
    dimensions: list[str] = []
    times: list[str] = []
    for record in entity("Dimensions"):
        own = answers.plain(record, "Identifier")
        (times if answers.plain(record, "Kind") == TIME else dimensions).append(own)
    topics = tuple(_topic(record, groups) for record in measures)
    if not topics or len(times) != 1 or not all(topic.key for topic in topics) or not all(dimensions):
        raise UserError(
            f"{len(topics)} measures and {len(times)} time dimensions, where at least 1 and exactly 1 are expected",
            where=f"{table}/Dimensions", remedy="look at the table on StatLine: it may be withdrawn",
        )  # fmt: skip
    codes = {name: read_codes(entity(f"{name}Codes"), f"{table}/{name}Codes", "Identifier")
             for name in (*dimensions, *times)}  # fmt: skip
    return TableMeta(table, title, topics, tuple(dimensions), times[0], codes, "Observations")


def side_by_side(plan: TablePlan, rows: Iterable[Mapping[str, object]]) -> list[Record]:
    """Observations, one per row, as records with a column per measure.

    A figure without a row is missing from its record; a figure that occurs twice makes a second record.

    Raises:
        UserError: a row lacks a dimension or its measure.
    """
    meta = plan.meta
    places = (*meta.dimensions, meta.time)
    decimals = {topic.key: topic.decimals for topic in meta.topics}
    wanted = {key: {code.key for plan_ in plan.series for code in plan_.codes.get(key, ())} for key in meta.dimensions}
    found: dict[tuple[str, ...], dict[str, object]] = {}
    twice: list[Record] = []
    for row in rows:
        if lacking := [name for name in (*places, "Measure") if not isinstance(row.get(name), str)]:
            what = f"a column of the table's metadata missing from the answer: {', '.join(lacking)}"
            raise UserError(what, where=f"{meta.table}/Observations", remedy="try again later")
        measure = str(row["Measure"]).strip()
        key = tuple([str(row[name]).strip() for name in places])
        if measure not in decimals or any(
            wanted[name] and code not in wanted[name] and code in meta.known(name)
            for name, code in zip(meta.dimensions, key, strict=False)
        ):
            continue  # the server ignored the filter, or it is a download of the whole table
        value = _text(row, decimals[measure])
        record = found.setdefault(key, dict(zip(places, key, strict=True)))
        if measure in record:
            twice.append(dict(zip(places, key, strict=True)) | {measure: value})
        else:
            record[measure] = value
    return [*found.values(), *twice]


def _topic(record: Mapping[str, object], groups: Sequence[Mapping[str, object]]) -> Topic:
    """A measure with the titles of the groups above it, outermost first."""
    by_id = {group.get("Id"): group for group in groups if isinstance(group.get("Id"), (str, int))}
    titles: list[str] = []
    parent = record.get("MeasureGroupId")
    while isinstance(parent, (str, int)) and parent in by_id and len(titles) < _DEPTH:
        titles.append(answers.plain(by_id[parent], "Title"))
        parent = by_id[parent].get("ParentId")
    number = record.get("Decimals")
    return Topic(
        answers.plain(record, "Identifier"), answers.plain(record, "Title"), tuple(reversed(titles)),
        answers.plain(record, "Unit"), number if isinstance(number, int) and 0 <= number <= 10 else 0,
    )  # fmt: skip


def _text(row: Mapping[str, object], decimals: int) -> str:
    """An observation as version 3 writes it: a number with its decimals, ``.`` or blanks.

    JSON has 66 where CBS publishes 66.0, so the number of decimals is that of the measure; more decimals are kept. What
    is neither a number nor a known attribute is returned unchanged, to be refused with its cell.
    """
    attribute, value = row.get("ValueAttribute"), row.get("Value")
    if attribute not in (None, "None"):
        if value is not None:
            return f"{attribute} {value}"
        return SYMBOLS.get(str(attribute), str(attribute))
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return str(value if value is not None else row.get("StringValue"))
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > _LARGEST:
        return str(value)
    exponent = number.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    if own > _LARGEST:
        return str(value)
    return f"{number:.{max(decimals, _shortest(number, own))}f}"


def _shortest(number: Decimal, own: int) -> int:
    """The number of decimals that a number needs; 66.10 needs one."""
    while own > 0 and number == number.quantize(Decimal(1).scaleb(1 - own)):
        own -= 1
    return max(own, 0)
