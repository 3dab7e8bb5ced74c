"""The newer dialect (OData version 4) of the same tables: long rows, codes without padding, ids with capitals.

The shapes follow real answers of ``datasets.cbs.nl`` (85224NED, 80590ned, 86141NED, July 2026), which
``tests/statline/answers`` holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from arbeidsmarkt.statline.devserver.tables import ServedTable, period_title

Entity = Mapping[str, object]
_STATUS = {"final": "Definitief", "provisional": "Voorlopig", "revised_provisional": "NaderVoorlopig"}


def properties(table: ServedTable) -> dict[str, object]:
    """The one description of a table; it is no list."""
    modified = f"{table.modified}+01:00" if len(table.modified) == 19 else table.modified
    info = table.table_infos()[0]
    version = "".join(sign for sign in table.modified if sign.isdigit())[:12]
    return {
        "Identifier": info["Identifier"], "Title": info["Title"], "Description": info["ShortDescription"],
        "Language": "nl", "Modified": modified, "TemporalCoverage": info["Period"], "Catalog": "CBS",
        "ContactPoint": "infoservice@cbs.nl", "Version": version,
        "VersionReason": info["ReasonDelivery"], "Frequency": info["Frequency"], "Status": info["OutputStatus"],
        "ObservationCount": len(table.cells) * len(table.measures), "DatasetType": "Numeric", "Source": "CBS.",
        "Summary": info["Summary"], "LongDescription": info["Description"], "Provenance": [],
    }  # fmt: skip


def rows(table: ServedTable, entity: str) -> list[Entity]:
    """The rows of an entity.

    Raises:
        KeyError: the table lacks it.
    """
    if entity == "MeasureCodes":
        paths = group_ids(table)
        return [
            {"Identifier": table.code(index), "Index": index + 1, "Title": measure.title, "Description": "",
             "MeasureGroupId": paths.get(measure.groups), "DataType": "Double", "Unit": measure.unit,
             "Decimals": measure.decimals, "PresentationType": None}
            for index, measure in enumerate(table.measures)
        ]  # fmt: skip
    if entity == "MeasureGroups":
        paths = group_ids(table)
        return [{"Id": own, "Index": number, "Title": path[-1], "ParentId": paths.get(path[:-1])}
                for number, (path, own) in enumerate(paths.items())]  # fmt: skip
    if entity == "Dimensions":
        kinds = [*((name, "Dimension") for name in table.dimensions), ("Perioden", "TimeDimension")]
        return [{"Identifier": name, "Title": name, "Description": "", "MapYear": None, "ReleasePolicy": None,
                 "Kind": kind, "ContainsGroups": False, "ContainsCodes": True} for name, kind in kinds]  # fmt: skip
    if entity == "PeriodenCodes":
        return [{"Identifier": code, "Index": number, "Title": period_title(code), "Description": "",
                 "DimensionGroupId": None, "Status": _STATUS.get(status, "")}
                for number, (code, status) in enumerate(table.periods.items())]  # fmt: skip
    if entity.endswith("Codes") and entity.removesuffix("Codes") in table.dimensions:
        codes = table.dimensions[entity.removesuffix("Codes")]
        return [{"Identifier": code, "Index": number, "Title": title, "Description": "", "DimensionGroupId": None}
                for number, (code, title) in enumerate(codes.items())]  # fmt: skip
    if entity == "Observations":
        return _observations(table)
    raise KeyError(f"Resource not found for the segment '{entity}'.")


def columns(table: ServedTable, entity: str) -> list[str]:
    """The names of an entity's columns, also when it has no rows."""
    if entity == "Observations":
        return ["Id", "Measure", "ValueAttribute", "Value", "StringValue", *table.dimensions, "Perioden"]
    found = rows(table, entity)
    return list(found[0]) if found else []


def group_ids(table: ServedTable) -> dict[tuple[str, ...], str]:
    """The id of every group of measures, by the titles on the way to it."""
    paths = dict.fromkeys(
        measure.groups[:depth] for measure in table.measures for depth in range(1, len(measure.groups) + 1)
    )
    return {path: f"G{number:06d}" for number, path in enumerate(paths)}


def dumps(document: object) -> bytes:
    """JSON with numbers written as CBS does: 66.0 as 66."""
    return json.dumps(document, ensure_ascii=False, default=_number).encode()


def _number(value: object) -> float | int:
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def _observations(table: ServedTable) -> list[Entity]:
    found: list[Entity] = []
    for member, values in table.cells.items():
        place = dict(zip(table.dimensions, member.codes, strict=True)) | {"Perioden": member.period}
        for index in range(len(table.measures)):
            found.append({"Id": len(found), "Measure": table.code(index), **_value(values.get(index, "")), **place})
    return found


def _value(text: str) -> dict[str, object]:
    text = text.strip()
    attribute = {"": "Impossible", ".": "NotAvailable"}.get(text, "None")
    number: object = None
    if attribute == "None":
        try:
            number = Decimal(text if len(text) < 300 else "no number that JSON can hold")
        except InvalidOperation:
            return {"ValueAttribute": "None", "Value": None, "StringValue": text}
    return {"ValueAttribute": attribute, "Value": number, "StringValue": None}
