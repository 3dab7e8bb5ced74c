"""Fits an author's chart to the page and to a phone, and puts quarters on its axis of time."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from arbeidsmarkt.exhibits.charts.chart import WIDTHS, Size

_AXIS_ROOM = 60  # pixels beside the plot of a view that stands beside others
_GAP = 20
_NARROW_LABELS = 150  # pixels that the names of rows take on a phone
#: labels of an axis of quarters: the year at its first quarter, the others by their number
_QUARTERS = (
    "month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : "
    "month(datum.value) % 3 == 0 ? (month(datum.value) / 3 + 1) + 'e kw.' : ''"
)


def with_quarters(specification: Mapping[str, Any]) -> dict[str, Any]:
    """The chart with quarters on its axes of time, unless the author gave these a format."""
    made = copy.deepcopy(dict(specification))

    def visit(value: Any) -> None:
        if isinstance(value, dict):
            for channel in ("x", "y"):
                encoded = value.get("encoding", {}).get(channel) if isinstance(value.get("encoding"), dict) else None
                if isinstance(encoded, dict) and encoded.get("type") == "temporal":
                    axis = encoded.get("axis", {})
                    if isinstance(axis, dict) and "format" not in axis:
                        encoded["axis"] = {**axis, "labelExpr": _QUARTERS}
            for key, part in value.items():
                if key not in ("datasets", "data"):
                    visit(part)
        elif isinstance(value, list):
            for part in value:
                visit(part)

    visit(made)
    return made


def sized(specification: dict[str, Any], size: Size) -> dict[str, Any]:
    """The chart with the width of the page or the phone; on a phone, charts beside each other are stacked.

    Args:
        specification: Vega-Lite.
        size: ``wide`` or ``narrow``.
    """
    specification = copy.deepcopy(specification)
    if size == "narrow":
        specification["config"] = {**specification.get("config", {}), "axisY": {"labelLimit": _NARROW_LABELS}}
    width = WIDTHS[size]
    encoding = specification.get("encoding", {})
    if "facet" in specification or "row" in encoding or "column" in encoding:
        columns = 1 if size == "narrow" else int(specification.get("columns", 2) or 2)
        view = specification.get("spec", specification)
        view["width"] = (width - _AXIS_ROOM - _GAP * (columns - 1)) / columns
        if "spec" in specification:
            specification["columns"] = columns
        return specification
    for kind in ("hconcat", "vconcat", "concat"):
        if kind in specification:
            parts = specification.pop(kind)
            beside = kind == "hconcat" and size == "wide"
            room = (width - _GAP * (len(parts) - 1)) / len(parts) - _AXIS_ROOM if beside else width - _AXIS_ROOM
            for part in parts:
                if not any(name in part for name in ("hconcat", "vconcat", "concat", "facet")):
                    part["width"] = room
            specification["hconcat" if beside else "vconcat"] = parts
            return specification
    specification["width"] = width
    specification.setdefault("height", 260)
    specification["autosize"] = {"type": "fit", "contains": "padding"}
    return specification
