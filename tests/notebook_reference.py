# ruff: noqa: E501
"""docs/notebooks.md: everything that a notebook can call, out of the docstrings, with examples and pictures of the charts."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

from arbeidsmarkt import notebook
from arbeidsmarkt.basics.dutch import UNITS

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURES = ROOT / "docs" / "notebooks.md", ROOT / "docs" / "charts"

#: the edition whose figures the examples show
PARAMETERS = """\
quarter = "2024Q3"
vintage = "2024-12-13"
charts_from = "2014Q1"
publication_date = "2024-12-13"
previous = "2023Q3"
"""

#: what every example may use
START = """\
from arbeidsmarkt.notebook import *

session = start()
now = session.quarter
vacancies, unemployed, wages = series("open_vacancies"), series("unemployed"), series("wages_growth")
tension = ratio(vacancies, unemployed, per=100, unit="per_100_unemployed", title="Spanning op de arbeidsmarkt")
rates = family("vacancy_rate_by_sector")
moment = common_quarter(rates)
by_sector = [item[moment] for item in rates.values()]
facts(
    tension=tension[now], peak_of_tension=peak(tension), people=unemployed[now], growth_of_wages=wages[now],
    change=difference(unemployed[now], unemployed[now - 1], title="Verandering van het aantal werklozen"),
    part=share(vacancies[now], vacancies[now] + unemployed[now], title="Aandeel"), sectors=leading(ranked(by_sector), 3), hours=published("vacancy_rate"),
    row=streak(tension, now, lambda item: item.value > 100, words="boven honderd", title="Kwartalen op rij"),
)
"""

#: by heading: each call and its example
CALLS: dict[str, dict[str, str]] = {
    "Begin": {
        "start": "session = start()",
        "current": "current().quarter",
        "literals": 'literals("15 tot 75 jaar")',
    },
    "Read": {
        "series": 'series("open_vacancies_by_sector", sector="J")',
        "family": 'family("vacancy_rate_by_sector")',
        "recent": 'recent(series("vacancy_rate"))',
        "common_quarter": "common_quarter(rates)",
        "published": 'published("vacancy_rate")',
        "published_all": 'published_all("shortage_teachers_forecast")',
        "published_series": 'published_series("uwv_regions_very_tight")',
        "Series": "unemployed[now], unemployed.last, unemployed.between(now - 4, now).frame()",
        "Observation": "unemployed[now].text, unemployed[now].status, unemployed[now].cells()",
        "Family": 'Family({"F": rates["F"], "J": rates["J"]}).frame()',
        "Period": 'Period.parse("2024Q3"), now - 1, now.year_earlier',
    },
    "Calculate": {
        "difference": "difference(unemployed[now], unemployed[now - 1])   # or: unemployed[now] - unemployed[now - 1]",
        "ratio": 'ratio(vacancies, unemployed, per=100, unit="per_100_unemployed", title="Spanning")',
        "titled": 'titled(vacancies / unemployed * 100, "Spanning", unit="per_100_unemployed", decimals=0)',
        "share": 'share(vacancies[now], vacancies[now] + unemployed[now], title="Aandeel")',
        "total": 'total([vacancies[now], unemployed[now]], title="Samen")',
        "growth": "growth(vacancies[now], vacancies[now.year_earlier])",
        "year_on_year": "year_on_year(vacancies)",
        "real_growth": 'real_growth(wages, year_on_year(quarterly_mean(series("cpi"))))',
        "in_millions": 'in_millions(series("employed")[now])',
        "productivity": "productivity(rebase(vacancies, now - 1), rebase(unemployed, now - 1))",
        "mean": "mean(tension, now - 3, now)",
        "quarterly_mean": 'quarterly_mean(series("cpi"))',
        "rebase": "rebase(vacancies, now.year_earlier)",
        "peak": "peak(tension)",
        "trough": "trough(tension)",
        "streak": 'streak(tension, now, lambda item: item.value > 100, words="boven honderd", title="Kwartalen op rij")',
        "unbroken_since": 'unbroken_since(tension, lambda item: item.value > 50, words="boven vijftig", title="Sinds")',
        "compounded": 'compounded([wages[now.year_earlier], wages[now]], title="Loongroei sindsdien")',
        "contribution": "contribution(\n    (vacancies[now], vacancies[now - 4]), (tension[now], tension[now - 4]), role='numerator', title='Bijdrage'\n)",
        "counted": 'counted(by_sector, unit="count", words="sectoren", title="Aantal sectoren")',
        "longest_run": 'longest_run(tension, lambda item: item.value > 100, words="boven honderd", title="Langste rij")',
        "steps": "steps(unemployed, 4)",
        "turned": "turned(unemployed, now, unemployed[now].value / 100)",
        "unusual": "unusual(steps(unemployed, 4)[-1], steps(unemployed, 4))",
        "ranked": "ranked(by_sector)",
        "leading": "leading(ranked(by_sector), 3)",
        "mostly_known": "mostly_known(by_sector)",
        "labelled": 'labelled(vacancies[now], "Alle bedrijfstakken")',
        "in_sentence": "in_sentence(ranked(by_sector)[0])",
        "computed": 'frame = tension.frame()\ncomputed(frame.value.rolling(4).mean(), of=[frame], unit="per_100_unemployed",\n'
        '         title="Spanning, jaargemiddelde", words="gemiddelde van een jaar")',
    },
    "Publish": {
        "facts": "facts(tension=tension[now])",
        "figure": 'figure(line(tension, now - 8, now), label="fig-tension", caption="Spanning op de arbeidsmarkt")',
        "table": 'table(pd.DataFrame({"Kwartaal": [now - 1, now], "Spanning": [tension[now - 1], tension[now]]}),\n'
        '      label="tbl-tension", caption="Spanning op de arbeidsmarkt")',
        "key_figures": 'key_figures([{"title": "Spanning", "fact": "tension", "change": "", "series": tension}])',
        "key_messages": 'key_messages([{"text": "De spanning is {{ tension | number }}.", "news": 1.0}])',
        "source_of": "source_of(tension[now])",
        "period_names": "period_names(by_sector)",
        "unit_names": "unit_names(by_sector)",
        "enumeration": 'enumeration(["bouw", "horeca", "zorg"])',
        "long_date": "long_date(session.reader.publication_date)",
        "accountability": "accountability.outcomes",
        "revised": "revised.since_previous(session)",
    },
    "Chart forms": {
        "line": "line(tension, session.charts_from, now)",
        "bars": "bars(by_sector, label_title='Bedrijfstak')",
        "stacked": "stacked([labelled(vacancies[now], 'Vacatures'), labelled(unemployed[now], 'Werklozen')], title='Samen')",
        "paired": "paired(\n    {'': {'Nu': (vacancies[now], unemployed[now]), 'Een jaar eerder': (vacancies[now - 4], unemployed[now - 4])}},\n    left='Vacatures', right='Werklozen', title='Beide',\n)",
        "horizon": "horizon({'Werklozen': (unemployed['2022Q2'], unemployed[now]), 'Vacatures': (vacancies['2022Q2'], vacancies[now])}, title='Beide')",
        "multiples": "multiples({'Vacatures': vacancies, 'Werklozen': unemployed}, session.charts_from, now, title='Beide')",
        "tile_map": "tile_map(\n    [labelled(item['2023Q2'], item.label.removesuffix(' (PV)'))\n     for item in family('vacancies_by_region', None).values()],\n    title='Openstaande vacatures', whole='Nederland',\n)",
        "moments": "moments(published_series('uwv_regions_very_tight'), Period.parse('2018Q1'), now)",
        "spark": "spark(tension, session.charts_from, now)",
    },
    "Other people's": {
        "pd": "pd.DataFrame({'Kwartaal': [now]})",
        "alt": "alt.Chart(tension.frame()).mark_line().encode(x='period:T', y='value:Q')",
    },
}

#: filters of a text cell: what each says, and a placeholder
FILTERS = {
    "number": ("the number without its unit", "{{ tension | number }}"),
    "magnitude": ("the size of a change, without its sign", "{{ change | magnitude }}"),
    "signed": ("with a plus or a minus", "{{ change | signed }}"),
    "words": ("a count in words", "{{ row | words }}"),
    "ordinal": ("a rank in words", "{{ row | ordinal }}"),
    "period": ("what it is about; the first and the last of several periods", "{{ tension | period }}"),
    "year": ("the year of that period", "{{ tension | year }}"),
    "stretch": ("the periods that it spans", "{{ hours | stretch }}"),
    "publisher": ("who published a figure that CBS does not have", "{{ hours | publisher }}"),
    "published_on": ("and on which day", "{{ hours | published_on }}"),
    "label": ("the sector or region that it is about", "{{ sectors[0] | label }}"),
    "series_title": ("the title of its series, within a sentence", "{{ tension | series_title }}"),
    "direction": ("a word for up, down and unchanged", "{{ change | direction('gestegen', 'gedaald', 'gelijk gebleven') }}"),
    "change": ("the size with such a word", "{{ change | change('meer dan', 'minder dan', 'evenveel als') }}"),
    "changed": ("a whole change", "{{ change | changed }}"),
    "compared_with": ("a word for higher, lower and equal", "{{ tension | compared_with(peak_of_tension, 'hoger', 'lager', 'even hoog') }}"),
    "plural": ("one word or the other, by a count", "{{ row | plural('kwartaal', 'kwartalen') }}"),
    "names": ("what figures are about, as a list", "{{ sectors | names }}"),
    "ranked": ("the same, in their order", "{{ sectors | ranked }}"),
    "phrased": ("numbers with their members in words", "{{ sectors | phrased('met', 'in') }}"),
    "periods": ("the periods of figures, as a list", "{{ sectors | periods }}"),
    "listed": ("members with their numbers between brackets", "{{ sectors | listed }}"),
    "listed_magnitudes": ("the same without signs", "{{ sectors | listed_magnitudes }}"),
    "about": ("with its publisher's own words for its precision", "{{ hours | about }}"),
    "literal": ("a number that is meant as it is typed", "{{ '15 tot 75 jaar' | literal }}"),
    "fraction": ("a share in words", "{{ part | fraction }}"),
    "capital": ("with a capital", "{{ tension | series_title | capital }}"),
}  # fmt: skip

#: tests of a text cell
TESTS = {
    "up": ("it rose", "change is up"),
    "down": ("it fell", "change is down"),
    "unchanged": ("it prints as no change", "change is unchanged"),
    "positive": ("above zero, as printed", "growth_of_wages is positive"),
    "negative": ("below zero, as printed", "growth_of_wages is negative"),
    "single": ("it prints as one", "row is single"),
    "higher_than": ("higher than another, as printed", "tension is higher_than(peak_of_tension)"),
    "lower_than": ("lower than another, as printed", "tension is lower_than(peak_of_tension)"),
    "equal_to": ("the same as another, as printed", "tension is equal_to(peak_of_tension)"),
    "nearly_equal_to": ("the same but for its last printed digit", "tension is nearly_equal_to(peak_of_tension)"),
    "nearly_unchanged": ("hardly a change, as printed", "change is nearly_unchanged"),
    "sum_of": ("what others add up to, as printed", "people is sum_of(people, people)"),
    "comparable_with": (
        "which is the higher may be said: one release, or further apart than any revision so far",
        "tension is comparable_with(peak_of_tension)",
    ),
    "same_period_as": ("about the same period", "tension is same_period_as(peak_of_tension)"),
    "provisional": ("it may still change", "tension is provisional"),
    "at_least": ("it is a lower bound", "row is at_least"),
    "forecast": ("it is a forecast", "hours is forecast"),
}

_HEAD = """\
# What a notebook can call

Generated from the docstrings by `make docs`; a test holds it to that and runs every example. For a first notebook, see
[how-to/your-first-notebook.md](how-to/your-first-notebook.md); for pandas and Altair,
[how-to/compute-with-pandas.md](how-to/compute-with-pandas.md).

A notebook begins with a cell tagged `parameters`. It runs in JupyterLab (`make notebook`), in VS Code (choose `.venv` as the
kernel), with `jupyter nbconvert --execute`, and with papermill: `papermill notebooks/supply.ipynb out.ipynb -p quarter 2024Q3`
takes that edition's other parameters by itself; with nbconvert the notebook runs with the parameters that stand in it. The notebook
library needs no JupyterLab.

The examples below use:

```python
{start}```

Observations and series take `+`, `-`, `*` and `/`: they do what `total`, `difference` and `ratio` do, with the same refusals; a
bare number may only be a factor. Everything that is published must be found in the figures: a number in an Altair chart or a
pandas frame is looked up on series, members, period and value, unrounded, in what `about=` names.
"""


def text() -> str:
    """The page as it should be."""
    parts = [_HEAD.format(start=START)]
    for heading, calls in CALLS.items():
        parts.append(f"## {heading}\n")
        parts += [_call(name, example) for name, example in calls.items()]
    parts.append("## Filters of a text cell\n\n| filter | says | example |\n|---|---|---|")
    parts[-1] += "".join(f"\n| `{name}` | {says} | `{example}` |" for name, (says, example) in FILTERS.items()) + "\n"
    parts.append("`has(x, y)` in an `{% if %}` asks whether figures are there, and lists what is left out.\n")
    parts.append("## Tests of a text cell\n\n| test | holds when | example |\n|---|---|---|")
    parts[-1] += (
        "".join(f"\n| `{name}` | {says} | `{{% if {code} %}}` |" for name, (says, code) in TESTS.items()) + "\n"
    )
    parts.append("## Units\n\n| unit | in a table | means | adds up |\n|---|---|---|---|")
    parts[-1] += "".join(
        f"\n| `{unit.key}` | {unit.head} | {unit.meaning} | {'yes' if unit.additive else 'no'} |"
        for unit in UNITS.values()
    )
    return _formatted("\n".join(parts) + "\n")


def _formatted(page: str) -> str:
    """The page with its code laid out as the project's own, which ruff looks at in Markdown too."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PAGE), "-"]
    return subprocess.run(ruff, input=page, capture_output=True, text=True, check=True).stdout


def _call(name: str, example: str) -> str:
    found = getattr(notebook, name)
    doc = inspect.getdoc(found) or ""
    head = doc.split("\n\n")[0].replace("\n", " ")
    arguments = re.search(r"^Args:\n((?: {4}.*\n?)+)", doc, flags=re.MULTILINE)
    lines = [f"### `{name}`\n", head, ""] if not inspect.ismodule(found) or name in ("accountability", "revised") else [
        f"### `{name}`\n", f"The module `{found.__name__}`.", ""]  # fmt: skip
    if arguments:
        joined = re.sub(r"\n {8,}", " ", arguments[1].rstrip())
        lines += [re.sub(r"^ {4}(\w+): ", r"- `\1`: ", line) for line in joined.splitlines()] + [""]
    picture = [f"\n![{name}](charts/{name}.svg)"] if name in CALLS["Chart forms"] else []
    return "\n".join([*lines, f"```python\n{example}\n```", *picture, ""])


def examples() -> list[str]:
    """Every example as a cell, in the order of the page."""
    return [example for calls in CALLS.values() for example in calls.values()]


def pictures() -> dict[str, str]:
    """What every example of a chart form draws, as SVG by its name."""
    from arbeidsmarkt.basics.project import Project
    from in_process import run_cells, shell

    with shell(Project(ROOT)) as (running, _):
        run_cells(running, [PARAMETERS, START])
        look = notebook.current().theme
        drawn = {name: running.ev(example) for name, example in CALLS["Chart forms"].items()}
        paper = f'style="background: {look.light.css("paper")}"'  # so that it can be read on a dark page
        return {name: chart.svg(look).replace("<svg ", f"<svg {paper} ", 1) + "\n" for name, chart in drawn.items()}


def text_cells() -> str:
    """Every filter and test in one text cell."""
    tests = [f"{{% if {code} %}}x{{% endif %}}" for _, code in TESTS.values()]
    return "%%prose\n" + "\n\n".join([*(example for _, example in FILTERS.values()), *tests])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # where the tests find one another
    PAGE.write_text(text(), encoding="utf-8", newline="\n")
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures().items():
        (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
    print(PAGE.name)
