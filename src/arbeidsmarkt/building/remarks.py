"""Fills in an edition's remarks with its facts, after the notebooks ran."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import Faults, UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.inputs import nearly, remarks

if TYPE_CHECKING:
    from arbeidsmarkt.basics.project import Project


def said(
    project: Project, quarter: Period, left: Iterable[Mapping[str, Any]], *, allow_typed: bool = False
) -> list[dict[str, Any]]:
    """The remarks of an edition as records for the document; empty without a file.

    Args:
        project: the checkout.
        quarter: the edition's quarter.
        left: the records of all its notebooks; a remark can state their facts.
        allow_typed: whether numbers typed by hand are allowed.

    Raises:
        UserError, Faults: numbers typed by hand, or placeholders that cannot be filled in; with file and line.
    """
    given = remarks.load(project, quarter)
    if not given:
        return []
    from arbeidsmarkt.numbers.facts import Fact, lists_of
    from arbeidsmarkt.text import typed
    from arbeidsmarkt.text.prose import Prose

    if not allow_typed:
        raise_all([fault for remark in given for fault in typed.in_remark(remark)])
    records = [record["facts"] for record in left if record["kind"] == "facts"]
    facts = {key: Fact.from_json(data) for found in records for key, data in found.items()}
    moments = {"quarter": quarter, "year_earlier": quarter.year_earlier, "quarter_earlier": quarter - 1}
    prose = Prose(lambda: {**moments, **lists_of(facts), **facts}, lambda: nearly.load(project.root))
    found: list[dict[str, Any]] = []
    faults: list[UserError] = []
    for remark in given:
        try:
            filled = prose.render(remark.template)
        except UserError as error:
            parts = error.errors if isinstance(error, Faults) else [error]
            faults += [UserError(each.what, where=_place(remark, each), remedy=each.remedy) for each in parts]
            continue
        for missing in filled.left_out:
            text = f"{remark.where()}: a sentence falls away, since there is no figure for {missing}"
            events.tell({"event": "warning", "edition": quarter.label, "text": text})
        if filled.markdown.strip():
            found.append(
                {"section": remark.section, "author": remark.author, "markdown": filled.markdown,
                 "where": remark.where(), "uses": sorted(filled.used)}
            )  # fmt: skip
    raise_all(faults)
    return found


def _place(remark: remarks.Remark, error: UserError) -> str:
    """The file and line of an error that names a line of the text."""
    line = (error.where or "").removeprefix("line ")
    return remark.where(int(line)) if line.isdigit() else remark.where()
