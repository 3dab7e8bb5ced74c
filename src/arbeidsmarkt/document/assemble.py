"""Assembles the notebooks' records into one Markdown document with its figures and data.

This is a pure function: the same settings, edition and records give the same document. People can read the Markdown and
compare it between editions; it is the only text that the renderers see.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.basics.errors import UserError, raise_all
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.document import accessible_svg, data_files, key_figures, markup, remark_blocks
from arbeidsmarkt.inputs.report import Report
from arbeidsmarkt.numbers.facts import SCHEMA
from arbeidsmarkt.text import headings, structure

Record = Mapping[str, Any]

STATUS_TEXT = {
    "concept": "Concept: deze editie is nog niet vastgesteld",
    "final": "Definitief",
}


#: words that an alternative text need not begin with: a screen reader says itself that there is a picture
_EMPTY_OPENINGS = ("grafiek", "figuur", "afbeelding", "plaatje", "diagram", "deze grafiek", "de grafiek", "een grafiek")


@dataclass(frozen=True)
class EditionInfo:
    """What the document says about its edition.

    Attributes:
        quarter: the quarter that the edition is about.
        publication_date: the only date in the files.
        status: ``concept`` or ``final``.
        errata: dated corrections, plain text, newest first.
        mark: Dutch; a warning on every page ("Proefcijfers: …"); empty if there is none.
        suffix: a warning in the names of the files: ``-PROEFCIJFERS``.
        reconstruction: a sentence for the first page that says why the edition is a reconstruction; empty if it is not.
    """

    quarter: Period
    publication_date: dt.date
    status: str
    errata: tuple[str, ...] = ()
    mark: str = ""
    suffix: str = ""
    reconstruction: str = ""

    def file_name(self, report: str, format: str) -> str:
        """The file name of the report in a format: ``arbeidsmarkt-in-beeld-2024Q3.pdf``.

        Args:
            report: the report's name, which is that of its folder.
            format: ``html``, ``pdf`` or ``docx``.
        """
        return f"{report}-{self.label}{self.suffix}.{format}"

    @property
    def label(self) -> str:
        """``2024Q3``."""
        return self.quarter.label


@dataclass(frozen=True)
class Document:
    """The document, and everything that belongs to it.

    Attributes:
        text: ``document.md``.
        figures: label -> SVG.
        data: label -> data of each figure and table (see docs/records.md), including those for the data files only.
        captions: label -> caption of each figure and table.
        facts: the content of ``facts.json``.
        band: the key figures, in order.
        left_out: the statements that were left out, and why.
        empty: the titles of parts that were left out because they would be empty.
        reads: what the notebooks read: ``tables`` (id -> sha256), ``series``, ``published``.
    """

    text: str
    figures: dict[str, str]
    data: dict[str, dict[str, Any]]
    captions: dict[str, str]
    facts: dict[str, Any]
    band: list[dict[str, Any]]
    left_out: list[str]
    reads: dict[str, Any]
    empty: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write ``document.md``, ``figures/*.svg``, ``data/*.csv`` and ``facts.json`` into ``folder``."""
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        (folder / "document.md").write_text(self.text, encoding="utf-8", newline="\n")
        for label, picture in self.figures.items():
            (folder / "figures" / f"{label}.svg").write_text(picture, encoding="utf-8", newline="\n")
        for label, data in self.data.items():
            (folder / "data" / f"{label}.csv").write_text(data_files.csv_text(data), encoding="utf-8", newline="\n")
        facts = json.dumps(self.facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (folder / "facts.json").write_text(facts, encoding="utf-8", newline="\n")


@dataclass
class _Draft:
    """The document while it is being put together, and the faults found so far."""

    blocks: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    only_data: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    band: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reads: dict[str, Any] = field(default_factory=lambda: {"tables": {}, "series": set(), "published": set()})
    faults: list[UserError] = field(default_factory=list)

    def fault(self, what: str, where: str, remedy: str) -> None:
        """Record a fault; all are reported together at the end."""
        self.faults.append(UserError(what, where=where, remedy=remedy))


def assemble(
    report: Report,
    edition: EditionInfo,
    sections: Sequence[tuple[str, Iterable[Record]]],
    remarks: Sequence[Record] = (),
) -> Document:
    """Put the sections' records together in the order of ``report.yml``.

    Args:
        report: title, organisation, and the order of the sections.
        edition: quarter, publication date and status.
        sections: pairs of a notebook's name and its records in order.
        remarks: the edition's remarks, each with ``section``, ``author``, ``markdown`` and ``where``.

    Raises:
        UserError: a section without records (unless it is optional), a reference to an unknown label, a label or fact
            defined twice, a figure without alternative text, a figure or table without caption, a text that shows an
            unknown fact; all faults together, each with the section and the label.
    """
    given = dict(sections)
    draft = _Draft()
    for section in report.sections:
        records = list(given.get(section.id, ()))
        if records:
            for record in records:
                _add(draft, section.id, record)
            for _, what in structure.footnotes([one["markdown"] for one in records if one["kind"] == "prose"]):
                draft.fault(what, f"{section.id}.ipynb", "write [^name] in the text and [^name]: … once below it")
        elif not section.optional:
            what, remedy = "the notebook left nothing for the report", "run it, or mark it optional"
            draft.fault(what, f"{section.id}.ipynb", remedy)
    blocks, empty = headings.without_empty(remark_blocks.added(draft.blocks, remarks, draft.faults))
    body, band = "\n\n".join(filter(None, blocks)) + "\n", key_figures.band(draft.band)
    _check_references(draft, band + body)
    raise_all(draft.faults)
    front = _front_matter(report, edition)
    return Document(
        text="\n".join([front, *filter(None, (_reconstruction(edition), band)), body]),
        figures=draft.figures,
        data=draft.data,
        captions=draft.captions,
        facts={"schema": SCHEMA, "edition": edition.label, "facts": draft.facts},
        band=draft.band,
        left_out=draft.left_out,
        empty=empty,
        reads={
            "tables": dict(sorted(draft.reads["tables"].items())),
            "series": sorted(draft.reads["series"]),
            "published": sorted(draft.reads["published"]),
        },
    )


def _reconstruction(edition: EditionInfo) -> str:
    """The sentence that says on the first page that the edition is a reconstruction."""
    said = markup.div("{.reconstruction}", f"**Reconstructie.** {edition.reconstruction}") + "\n"
    return said if edition.reconstruction else ""


def _front_matter(report: Report, edition: EditionInfo) -> str:
    fields = {
        "title": markup.escape(report.title),
        "subtitle": dutch.capitalised(edition.quarter.text),
        "lang": "nl",
        "date": edition.publication_date.isoformat(),
        "date-text": dutch.date(edition.publication_date) + (" (reconstructie)" if edition.reconstruction else ""),
        "reconstruction": edition.reconstruction,
        "edition": edition.label,
        "edition-text": edition.quarter.text,
        "status": edition.status,
        "status-text": STATUS_TEXT[edition.status],
        "mark": markup.escape(edition.mark),
        "organisation": markup.escape(report.organisation),
        "description": markup.escape(report.description),
        "errata": [markup.escape(text) for text in edition.errata],
    }
    text = yaml.safe_dump(
        {key: [*map(str, value)] if isinstance(value, list) else str(value) for key, value in fields.items() if value},
        allow_unicode=True, sort_keys=False, width=1000,
    )  # fmt: skip
    return f"---\n{text}---\n"


def _add(draft: _Draft, section: str, record: Record) -> None:
    kind = record["kind"]
    if kind == "prose":
        if text := record["markdown"].strip("\n"):
            for finding in structure.findings(text):
                draft.fault(finding.what, f"{section}.ipynb", finding.remedy)
            draft.blocks.append(markup.footnotes_of(section, text))
        draft.left_out.extend(record.get("left_out", ()))
    elif kind == "messages":
        for text in record["sentences"]:
            for finding in structure.findings(text):
                draft.fault(finding.what, f"{section}.ipynb", finding.remedy)
        if record["sentences"]:
            draft.blocks.append(markup.div("{.key-messages}", "\n".join(f"- {text}" for text in record["sentences"])))
        draft.left_out.extend(record.get("left_out", ()))
    elif kind in ("figure", "table"):
        _add_labelled(draft, section, record)
    elif kind == "facts":
        for key, fact in record["facts"].items():
            if draft.facts.setdefault(key, fact) != fact:
                draft.fault(f"the fact '{key}' is named twice, with different values", section, "rename one of the two")
    elif kind == "band":
        for item in record["items"]:
            _add_key_figure(draft, section, item)
    elif kind == "reads":
        draft.reads["tables"].update(record.get("tables", {}))
        draft.reads["series"].update(record.get("series", ()))
        draft.reads["published"].update(record.get("published", ()))
    else:
        draft.fault(f"a record of unknown kind '{kind}'", section, "update the notebook library")


def _add_key_figure(draft: _Draft, section: str, item: Record) -> None:
    where, name = f"{section}, key figure '{item['title']}'", f"kern-{item['fact']}"
    if item.get("svg") and not item.get("alt", "").strip():
        draft.fault("the tiny chart has no alternative text", where, "give alt=…")
    if item.get("svg"):
        draft.figures[name] = accessible_svg.accessible(item["svg"], name, markup.plain(item["title"]), item["alt"])
    draft.band.append(dict(item))


def _add_labelled(draft: _Draft, section: str, record: Record) -> None:
    label, caption = record["label"], record.get("caption", "").strip()
    where, prefix = f"{section}, {label}", {"figure": "fig-", "table": "tbl-"}[record["kind"]]
    if not label.startswith(prefix):
        draft.fault(f"the label of a {record['kind']} begins with '{prefix}'", where, f"call it {prefix}{label}")
    if label in draft.captions:
        draft.fault("the label is used twice", where, "give each figure and table its own label")
    if not caption:
        draft.fault(f"the {record['kind']} has no caption", where, "say what it shows, in what unit")
    draft.captions[label] = caption
    draft.data[label] = record["data"]
    if not record.get("in_document", True):
        draft.only_data.add(label)
        return
    parts = [_figure(draft, where, record)] if record["kind"] == "figure" else [_table(record)]
    if message := record.get("message", ""):
        for finding in structure.findings(message):
            draft.fault(finding.what, where, finding.remedy)
        parts.append(markup.div("{.message}", message))
    draft.left_out.extend(record.get("left_out", ()))
    if source := record.get("source", "").strip():
        parts.append(markup.div("{.source}", source))
    else:
        draft.fault(f"the {record['kind']} has no source", where, "give source=…")
    if notes := [note.strip() for note in record.get("notes", ())]:
        parts.append(markup.div("{.notes}", "\n\n".join(notes)))
    if record["kind"] == "figure":
        parts.append(markup.div(f'{{.figure-data for="{label}"}}', markup.raw_table(record["data"])))
    draft.blocks.append("\n\n".join(parts))


def _figure(draft: _Draft, where: str, record: Record) -> str:
    label, caption, alt = record["label"], record.get("caption", "").strip(), record.get("alt", "").strip()
    remedy = "give alt=… (what is shown, from when to when, the trend)"
    if not alt:
        draft.fault("the figure has no alternative text", where, remedy)
    elif alt.lower().startswith(_EMPTY_OPENINGS) or alt.rstrip(".") == markup.plain(caption).rstrip("."):
        draft.fault(
            "the alternative text says no more than that there is a figure, or repeats the caption", where, remedy
        )
    try:
        draft.figures[label] = accessible_svg.accessible(record["svg"], label, markup.plain(caption), alt)
        if narrow := record.get("svg_narrow"):  # the same chart drawn for a phone, only for HTML
            name = f"{label}-narrow"
            draft.figures[name] = accessible_svg.accessible(narrow, name, markup.plain(caption), alt)
    except UserError as error:
        draft.faults.append(UserError(error.what, where=where, remedy=error.remedy))
    return f'![{caption}](figures/{label}.svg){{#{label} fig-alt="{markup.attribute(alt)}"}}'


def _table(record: Record) -> str:
    return f"{markup.pipe_table(record['data'])}\n\n: {record.get('caption', '').strip()} {{#{record['label']}}}"


def _check_references(draft: _Draft, body: str) -> None:
    body = markup.read(body)
    anchors = markup.ANCHOR.findall(body)
    for label in sorted({name for name in anchors if name.startswith("sec-") and anchors.count(name) > 1}):
        draft.fault("the label is used twice", label, "give each section its own label")
    known = {*anchors, *draft.captions} - draft.only_data
    for label in dict.fromkeys(markup.REFERENCE.findall(body)):
        if label in draft.only_data:
            draft.fault(
                f"the text refers to @{label}, which is in the data files alone", label, "name the file instead"
            )
        elif label not in known:
            draft.fault(f"the text refers to @{label}, which is nowhere in the report", label, "mend the reference")
    for key in dict.fromkeys(markup.FACT.findall(body)):
        if key not in draft.facts:
            draft.fault(f"the text shows the fact '{key}', which no notebook names", key, "name it with facts(…)")
