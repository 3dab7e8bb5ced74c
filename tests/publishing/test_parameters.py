"""New editions, final editions and corrections: what stands in params/ afterwards, comments included."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.inputs.editions import Edition
from arbeidsmarkt.publishing import parameters as authoring

Q3 = Period.quarter(2024, 3)

OTHER_WORDS = [cell.replace("verzonnen dingen", "bedachte dingen") for cell in made_up.CHECKED]

COMMENTED = """\
# a comment on top
quarter: 2024Q3
vintage: toy
charts_from: 2014Q1
publication_date: 2024-12-13
status: concept  # until the minister has signed

# a comment below
printed: []
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = made_up.make(tmp_path)
    (made.params / "2024Q3.yml").write_text(COMMENTED)
    return made


def text(project: Project) -> str:
    return (project.params / "2024Q3.yml").read_text()


def test_the_next_edition_follows_the_one_before(project: Project) -> None:
    path = authoring.draft(project, Q3 + 2)
    edition = Edition.load(project, Q3 + 2)
    assert path.name == "2025Q1.yml"
    assert (edition.previous, edition.vintage, edition.status) == (Q3, "toy", "concept")
    assert edition.charts_from == Period.quarter(2014, 1)
    assert edition.publication_date == dt.date(2024, 12, 13)


def test_an_edition_that_exists_is_never_overwritten(project: Project) -> None:
    with pytest.raises(UserError, match="exists already"):
        authoring.draft(project, Q3)
    assert text(project) == COMMENTED


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vintage": "nowhere"}, "nowhere"),
        (
            {"publication_date": dt.date(2024, 12, 12)},
            "the edition cannot appear on 2024-12-12: its vintage toy is of 2024-12-13; "
            "choose a later date or an older vintage",
        ),
    ],
)
def test_a_draft_that_cannot_be_right_is_not_written(
    project: Project, options: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError) as refused:
        authoring.draft(project, Q3 + 1, **options)  # type: ignore[arg-type]
    assert str(refused.value) == message or message == "nowhere" in str(refused.value)
    assert sorted(path.name for path in project.params.glob("*")) == ["2024Q3.yml", "default.yml", "series.yml"]


def test_the_first_edition_has_nothing_to_follow(project: Project) -> None:
    with pytest.raises(UserError, match="no edition before 2014Q1"):
        authoring.draft(project, Period.quarter(2014, 1))


def test_the_file_of_a_new_edition_explains_its_lines(project: Project) -> None:
    path = authoring.draft(project, Q3 + 1, publication_date=dt.date(2024, 12, 13))
    assert (
        path.read_text(encoding="utf-8")
        == """\
# Edition 2024Q4, drafted after 2024Q3. `arbeidsmarkt check 2024Q4` says whether it is in order;
# docs/parameters.md explains every line.
quarter: 2024Q4
# the CBS figures that it reads, a folder of data/vintages/
vintage: toy
# the edition that the section on revisions compares with
previous: 2024Q3
# first quarter of the charts
charts_from: 2014Q1
# the date in the report and in its files; not before that of the vintage
publication_date: 2024-12-13
# concept stands on every page until a person runs: arbeidsmarkt final 2024Q4
status: concept

# What was printed at the time, elsewhere, and must come out of the build too; or a reason why it cannot. For example:
#   - {fact: vacancies, value: "380", published: 2026-02, source: "CBS, februari 2026"}
printed: []
"""
    )
    later = authoring.draft(project, Q3 + 2, publication_date=dt.date(2025, 5, 15))
    assert Edition.load(project, Q3 + 2).publication_date == dt.date(2025, 5, 15) and later.name == "2025Q1.yml"
    assert Edition.load(project, Q3 + 2).previous == Q3 + 1, "the newest of those before it"


def test_a_draft_that_turns_out_wrong_is_taken_away_again(project: Project) -> None:
    (project.notebooks / "alpha.ipynb").write_text("{")
    with pytest.raises(UserError, match="not a Jupyter notebook"):
        authoring.draft(project, Q3 + 1)
    assert not (project.params / "2024Q4.yml").exists()


def test_whether_a_vintage_holds_a_quarter(project: Project) -> None:
    assert authoring.holds(project, "toy", Q3)
    assert not authoring.holds(project, "toy", Period.quarter(2026, 3))


def test_making_final_keeps_every_comment_and_records_the_hash(project: Project) -> None:
    seen = []

    def build() -> str:
        seen.append(Edition.load(project, Q3).status)
        return "ab" * 32

    authoring.make_final(project, Q3, build)
    expected = COMMENTED.replace("concept", "final").replace("signed\n", f"signed\nmanifest: sha256:{'ab' * 32}\n")
    assert seen == ["final"]
    assert text(project) == expected
    with pytest.raises(UserError, match="final already"):
        authoring.make_final(project, Q3, build)


def test_a_build_that_fails_leaves_the_file_as_it_was(project: Project) -> None:
    def build() -> str:
        raise UserError("a cell failed")

    with pytest.raises(UserError, match="a cell failed"):
        authoring.make_final(project, Q3, build)
    assert text(project) == COMMENTED
    assert not list(project.params.glob(".*"))


def test_errata_stand_newest_first_with_their_own_words(project: Project) -> None:
    authoring.make_final(project, Q3, lambda: "ab" * 32)
    first, second = 'In tabel 2 stond "6,9"; dit is: 6,8 # procent.', "Nog een fout"
    authoring.correct(project, Q3, first, dt.date(2025, 1, 2), lambda: "cd" * 32)
    authoring.correct(project, Q3, second, dt.date(2025, 2, 3), lambda: "ef" * 32)
    edition = Edition.load(project, Q3)
    assert [(e.date, e.text) for e in edition.errata] == [(dt.date(2025, 2, 3), second), (dt.date(2025, 1, 2), first)]
    assert edition.manifest == f"sha256:{'ef' * 32}"
    assert "# a comment below" in text(project)
    assert "# until the minister has signed" in text(project)


@pytest.mark.parametrize("start", ["errata: []\n", "errata:  # none\n", "errata:\n- date: 2025-01-01\n  text: oud\n"])
def test_errata_are_added_however_the_list_is_written(project: Project, start: str) -> None:
    body = COMMENTED.replace("concept", "final") + start
    (project.params / "2024Q3.yml").write_text(body.replace("errata:  # none\n", "errata: []  # none\n"))
    authoring.correct(project, Q3, "nieuw", dt.date(2025, 2, 3), lambda: "cd" * 32)
    texts = [erratum.text for erratum in Edition.load(project, Q3).errata]
    assert texts == ["nieuw", *(["oud"] if "oud" in start else [])]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("errata: []\n", 'errata:\n  - date: 2025-01-02\n    text: "één"\n'),
        ("errata:   # none\nx: 1\n", 'errata: # none\n  - date: 2025-01-02\n    text: "één"\nx: 1\n'),
        (
            "errata: [] # to be\n\n  # old\n- date: 2025-01-01\n  text: oud\n",
            'errata: # to be\n- date: 2025-01-02\n  text: "één"\n\n  # old\n- date: 2025-01-01\n  text: oud\n',
        ),
        ("a: 1\n\n\n", 'a: 1\n\nerrata:\n  - date: 2025-01-02\n    text: "één"\n'),
    ],
)
def test_an_erratum_is_put_where_the_others_stand_and_as_they_stand(before: str, after: str) -> None:
    assert authoring._add_erratum(before, "één", dt.date(2025, 1, 2), "x.yml") == after


def test_errata_on_one_line_are_for_a_person_to_rewrite() -> None:
    assert said(lambda: authoring._add_erratum("errata: [{a: 1}]\n", "x", dt.date(2025, 1, 2), "x.yml")) == (
        "x.yml: the errata cannot be added to as they are written; "
        "write each on a line of its own, beginning with '- date:'"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("status: concept # x\nb: 1\n", "status: final # x\nb: 1\n"),
        ("a: 1\nstatus: 'con cept'\n", "a: 1\nstatus: final\n"),
        ('status: "concept"   # x # y\nstatus: two\n', "status: final   # x # y\nstatus: two\n"),
    ],
)
def test_a_value_is_changed_and_its_comment_stays(before: str, after: str) -> None:
    assert authoring._set(before, "status", "final") == after


def test_a_new_value_stands_below_the_status_with_its_comment() -> None:
    before = "a: 1\nstatus: concept # x\nb: 1\n"
    assert authoring._set(before, "manifest", "y") == "a: 1\nstatus: concept # x\nmanifest: y\nb: 1\n"


@pytest.mark.parametrize("full", [authoring._replace, lambda path, text, name: authoring._write_once(path, text)])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, full: Callable[..., None]) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "2024Q3.yml"
    name = str(path) if full is not authoring._replace else "params/2024Q3.yml"
    assert said(lambda: full(path, "x", name)) == f"{name}: cannot be written: Not a directory; mend the rights"


@pytest.mark.parametrize(
    ("final", "words", "day", "message"),
    [
        (False, "fout", dt.date(2025, 1, 1), "this is a concept"),
        (True, "  ", dt.date(2025, 1, 1), "the erratum is empty"),
        (True, "fout", dt.date(2024, 1, 1), "older than the edition"),
    ],
)
def test_an_erratum_that_makes_no_sense(project: Project, final: bool, words: str, day: dt.date, message: str) -> None:
    if final:
        authoring.make_final(project, Q3, lambda: "ab" * 32)
    before = text(project)
    with pytest.raises(UserError, match=message):
        authoring.correct(project, Q3, words, day, lambda: "cd" * 32)
    assert text(project) == before


def said(action: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        action()
    return str(refused.value)


def test_what_cannot_be_made_final_or_corrected_is_said_in_full(project: Project) -> None:
    def correct(words: str, day: dt.date = dt.date(2025, 1, 2), quarter: Period = Q3) -> str:
        return said(lambda: authoring.correct(project, quarter, words, day, lambda: "cd" * 32))

    where = "params/2024Q3.yml: "
    assert correct("fout") == (
        f"{where}an erratum corrects a final edition, and this is a concept; "
        "correct the concept itself, or first: arbeidsmarkt final 2024Q3"
    )
    for action in (
        lambda: authoring.make_final(project, Q3 + 1, lambda: "x"),
        lambda: authoring.correct(project, Q3 + 1, "x", dt.date(2025, 1, 2), lambda: "x"),
    ):
        assert said(action) == ("params/2024Q4.yml: the edition has no file of its own; first: arbeidsmarkt new 2024Q4")
    assert authoring.make_final(project, Q3, lambda: "ab" * 32) == "ab" * 32
    assert said(lambda: authoring.make_final(project, Q3, lambda: "x")) == (
        f'{where}the edition is final already; to correct it: arbeidsmarkt final 2024Q3 --erratum "what was wrong"'
    )
    assert correct(" ") == "the erratum is empty; say in one Dutch sentence what was wrong and what it is now"
    before_it = dt.date(2024, 12, 12)
    assert correct("fout", before_it) == f"{where}the erratum of 2024-12-12 is older than the edition of 2024-12-13"
    day = dt.date(2024, 12, 13)  # the very day of publication
    assert authoring.correct(project, Q3, "Er  stond\n7.", day, lambda: "cd" * 32) == "cd" * 32
    again = f"{where}this erratum of 2024-12-13 is recorded already; nothing needs to be done"
    assert correct("Er stond 7.", day) == again
    authoring.correct(project, Q3, "Er stond 7.", day + dt.timedelta(days=1), lambda: "ef" * 32)
    assert correct("Er stond 7.", day) == again, "either of the two days"
    assert [erratum.date.day for erratum in Edition.load(project, Q3).errata] == [14, 13]


def test_a_quarter_without_a_file_cannot_be_final(project: Project) -> None:
    with pytest.raises(UserError, match="first: arbeidsmarkt new 2024Q4"):
        authoring.make_final(project, Q3 + 1, lambda: "ab" * 32)


def test_from_new_to_final_to_corrected_on_the_command_line(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path)
    done = made_up.run(project, "new")
    assert done.stdout.splitlines()[0] == "params/2024Q4.yml"
    made_up.make_final(project, "2024Q4", "--jobs", "2")
    made_up.run(project, "verify", "2024Q4")
    page = next((project.build / "2024Q4").glob("*.html"))
    assert "Concept" not in page.read_text()

    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    erratum = ["--erratum", "Er stond verzonnen.", "--date", "2025-01-15"]
    made_up.make_final(project, "2024Q4", *erratum)
    made_up.run(project, "verify", "2024Q4")
    assert "Er stond verzonnen." in page.read_text()
    assert "15 januari 2025" in page.read_text()
    again = made_up.run(project, "final", "2024Q4", "--by", "B. Maker", *erratum, check=False)
    assert (again.returncode, "is recorded already" in again.stderr) == (1, True)


@pytest.mark.editions
def test_nothing_takes_the_place_of_a_final_edition_but_a_correction(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path, ("2024Q2", "2024Q3"))
    made_up.make_final(project, "2024Q3")
    folder = project.build / "2024Q3"
    final = made_up.contents(folder)

    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    refused = made_up.run(project, "build", "2024Q3", check=False)
    assert refused.returncode == 1
    (line,) = [line for line in refused.stderr.splitlines() if line.startswith("arbeidsmarkt: ")]
    assert line.startswith("arbeidsmarkt: build/2024Q3: arbeidsmarkt-in-beeld-2024Q3.html, document.md and ")
    assert "final 2024Q3 --erratum" in line and "--out" in line
    made_up.run(project, "check", "2024Q3")
    made_up.run(project, "compare", "2024Q2", "2024Q3")  # the older is built with the other words, this one is not
    assert "bedachte" in (project.build / "2024Q2" / "document.md").read_text()
    assert made_up.contents(folder) == final
    made_up.run(project, "verify", "2024Q3")

    elsewhere = made_up.run(project, "build", "2024Q3", "--out", "elsewhere")
    assert "2024Q3: other files than were made final; arbeidsmarkt verify 2024Q3" in elsewhere.stderr
    deviates = made_up.run(project, "verify", "2024Q3", "--out", "elsewhere", check=False)
    assert "differs from the edition that was made final" in deviates.stderr


@pytest.mark.editions
def test_what_readers_do_not_see_is_no_deviation(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path)
    made_up.make_final(project, "2024Q3")
    manifest = project.build / "2024Q3" / package.MANIFEST
    before = manifest.read_bytes()
    lock = project.root / "requirements.lock"
    lock.write_text("".join(line for line in lock.read_text().splitlines(True) if not line.startswith("tqdm==")))
    made_up.run(project, "build", "2024Q3")  # other versions than before, and the same files
    assert manifest.read_bytes() != before
    made_up.run(project, "verify", "2024Q3")


@pytest.mark.parametrize(
    ("notebook", "printed", "message"),
    [
        (made_up.CHECKED, 'printed: [{fact: one, value: "7", published: 2024-12, source: x}]', "published as 7"),
        ([*made_up.CHECKED, "%%prose\nEr zijn 5 soorten."], "printed: []", "digit '5'"),
    ],
)
def test_what_is_not_in_order_does_not_become_final(
    tmp_path: Path, notebook: list[str], printed: str, message: str
) -> None:
    project = made_up.make_checked(tmp_path)
    made_up.run(project, "build", "2024Q3")
    parameters = project.params / "2024Q3.yml"
    parameters.write_text(f"{parameters.read_text()}{printed}\n")
    made_up.write_notebook(project, "alpha", notebook)
    before, built = parameters.read_text(), made_up.contents(project.build / "2024Q3")
    done = made_up.run(project, "final", "2024Q3", "--by", "B. Maker", check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert message in done.stderr
    assert parameters.read_text() == before
    assert made_up.contents(project.build / "2024Q3") == built


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.editions)])
def test_told_to_end_while_making_final(tmp_path: Path, number: int) -> None:
    project = made_up.make_checked(tmp_path)
    made_up.write_notebook(project, "alpha", [*made_up.CHECKED, made_up.WAITS])
    before = (project.params / "2024Q3.yml").read_text()
    process = subprocess.Popen(
        [sys.executable, "-c", "from arbeidsmarkt.cli import main; main()", "final", "2024Q3", "--by", "B"],
        cwd=project.root, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while process.poll() is None and not (project.root / "running").exists():
        time.sleep(0.01)
    assert "status: final" in (project.params / "2024Q3.yml").read_text()
    process.send_signal(number)
    said = process.communicate(timeout=30)[1]
    name = signal.Signals(number).name
    assert process.returncode == 128 + number
    assert said == f"arbeidsmarkt: terminated ({name}); what was finished stands\n"
    assert (project.params / "2024Q3.yml").read_text() == before


@pytest.mark.editions
def test_an_edition_that_could_not_be_recorded_is_a_fault_until_it_is(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path)
    made_up.run(project, "build", "2024Q3")
    parameters = project.params / "2024Q3.yml"  # as a power cut leaves it
    parameters.write_text(parameters.read_text().replace("concept", "final\nmanifest: ''"))
    for command in ("verify", "check"):
        done = made_up.run(project, command, "2024Q3", check=False)
        assert done.returncode == 1
        assert "params/2024Q3.yml: the edition is final, and what was made final is not recorded" in done.stderr
    made_up.make_final(project, "2024Q3")
    made_up.run(project, "verify", "2024Q3")


def test_a_correction_that_was_cut_off_is_not_added_twice(project: Project) -> None:
    def power_cut() -> str:
        before.append(text(project))
        return "cd" * 32

    before: list[str] = []
    authoring.make_final(project, Q3, lambda: "ab" * 32)
    authoring.correct(project, Q3, "Er stond 7.", dt.date(2025, 1, 2), power_cut)
    (project.params / "2024Q3.yml").write_text(before[0])
    authoring.correct(project, Q3, "Er stond  7.", dt.date(2025, 1, 3), lambda: "ef" * 32)
    edition = Edition.load(project, Q3)
    assert [(erratum.date, erratum.text) for erratum in edition.errata] == [(dt.date(2025, 1, 2), "Er stond 7.")]
    assert edition.manifest == f"sha256:{'ef' * 32}"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["new", "2024KW9"], 2, "2024KW9"),
        (["new", "2024"], 2, "not a quarter"),
        (["new", "2025Q4", "--anyway", "--publication-date", "morgen"], 2, "not a day"),
        (["new", "2024Q3"], 1, "exists already"),
        (["final", "2024Q3", "--date", "2025-01-01"], 2, "--erratum"),
    ],
)
def test_mistakes_on_the_command_line(project: Project, words: list[str], code: int, message: str) -> None:
    done = made_up.run(project, *words, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
    assert message in done.stderr
