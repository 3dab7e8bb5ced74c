"""Adds an edition's remarks to its document: each at the end of its section, in a block that names the author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document import markup
from arbeidsmarkt.text import headings, structure


def added(blocks: Sequence[str], remarks: Sequence[Mapping[str, Any]], faults: list[UserError]) -> list[str]:
    """The blocks of a document with the remarks added to their sections.

    Args:
        blocks: Markdown, in order.
        remarks: each with ``section``, ``author``, ``markdown`` and ``where`` (file and line).
        faults: faults are added to this list: no section has the label, or the text would change the document around
            it.
    """
    found = list(blocks)
    for number, remark in enumerate(remarks, start=1):
        text, where = remark["markdown"].strip("\n"), remark["where"]
        faults += [UserError(each.what, where=where, remedy=each.remedy) for each in structure.findings(text)]
        for _, what in structure.footnotes([text]):
            faults.append(UserError(what, where=where, remedy="write [^name] in the text and [^name]: … once below it"))
        said = markup.footnotes_of(f"remark-{number}", text)
        block = f'::: {{.remark role="note"}}\n**Opmerking van {markup.escape(remark["author"])}**\n\n{said}\n:::'
        placed = headings.at_end_of(found, remark["section"], block)
        if placed is None:
            what = f"the remark is about {remark['section']}, and no section of this edition has that label"
            remedy = "name a section by its label, as # Title {#sec-name} in a notebook gives it"
            faults.append(UserError(what, where=where, remedy=remedy))
        else:
            found = placed
    return found
