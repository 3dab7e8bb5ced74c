"""A notebook that Quarto runs by itself: a readable draft of one section, which asks nobody for anything.

Quarto is not needed: what it sets before it starts a kernel is set here, and pandoc makes the page with its settings.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

import in_process
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document.rendering import pandoc
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.inputs.notebook_file import cell_source

NOTEBOOK = "wages"


def outputs(project: Project) -> list[dict[str, Any]]:
    """What a shipped notebook displays."""
    (path,) = project.notebooks.glob(f"{NOTEBOOK}.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    with in_process.shell(project) as (running, shown):
        for cell in cells:
            if cell["cell_type"] == "code":
                in_process.run_cells(running, [cell_source(cell)])
                if "parameters" in cell["metadata"].get("tags", []):
                    running.user_ns.update(Edition.load(project, Period.parse("2024Q3")).parameters())
        return list(shown)


def test_a_draft_has_the_text_the_charts_and_the_tables_and_asks_nobody(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUARTO_FIG_WIDTH", "7")
    shown = outputs(project)
    # one output in HTML, and Quarto's page loads two scripts from another host
    assert {kind for output in shown for kind in output["data"]} == {"text/markdown"}
    settings = yaml.safe_load((project.notebooks / "_quarto.yml").read_text(encoding="utf-8"))
    assert settings["execute"]["echo"] is False
    page = settings["format"]["html"]
    for file in (page["template"], *page["template-partials"], *settings["metadata-files"]):
        assert (project.notebooks / file).is_file()
    (tmp_path / "draft.md").write_text("\n\n".join(output["data"]["text/markdown"] for output in shown))
    made = pandoc.run(
        [
            "draft.md", "--from=markdown", "--to=html5", "--standalone", "--metadata=title:Lonen",
            f"--template={project.notebooks / page['template']}",
            f"--metadata-file={project.notebooks / settings['metadata-files'][0]}",
        ],
        folder=tmp_path, epoch=0,
    )  # fmt: skip
    draft = BeautifulSoup(made.decode("utf-8"), "html.parser")
    assert not draft.find_all(["link", "iframe", "img"])
    assert not draft.find_all("script", src=True)  # the page's own stands inside the file
    assert draft.main.find_all("svg") and draft.main.find_all("table")
    assert "procent" in draft.main.text
    assert "Feiten" not in [caption.text for caption in draft.find_all("caption")]
    assert "facts(" not in draft.main.text


def test_in_jupyter_an_author_sees_the_facts(project: Project) -> None:
    shown = outputs(project)
    assert any("<caption>Feiten</caption>" in output["data"].get("text/html", "") for output in shown)
