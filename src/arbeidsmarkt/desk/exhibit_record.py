"""What the records of figures and tables share: caption, message, source, notes, data.

The message is one sentence above the caption that says what a reader is to see. It is prose: filled in and held to the
same checks, so that every number in it is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.desk.session import Session
from arbeidsmarkt.exhibits import records, source_line
from arbeidsmarkt.exhibits.records import Data, Json
from arbeidsmarkt.text.markdown import plain, without_facts

#: longer sentences are no title
MOST_WORDS = 25
_SENTENCE = re.compile(r"\S.*[.!?]", re.DOTALL)
_ENDS = re.compile(r"[.!?]\s+(?=[A-Z])")


def shared(session: Session, label: str, caption: str, message: str, source: str, data: Data) -> Json:
    """Label, caption, message, source and data of a figure or table.

    Args:
        session: of the notebook.
        label: as the notebook gave it.
        caption: as the notebook gave it.
        message: see ``said``.
        source: as the notebook gave it; written from the lineage of the data when it is empty.
        data: what is shown.
    """
    reader, observations = session.reader, session.as_read(data.observations)
    return {
        "label": label,
        "caption": session.words(caption),
        **said(session, message),
        "source": session.words(source) or source_line.line(observations, reader.vintage, reader.catalogue),
        "data": data.to_json(session.keys()),
    }


def notes(session: Session, written: Sequence[str], data: Data, *, chart: bool = False) -> list[str]:
    """The author's notes, then what follows from the figures shown: their age, how coarse they are, the symbols.

    Args:
        session: of the notebook.
        written: the author's notes.
        data: what is shown.
        chart: whether it is drawn: its columns are then read together, and a seam in a line is said.
    """
    reader, joined = session.reader, source_line.joined(data.observations) if chart else []
    later = source_line.later(data.observations, reader.publication_date, reader.catalogue)
    return [*map(session.words, written), *joined, *later, *records.legend(data, across=chart)]


def said(session: Session, template: str) -> Json:
    """The message as it stands in a record, with what it uses; no message when the text comes out empty.

    Args:
        session: of the notebook.
        template: a text cell of one sentence; may leave itself out with ``{% if has(x) %}``.

    Raises:
        UserError: what a text cell is refused for; not one sentence, or one of more than 25 words.
    """
    if not template:
        return {}
    rendered = session.message(template)
    text = " ".join(rendered.markdown.split())
    used = {"left_out": rendered.left_out, "uses": sorted(rendered.used)}
    if not text:
        return used
    words = plain(without_facts(text))
    if not _SENTENCE.fullmatch(words) or _ENDS.search(words) or re.match(r"[#*+>:|-]", text):
        raise UserError(
            f"the message is not one sentence: '{words[:60]}'", remedy="write one that ends with a full stop"
        )
    if len(words.split()) > MOST_WORDS:
        raise UserError(
            f"the message has {len(words.split())} words; {MOST_WORDS} can be read at once",
            remedy="keep what a reader is to see, and say the rest in the text",
        )
    return {"message": text, **used}
