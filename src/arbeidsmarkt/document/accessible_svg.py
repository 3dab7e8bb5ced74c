"""Makes the SVG of charts accessible to screen readers, and safe to embed with others in one HTML page.

Vega's SVG has English ARIA roles, no title, and ids that repeat from chart to chart. This module makes it one image
with a Dutch title and description. The label of a mark becomes its ``<title>``, which browsers show on hovering.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from arbeidsmarkt.basics.errors import UserError

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_URL = re.compile(r"url\(#([^)]+)\)")

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def accessible(svg: str, label: str, title: str, description: str) -> str:
    """The chart as one labelled image.

    Args:
        svg: the SVG that the chart library wrote.
        label: the figure's label; put before every id, so that ids are unique in the document.
        title: what the chart shows, plain text.
        description: the alternative text.

    Raises:
        UserError: ``svg`` is not XML.
    """
    try:
        root = ET.fromstring(svg)  # noqa: S314  the project's own charts
    except ET.ParseError as error:
        raise UserError(f"the chart is not valid SVG: {error}", where=label, remedy="draw it again") from None
    _prefix_ids(root, label)
    for element in list(root.iter()):
        _label_to_title(element)
        _spell_out_font(element)
    root.attrib.pop("class", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{label}-title {label}-desc")
    root.insert(0, _text("desc", f"{label}-desc", description))
    root.insert(0, _text("title", f"{label}-title", title))
    return ET.tostring(root, encoding="unicode") + "\n"


def _text(tag: str, identifier: str, content: str) -> ET.Element:
    element = ET.Element(f"{{{_SVG}}}{tag}", {"id": identifier})
    element.text = content
    return element


def _label_to_title(element: ET.Element) -> None:
    label = element.attrib.get("aria-label", "")
    is_mark = element.attrib.get("role") == "graphics-symbol"
    for name in [name for name in element.attrib if name == "role" or name.startswith("aria-")]:
        del element.attrib[name]
    if label and is_mark and element.find(f"{{{_SVG}}}title") is None and element.get("d") != "":
        title = ET.Element(f"{{{_SVG}}}title")
        title.text = label
        element.insert(0, title)


_WEIGHTS = {"normal": "400", "bold": "700"}


def _spell_out_font(element: ET.Element) -> None:
    """Quote the font family, and give the weight as a variation.

    Otherwise Typst uses another font, or the thinnest weight of a variable font.
    """
    if element.tag not in (f"{{{_SVG}}}text", f"{{{_SVG}}}tspan") or "font-family" not in element.attrib:
        return
    families = [family.strip().strip("'\"") for family in element.attrib["font-family"].split(",")]
    element.set("font-family", ", ".join(f"'{family}'" for family in families))
    weight = element.get("font-weight", "400")
    element.set("font-variation-settings", f"'wght' {_WEIGHTS.get(weight, weight)}")


def _prefix_ids(root: ET.Element, label: str) -> None:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{label}-{value}")
            elif name in ("href", f"{{{_XLINK}}}href") and value.startswith("#"):
                element.set(name, f"#{label}-{value[1:]}")
            elif "url(#" in value:
                element.set(name, _URL.sub(rf"url(#{label}-\1)", value))
