"""Making an edition final, correcting it, and copies under embargo, on builds that a stand-in lays down. Made up."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import made_up_project as made_up
import made_up_report
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.publishing import archive, embargo, finish, parameters, review
from made_up_figures import value

Q3 = Period.quarter(2024, 3)
NOW = dt.datetime(2024, 12, 14, 9, 0, 0, 123, tzinfo=dt.UTC)
DAY = dt.date(2025, 1, 15)
ERRATUM = "Er stond 7; dit is 8."


@dataclass
class Builder:
    """Lays down a build with these words and values, in the place of ``build_all``."""

    project: Project
    words: str = 'Er waren [7]{.fact key="one"} dingen.'
    values: dict[str, int] = field(default_factory=lambda: {"one": 7, "two": 2})
    design: str = "d"
    orders: list[Order] = field(default_factory=list)

    def __call__(self, orders: Sequence[Order], jobs: int, done: Any) -> None:
        (order,) = orders
        self.orders.append(order)
        folder = order.folder
        shutil.rmtree(folder, ignore_errors=True)
        for part in ("data", "notebooks"):
            (folder / part).mkdir(parents=True)
        status = Edition.load(self.project, Q3).status
        (folder / "document.md").write_text(f"---\ntitle: x\nstatus: {status}\n---\n# Kop {{#sec-x}}\n\n{self.words}\n")
        facts = {key: Fact(key, value(str(number), decimals=0)).to_json() for key, number in self.values.items()}
        (folder / "facts.json").write_text(json.dumps({"facts": facts}))
        (folder / "data" / "tbl-x.csv").write_text(f"{self.values}\n")
        (folder / "data" / "tbl-same.csv").write_text("1\n")
        (folder / "report.html").write_text(f"{status} {self.words}")
        vintage = {"vintage": {"label": "toy"}, "design": self.design, "engine": "embedded", "versions": "v"}
        package.write(
            folder, report="x", title="x", edition="2024Q3", status=status, published=dt.date(2024, 12, 13), fields=[],
            captions={}, sources=[], made_from=vintage,
        )  # fmt: skip


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    stand_in = Builder(made_up.make_checked(tmp_path, ("2024Q2", "2024Q3")))
    monkeypatch.setattr(finish, "build_all", stand_in)
    return stand_in


def signed(builder: Builder, erratum: str = "") -> None:
    """Another person reads the present build and signs it."""
    project = builder.project
    builder([Order(project, "2024Q3", project.build)], 1, None)
    review.sign(project, Q3, project.build / "2024Q3", "A. Lezer", NOW, erratum)


def final(builder: Builder, **options: Any) -> finish.Finished:
    project = builder.project
    return finish.finish(project, Q3, by="B. Maker", at=NOW, out=project.build, jobs=1, **options)


def refused(builder: Builder, **options: Any) -> str:
    with pytest.raises(UserError) as error:
        final(builder, **options)
    return str(error.value)


def parameter_file(project: Project) -> str:
    return (project.params / "2024Q3.yml").read_text()


def test_a_first_print_has_its_people_its_dates_and_its_content(builder: Builder) -> None:
    project = builder.project
    signed(builder)
    done = final(builder)
    folder = project.build / "2024Q3"
    manifest = package.read(folder, "x")
    record = {key: value for key, value in done.archived.record.items() if key not in ("files", "digest")}
    assert (done.tag, done.archived.number) == ("", 0)
    assert record == {
        "schema": "arbeidsmarkt-final/1", "edition": "2024Q3", "number": 0, "hash": package.fingerprint(manifest),
        "content": review.content(folder, manifest),
        "reviewed": {"by": "A. Lezer", "at": "2024-12-14T09:00:00+00:00"},
        "final": {"by": "B. Maker", "at": "2024-12-14T09:00:00+00:00"},
        "publication_date": "2024-12-13", "publication_at": None, "previous": "2024Q2",
    }  # fmt: skip
    lines = parameter_file(project).splitlines()
    assert lines[-2:] == ["status: final", f"manifest: sha256:{done.archived.fingerprint}"]
    order = builder.orders[-1]
    assert (order.edition, order.out, order.correcting) == ("2024Q3", project.build, True)


def test_the_first_edition_has_none_before_it_and_an_embargo_is_recorded(builder: Builder) -> None:
    project = builder.project
    (project.params / "2024Q2.yml").unlink()
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + "publication_at: 2024-12-13T09:30\n")
    signed(builder)
    record = final(builder).archived.record
    assert (record["previous"], record["publication_at"]) == (None, "2024-12-13T09:30:00+01:00")


def test_a_build_that_nobody_else_reviewed_is_refused_before_and_after_it_is_made(builder: Builder) -> None:
    project, before = builder.project, parameter_file(builder.project)
    said = (
        "editions/2024Q3/reviews: nobody has reviewed 2024Q3; another person reads and signs: "
        "arbeidsmarkt review 2024Q3"
    )
    assert refused(builder) == said
    assert parameter_file(project) == before and not project.archive.exists()
    order = builder.orders[-1]
    assert order.inspect is not None
    with pytest.raises(UserError) as error:  # what a build asks before it takes the place of the old one
        order.inspect(Edition.load(project, Q3), order.folder)
    assert str(error.value) == said


def test_figures_that_differ_from_what_was_published_do_not_become_final(builder: Builder) -> None:
    project = builder.project
    signed(builder)
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + 'printed: [{fact: one, value: "9", published: 2024-12, source: x}]\n')
    before = parameter_file(project)
    assert "'one' was published as 9 (2024-12) and is now 7" in refused(builder)
    assert parameter_file(project) == before and archive.prints(project, Q3) == []


def test_what_check_finds_stops_it_before_anything_is_built(builder: Builder) -> None:
    signed(builder)
    before = len(builder.orders)
    made_up.write_notebook(builder.project, "alpha", [*made_up.CHECKED, "%%prose\nEr zijn 5 soorten."])
    assert "digit '5'" in refused(builder)
    assert len(builder.orders) == before


def test_an_erratum_records_what_changed_and_changes_something(builder: Builder) -> None:
    project = builder.project
    signed(builder)
    final(builder)
    signed(builder, ERRATUM)
    before = parameter_file(project)
    assert refused(builder, erratum=ERRATUM, day=DAY) == (
        "editions/2024Q3/0: no file that readers see differs from print 0 of 2024Q3; "
        "mend what was wrong first; then record the erratum"
    )
    assert parameter_file(project) == before

    builder.words = 'Er waren [8]{.fact key="one"} dingen.\n\nDit is nieuw.'
    builder.values, builder.design = {"one": 8, "three": 3}, "other"
    signed(builder)
    assert "the review of 2024Q3 was not about this erratum" in refused(builder, erratum=ERRATUM, day=DAY)
    signed(builder, ERRATUM)
    done = final(builder, erratum=" Er stond 7;  dit is 8.\n", day=DAY)
    assert done.archived.number == 1
    assert done.archived.record["erratum"] == {"date": "2025-01-15", "text": ERRATUM}
    assert done.archived.record["changes"] == {
        "since": 0,
        "files": ["data/tbl-x.csv", "document.md", "facts.json"],
        "facts": [
            {"key": "one", "old": "7\u00a0duizend", "new": "8\u00a0duizend"},
            {"key": "three", "old": "", "new": "3\u00a0duizend"},
            {"key": "two", "old": "2\u00a0duizend", "new": ""},
        ],
        "sentences": [
            {"section": "Kop", "old": "Er waren 7 dingen.", "new": "Er waren 8 dingen."},
            {"section": "Kop", "old": "", "new": "Dit is nieuw."},
        ],
    }
    assert "  - date: 2025-01-15\n" in parameter_file(project)

    # without a day, that of the present moment
    builder.words = "Er waren 8 dingen."
    signed(builder, "Er stond nog iets.")
    last = final(builder, erratum="Er stond nog iets.").archived.record
    assert (last["number"], last["erratum"]) == (2, {"date": "2024-12-14", "text": "Er stond nog iets."})
    assert last["changes"]["since"] == 1


def a_final_report(project: Project, *endings: str) -> archive.Print:
    """A made-up report in the archive, with a file in each of these formats."""
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + "publication_at: 2024-12-13T09:30\n")
    folder = made_up_report.written(project.build / "2024Q3")
    for ending in endings:
        (folder / f"arbeidsmarkt-in-beeld-2024Q3.{ending}").write_text(f"the final {ending}")
    package.write(
        folder, report="x", title="x", edition="2024Q3", status="final", published=dt.date(2024, 12, 13), fields=[],
        captions={}, sources=[], made_from={"engine": "embedded"},
    )  # fmt: skip
    people = {"reviewed": {"by": "A", "at": "x"}, "final": {"by": "B", "at": "x"}}
    return archive.add(project, Q3, folder, people)


def test_copies_under_embargo_are_marked_and_say_what_they_are_copies_of(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    printed = a_final_report(project, "html")
    before = made_up.contents(project.archive)
    out = project.root / "out"
    (out / "embargo").mkdir(parents=True)  # as another edition's copies leave it
    paths = embargo.copies(project, Q3, out)
    folder = out / "embargo" / "2024Q3"
    assert paths == [folder / "arbeidsmarkt-in-beeld-2024Q3-embargo.html", folder / "embargo.json"]
    assert sorted(folder.iterdir()) == paths
    assert '<p class="stamp" role="note">Onder embargo tot 13 december 2024, 9.30 uur' in paths[0].read_text()

    def digest(path: Path) -> str:
        return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"

    text = paths[1].read_text(encoding="utf-8")
    name = "arbeidsmarkt-in-beeld-2024Q3.html"
    assert json.loads(text) == {
        "edition": "2024Q3", "print": 0, "embargo_until": "2024-12-13T09:30:00+01:00",
        "final": f"sha256:{printed.fingerprint}",
        "copies": [{
            "path": paths[0].name, "hash": digest(paths[0]), "of": name, "of_hash": digest(printed.files / name),
        }],
    }  # fmt: skip
    assert text.startswith('{\n "edition"') and text.endswith("}\n")
    assert made_up.contents(project.archive) == before, "the final files are not marked"
    assert [path.name for path in (out / ".work").iterdir() if path.is_dir()] == []


def test_no_copies_of_what_is_not_there_or_was_changed(tmp_path: Path) -> None:
    project = made_up.make(tmp_path)
    printed = a_final_report(project, "html", "docx")
    out = project.root / "out"
    with pytest.raises(UserError) as error:
        embargo.copies(project, Q3, out, ["html", "pdf"])
    assert str(error.value) == "editions/2024Q3/0/files: the final edition has no pdf; choose others"
    (printed.files / "facts.json").write_text("{}")
    with pytest.raises(UserError) as error:
        embargo.copies(project, Q3, out)
    assert str(error.value) == (
        "editions/2024Q3/0/files/facts.json: was changed since the edition was made final; "
        "restore it from git or from a backup"
    )
    assert not out.exists()


def test_a_mark_stands_first_in_the_front_matter_of_the_copy_alone(tmp_path: Path) -> None:
    document = tmp_path / "document.md"
    document.write_text("---\ntitle: één\n---\ntekst\n---\n", encoding="utf-8")
    embargo._mark(document, "Onder embargo: " + "é" * 120)
    assert document.read_text(encoding="utf-8") == (
        f"---\nmark: 'Onder embargo: {'é' * 120}'\ntitle: één\n---\ntekst\n---\n"
    )


def test_parameters_are_checked_once_more_when_the_text_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("status: concept\n")
    with pytest.raises(UserError):
        parameters._replace(path, "status: [", "x.yml")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("x.yml", "status: concept\n")]
