"""The start page follows what stands in the output folder. Made-up figures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import atomic, batch, start_page
from arbeidsmarkt.building.made_from import Order
from made_up_project import make

FACT = {"value": 106, "text": "106", "unit_text": "openstaande vacatures per 100 werklozen"}


def stand(project: Project, edition: str, **facts: object) -> Path:
    """An edition in the output folder, as far as the list looks at it."""
    folder = project.build / edition
    folder.mkdir(parents=True)
    resources = [{"path": f"arbeidsmarkt-in-beeld-{edition}.html"}, {"path": "data/tbl-one.csv"}]
    (folder / "datapackage.json").write_text(
        json.dumps(
            {"status": "concept", "resources": resources, "edition": edition, "made_from": {}, "title": f"R {edition}",
             "created": "2024-12-13T00:00:00Z"}
        )
    )  # fmt: skip
    (folder / "facts.json").write_text(json.dumps({"facts": facts}))
    (folder / "document.md").write_text(f'# Kort\n\n- Van [7]{{.fact key="x"}} & {edition}.[^1]\n\n# Lang\n\n- x\n')
    return folder


def test_the_newest_edition_comes_first_with_its_messages_figures_and_links(tmp_path: Path) -> None:
    project = make(tmp_path)
    for edition in ("2023Q4", "2024Q3", "2024Q1"):
        stand(project, edition, tension=FACT)
    text = start_page.write(project.build, project).read_text(encoding="utf-8")
    heads = [text.index(f">{head}<") for head in ("2024 3e kwartaal", "2024 1e kwartaal", "2023 4e kwartaal")]
    assert heads == sorted(heads)
    assert '>Derde kwartaal van 2024</a></h2>\n<p class="muted">13 december 2024 · Concept, nog niet' in text
    assert "<ul>\n<li>Van 7 &amp; 2024Q3.</li>\n</ul>" in text
    assert text.count("106<span") == 4, "of the newest one also above the list"
    assert "n.b." in text  # what an edition does not state
    assert 'href="2024Q3/arbeidsmarkt-in-beeld-2024Q3.html"' in text


def test_the_list_is_current_until_an_edition_comes_goes_or_changes(tmp_path: Path) -> None:
    project = make(tmp_path)
    folder = stand(project, "2024Q3", tension=FACT)
    assert not start_page.is_current(project.build, project)
    start_page.write(project.build, project)
    assert start_page.is_current(project.build, project)

    stand(project, "2023Q4")
    assert not start_page.is_current(project.build, project)
    shutil.rmtree(project.build / "2023Q4")
    assert start_page.is_current(project.build, project)

    (folder / "datapackage.json").write_text((folder / "datapackage.json").read_text().replace("concept", "final"))
    assert not start_page.is_current(project.build, project)


def test_a_run_with_nothing_to_do_mends_what_a_killed_one_left(tmp_path: Path) -> None:
    project = make(tmp_path)
    order = Order(project, "2024Q3", project.build)
    batch.build_all([order], 2, lambda edition, result: None)
    page, work = project.build / start_page.PAGE, project.build / atomic.WORK
    whole = page.read_text(encoding="utf-8")
    page.unlink()  # killed after the edition was put into place, before the list was written
    (work / "2024Q3-1-left" / "made").mkdir(parents=True)
    (work / "index-1.html").write_text("half a pa")

    (built,) = batch.build_all([order], 2, lambda edition, result: None)
    assert not built.ran
    assert page.read_text(encoding="utf-8") == whole
    assert [path.name for path in work.iterdir() if not path.name.endswith(".lock")] == []
