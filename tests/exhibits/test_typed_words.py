"""Which words of a table are its author's: not those that come with a figure or from the project's files. Made up."""

from __future__ import annotations

import pandas as pd

from arbeidsmarkt.basics import dutch
from arbeidsmarkt.exhibits import tables
from arbeidsmarkt.exhibits.typed_words import from_files, typed
from made_up_figures import value


def test_what_the_author_typed_is_told_from_what_came_with_the_figures() -> None:
    item = value(106, "thousand", label="15 tot 75 jaar", title="Werklozen, 15 tot 75 jaar")
    frame = pd.DataFrame(
        {
            "Groep": ["15 tot 75 jaar", "397 duizend"],
            "Eenheid": [dutch.unit("thousand").head, dutch.unit("thousand").head],
            "Over": tables.period_names([item, item]),
            "Werklozen, 15 tot 75 jaar": [item, item],
        }
    )
    assert list(typed(tables.from_frame(frame))) == ["Groep", "Eenheid", "Over", "397 duizend"]


def test_what_stands_in_the_projects_files_is_no_text_of_the_authors() -> None:
    frame = from_files(pd.DataFrame({"Cijfer": ["Spanning", "Vacatures"], "Gepubliceerd": ["106", "397"]}))
    assert list(typed(tables.from_frame(frame.drop(columns=["Cijfer"])))) == ["Gepubliceerd"]
    frame.loc[1, "Gepubliceerd"] = "999"  # and what an author puts in its place is
    assert list(typed(tables.from_frame(frame))) == ["Cijfer", "Gepubliceerd", "999"]
