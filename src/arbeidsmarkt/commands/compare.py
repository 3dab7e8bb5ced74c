"""``arbeidsmarkt compare``: compares two editions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arbeidsmarkt.basics.errors import UsageError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.commands import arguments, revision_formats
from arbeidsmarkt.execution import children

if TYPE_CHECKING:
    from arbeidsmarkt.publishing.compare import Comparison, FactPair
    from arbeidsmarkt.publishing.sentences import Difference

_SIGNS = {"added": "+", "removed": "-", "words": "~"}


@click.command(short_help="Compare two editions.")
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@arguments.jobs
@arguments.out
def command(old: str, new: str, form: str, jobs: int | None, out: Path | None) -> None:
    """Compare two editions: their facts, the sentences that differ, the CBS figures that were revised.

    Prints the differences, and writes the whole comparison to build/compare-OLD-NEW.html. An edition whose build is not
    up to date is built first, except a final one whose files are as they were recorded.

    Example: arbeidsmarkt compare 2023Q3 2024Q3
    """
    from arbeidsmarkt.building import final_record
    from arbeidsmarkt.building.batch import build_all
    from arbeidsmarkt.inputs.editions import Edition
    from arbeidsmarkt.publishing import compare, comparison_page

    quarters = arguments.quarter(old), arguments.quarter(new)
    if quarters[0] >= quarters[1]:
        raise UsageError(f"{old} is not before {new}", remedy="name the older edition first")
    project = Project.find()
    folder = arguments.folder(project, out)
    editions = [Edition.load(project, quarter) for quarter in quarters]
    orders = [
        Order(project, each.label, folder) for each in editions if not final_record.stands(each, folder / each.label)
    ]
    if orders:
        build_all(orders, jobs or children.processors(), lambda edition, result: None)
    found = compare.compare(project, *quarters, folder)
    page = comparison_page.write(folder, project, found)
    click.echo(as_json(found) if form == "json" else as_text(found), nl=False)
    click.echo(project.name(page), err=form == "json")


def as_json(found: Comparison) -> str:
    """The whole comparison as one JSON document."""
    document = {
        "old": found.old,
        "new": found.new,
        "facts": [
            {
                "key": pair.key, "title": pair.title, "changed": pair.changed, "difference": pair.difference,
                "old": vars(pair.old) if pair.old else None, "new": vars(pair.new) if pair.new else None,
            }
            for pair in found.facts
        ],
        "sentences": [
            {
                "kind": item.kind, "section": item.section, "old": item.old.text if item.old else "",
                "new": item.new.text if item.new else "",
            }
            for item in found.sentences
        ],
        "revisions": json.loads(revision_formats.as_json(found.revisions)) if found.revisions else None,
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_text(found: Comparison) -> str:
    """The facts with other values, the sentences with other words, the revisions."""
    changed = [pair for pair in found.facts if pair.changed]
    words = [item for item in found.sentences if item.kind != "figures"]
    figures = len(found.sentences) - len(words)
    lines = [f"From {found.old} to {found.new}", "", f"Facts ({len(changed)} of {len(found.facts)} are other):"]
    width = max((len(pair.key) for pair in changed), default=0)
    lines += [_fact(pair, width) for pair in changed]
    lines += ["", f"Sentences ({len(words)} with other words, {figures} with other figures only):"]
    lines += [line for item in words for line in _sentence(item)]
    return "\n".join([*lines, "", *_revisions(found), ""])


def _fact(pair: FactPair, width: int) -> str:
    old, new = (value.text if value else "-" for value in (pair.old, pair.new))
    return f"  {pair.key:<{width}}  {old:>16} -> {new:>16}  {pair.difference}".rstrip()


def _sentence(item: Difference) -> list[str]:
    lines = [f"  {_SIGNS[item.kind]} {item.section}"]
    lines += [f"      was: {item.old.text}"] if item.old else []
    lines += [f"      is:  {item.new.text}"] if item.new else []
    return lines


def _revisions(found: Comparison) -> list[str]:
    if found.revisions is None:
        return ["Revisions: none, both editions read the same vintage"]
    return ["Revisions:", revision_formats.as_text(found.revisions)]
