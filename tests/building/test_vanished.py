"""What does not reach the report is said in the build, with its place. A made-up project."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_up_project import CHECKED, make_checked, run, write_notebook

SILENT = [
    *CHECKED,
    'facts(idle=series("toy_one")[now - 1], gone=series("toy_one")[now + 8])',
    "%%prose\n{% if has(gone) %}\nEr zijn er {{ gone }}.\n{% endif %}",
    'kept = line(series("toy_one"), session.charts_from, now)\nfigure(kept, "fig-kept", "Verzonnen reeks")',
    'frame = pd.DataFrame({"a": ["b"]})\nframe',
    'chart = line(series("toy_one"), session.charts_from, now)',
    "%%prose\n## Leeg onderdeel {#sec-leeg}\n\n{% if has(gone) %}\nEr zijn er {{ gone }}.\n{% endif %}",
    'print("De stand is goed")',
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    made = make_checked(tmp_path_factory.mktemp("vanished") / "checkout")
    write_notebook(made, "alpha", SILENT)
    file = made.notebooks / "alpha.ipynb"
    remark = '{"cell_type": "markdown", "id": "m", "metadata": {}, "source": "De arbeidsmarkt is krap."}'
    head, tail = (
        file.read_text(encoding="utf-8").rsplit("],", 1)[0],
        file.read_text(encoding="utf-8").rsplit("],", 1)[1],
    )
    file.write_text(f"{head.rstrip()},\n{remark}\n],{tail}", encoding="utf-8")
    done = run(made, "build", "2024Q3")
    return made.build / "2024Q3", done.stderr.splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "notebooks/alpha.ipynb, cell 6 (In [6]): the text is empty in this edition",
        "notebooks/alpha.ipynb, cell 8 (In [8]): shows a table or picture that is not in the report; "
        "give it to table(…) or figure(…)",
        "notebooks/alpha.ipynb, cell 9 (In [9]): the chart 'chart' is not in the report; give it to figure(…)",
        "notebooks/alpha.ipynb, cell 11 (In [11]): printed text is not in the report; write it in a %%prose cell",
        "notebooks/alpha.ipynb, cell 12: a Markdown cell is for colleagues alone; "
        "begin a code cell with %%prose instead",
        "the part 'Leeg onderdeel' has nothing in it, and is left out with its heading",
        "facts that no text, table or figure uses: idle",
    ],
)
def test_it_is_said_with_its_place(told: tuple[Path, list[str]], line: str) -> None:
    assert f"2024Q3: {line}" in told[1]


def test_nothing_else_is_said_and_the_empty_part_is_gone(told: tuple[Path, list[str]]) -> None:
    assert sum(line.startswith("2024Q3: ") for line in told[1]) == 7 + 2  # these, "has run" and "built"
    assert "Leeg onderdeel" not in (told[0] / "document.md").read_text(encoding="utf-8")
    assert "This is not in the report; give it to table(…)." in (told[0] / "notebooks" / "alpha.ipynb").read_text()
