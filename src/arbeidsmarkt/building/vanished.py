"""Finds what an author wrote or displayed that is not in the report, and says where it is and how to include it.

It looks at the executed notebooks. The first cell of a notebook may be Markdown that tells colleagues what it is about.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from arbeidsmarkt.document import markup
from arbeidsmarkt.exhibits.records import MIME, left_in
from arbeidsmarkt.inputs.notebook_file import cell_source, is_injected, places
from arbeidsmarkt.text import lint, notebook_texts

#: functions that make a chart; a chart that is not passed to ``figure`` is not in the report
CHARTS = frozenset({"line", "bars", "stacked", "horizon", "moments", "multiples", "paired", "tile_map"})
_SHOWN = {
    "image/png": "a picture",
    "image/svg+xml": "a picture",
    "text/html": "a table or picture",
    "text/plain": "a value",
}


def notes(notebooks: Mapping[str, str], facts: Iterable[str], stated: Iterable[str], empty: Iterable[str]) -> list[str]:
    """One line for everything in an edition's notebooks that is not in the report.

    Args:
        notebooks: name of a notebook -> the text of its executed file.
        facts: the keys of the edition's facts.
        stated: the keys of facts that the edition's parameters mention.
        empty: the titles of parts that were left out because they would be empty.
    """
    found = [f"notebooks/{name}.ipynb, {line}" for name, text in notebooks.items() for line in _of_notebook(text)]
    found += [f"the part '{title}' has nothing in it, and is left out with its heading" for title in empty]
    if unused := unused_facts(notebooks.values(), facts, stated):
        found.append(f"facts that no text, table or figure uses: {', '.join(unused)}")
    return found


def _of_notebook(text: str) -> Iterator[str]:
    cells = [cell for cell in json.loads(text)["cells"] if not is_injected(cell)]
    later = [cell_source(cell) for cell in cells]
    for number, (place, cell) in enumerate(zip(places(cells), cells, strict=True), start=1):
        if cell["cell_type"] == "markdown":
            if number > 1 and cell_source(cell).strip():
                yield f"{place}: a Markdown cell is for colleagues alone; begin a code cell with %%prose instead"
        elif cell["cell_type"] == "code":
            for what in _of_cell(cell, later[number:]):
                yield f"{place}: {what}"


def _of_cell(cell: Mapping[str, Any], later: list[str]) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if output["output_type"] == "stream":
            if output.get("name") == "stdout" and "".join(output["text"]).strip():
                yield "printed text is not in the report; write it in a %%prose cell"
        elif output["output_type"] in ("display_data", "execute_result") and MIME not in data:
            what = next((words for kind, words in _SHOWN.items() if kind in data), "something")
            yield f"shows {what} that is not in the report; give it to table(…) or figure(…)"
        elif data.get(MIME, {}).get("kind") == "prose" and not data[MIME]["markdown"].strip():
            yield "the text is empty in this edition"
    for name in _idle_charts(cell_source(cell), later):
        yield f"the chart {name}is not in the report; give it to figure(…)"


def _idle_charts(source: str, later: list[str]) -> Iterator[str]:
    """Charts that a cell assigns to a name that nothing uses: "'chart' "."""
    if source.startswith("%%"):
        return
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return
    for statement in body:
        value = getattr(statement, "value", None)
        if not isinstance(statement, ast.Assign) or not isinstance(value, ast.Call):
            continue
        if isinstance(value.func, ast.Name) and value.func.id in CHARTS:
            for target in statement.targets:
                if isinstance(target, ast.Name) and not _uses(target.id, [source, *later]):
                    yield f"'{target.id}' "


def _uses(name: str, sources: Iterable[str]) -> bool:
    for source in sources:
        if re.search(rf"\b{name}\b", source) and not source.startswith("%%"):
            try:
                nodes = list(ast.walk(ast.parse(source)))
            except SyntaxError:
                return True
            if any(isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in nodes):
                return True
    return False


def unused_facts(notebooks: Iterable[str], facts: Iterable[str], stated: Iterable[str]) -> list[str]:
    """The facts that nothing in these executed notebooks states, shows or tests."""
    texts = list(notebooks)
    known = used(record for text in texts for record in left_in(text)) | set(stated)
    names = {key: {key, re.sub(r"_\d+$", "", key)} for key in facts}
    unused = {key: own for key, own in names.items() if not own & known}
    asked = _asked(texts, {name for own in unused.values() for name in own})
    return sorted(key for key, own in unused.items() if not own & asked)


def _asked(notebooks: Iterable[str], names: Collection[str]) -> set[str]:
    """Which of these names the notebooks' texts use, including those in branches that were not taken.

    Texts are read as templates only where one of the names occurs: that takes longest.
    """

    def any_in(text: str) -> bool:
        return any(name in text for name in names)

    return {
        name
        for notebook in filter(any_in, notebooks)
        for text in notebook_texts.texts(notebook)
        if any_in(text.template)
        for name in lint.names(text.template)
    }


def used(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """The keys of the facts that an edition's texts, tables, figures and key figures state or test."""
    found: set[str] = set()
    for record in records:
        found.update(record.get("uses", ()))
        found.update(item["fact"] for item in record.get("items", ()))
        for row in record.get("data", {}).get("rows", ()):
            found.update(cell["fact"] for cell in row if cell.get("fact"))
        words = [record.get(name, "") for name in ("caption", "message", "markdown")] + [*record.get("notes", ())]
        words += [text for item in record.get("items", ()) for text in (item["title"], item["change"])]
        found.update(key for text in words for key in markup.FACT.findall(text))
    return found
