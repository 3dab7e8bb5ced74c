"""Final editions that last, and the two people who sign them. Every figure and every name here is made up."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics import moments
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.document import manifest as package
from arbeidsmarkt.publishing import archive, check, compare, comparison_page, review, tags

Q3 = Period.quarter(2024, 3)
NOW = dt.datetime(2024, 12, 12, 9, 0, tzinfo=dt.UTC)
OTHER_WORDS = [cell.replace("verzonnen dingen", "bedachte dingen") for cell in made_up.CHECKED]
ERRATUM = "Er stond verzonnen; dit is bedacht."
SIGNED = {"reviewed": {"by": "A. Lezer", "at": "x"}, "final": {"by": "B. Maker", "at": "x"}}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_up.make_checked(tmp_path)


def build(project: Project, words: str = "Er waren 7 dingen.", status: str = "concept", **made_from: Any) -> Path:
    """A build, as far as an archive and a reviewer look at it."""
    folder = project.build / "2024Q3"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "document.md").write_text(f"---\ntitle: x\nstatus: {status}\nstatus-text: {status}\n---\n{words}\n")
    (folder / "facts.json").write_text('{"facts": {}}')
    (folder / "data" / "tbl-x.csv").write_text("a\n1\n")
    (folder / "report.html").write_text(f"{status} {words}")
    package.write(
        folder, report="x", title="x", edition="2024Q3", status=status, published=dt.date(2024, 12, 13), fields=[],
        captions={}, sources=[], made_from={"design": "d", "engine": "embedded", "versions": "v", **made_from},
    )  # fmt: skip
    return folder


def refusal(project: Project, by: str, erratum: str = "") -> str:
    """Why a person cannot make the build final; empty when they can."""
    try:
        review.required(project, Q3, project.build / "2024Q3", by, erratum)
    except UserError as error:
        return str(error)
    return ""


def test_every_byte_of_a_print_is_checked(project: Project) -> None:
    each = archive.add(project, Q3, build(project), SIGNED)
    assert each.number == 0 and made_up.contents(each.files) == made_up.contents(project.build / "2024Q3")
    assert archive.faults(project, each) == []
    page = each.files / "report.html"
    page.write_bytes(page.read_bytes().replace(b"7", b"8"))
    (each.files / "data" / "extra.csv").write_text("x")
    (each.files / "facts.json").unlink()
    (each.folder / "note.txt").write_text("x")
    said = [str(fault).partition(";")[0] for fault in archive.faults(project, each)]
    assert said == [
        "editions/2024Q3/0/files/data/extra.csv: is no part of this print",
        "editions/2024Q3/0/files/facts.json: is missing",
        "editions/2024Q3/0/files/report.html: was changed since the edition was made final",
        "editions/2024Q3/0/note.txt: is no part of this print",
    ]
    assert {str(fault) for fault in archive.faults(project, each)} <= {str(f) for f in check.check(project).faults}


def test_nothing_overwrites_a_print_and_the_same_files_are_no_second_one(project: Project) -> None:
    archive.add(project, Q3, build(project), SIGNED)
    first = made_up.contents(project.archive)
    assert archive.add(project, Q3, project.build / "2024Q3", {**SIGNED, "final": {"by": "C"}}).number == 0
    assert archive.add(project, Q3, build(project, "Er waren 8 dingen."), SIGNED).number == 1
    assert first.items() <= made_up.contents(project.archive).items()
    assert not list(project.archive.glob("*/.*"))


def test_a_print_that_lies_elsewhere_or_is_missing_or_has_another_record_is_named(project: Project) -> None:
    archive.add(project, Q3, build(project), SIGNED)
    home = project.archive / "2024Q3"
    shutil.copytree(home / "0", home / "1")
    with pytest.raises(UserError, match="editions/2024Q3/1: holds print 0 of 2024Q3"):
        archive.prints(project, Q3)
    shutil.rmtree(home / "0")
    with pytest.raises(UserError, match="editions/2024Q3/0: this print of the edition is missing"):
        archive.prints(project, Q3)
    (home / "1").rename(home / "0")
    record = home / "0" / archive.RECORD
    record.write_text(record.read_text().replace("A. Lezer", "C. Ander"))
    with pytest.raises(UserError, match=r"record\.json: was changed since the edition was made final"):
        archive.prints(project, Q3)


def test_an_archive_that_cannot_be_written_gets_no_half_print(project: Project) -> None:
    folder = build(project)
    project.archive.write_text("a file where the folder should be")
    with pytest.raises(UserError, match="the archive cannot be written"):
        archive.add(project, Q3, folder, SIGNED)


def test_another_person_signs_the_very_content(project: Project) -> None:
    folder = build(project)
    assert "nobody has reviewed 2024Q3" in refusal(project, "B. Maker")
    review.sign(project, Q3, folder, "B. Maker", NOW)
    assert "two people sign" in refusal(project, "b.  maker")
    review.sign(project, Q3, folder, "A. Lezer", NOW)
    assert refusal(project, "B. Maker") == ""
    assert review.required(project, Q3, build(project, status="final"), "B. Maker")["by"] == "A. Lezer"
    assert "was not about this erratum" in refusal(project, "B. Maker", "Er stond 7.")
    for changed in (build(project, "Er waren 8 dingen."), build(project, vintage="other")):
        assert "is not the one that A. Lezer reviewed" in refusal(project, "B. Maker"), changed
    (folder / "data" / "tbl-x.csv").write_text("a\n2\n")


def test_a_review_that_was_edited_counts_for_nothing(project: Project) -> None:
    path = review.sign(project, Q3, build(project), "B. Maker", NOW)
    path.write_text(path.read_text().replace("B. Maker", "A. Lezer"))
    assert f"editions/2024Q3/reviews/{path.name}: was changed since it was signed" in refusal(project, "B. Maker")
    assert [fault.what for fault in review.faults(project, Q3)] == ["was changed since it was signed"]


def test_a_page_is_read_before_it_is_signed(project: Project) -> None:
    folder = build(project)
    about = review.content(folder, package.read(folder, "x"))
    path = comparison_page.write(project.build, project, compare.Comparison("2024Q2", "2024Q3", (), (), None), about)
    assert comparison_page.shows(path, about)
    assert not comparison_page.shows(path, "0" * 64) and not comparison_page.shows(folder / "nothing.html", about)


def test_a_signed_tag_is_checked_where_git_can_sign(project: Project, tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen here")
    key, signers = tmp_path / "key", tmp_path / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    signers.write_text(f"b@example.invalid {key.with_suffix('.pub').read_text()}")
    git = ["git", "-C", str(project.root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    assert tags.sign(project, "2024Q3", 0, "ab", "B. Maker", "A. Lezer") == "", "no key, no tag, no error"
    for name, value in {
        "user.name": "B. Maker", "user.email": "b@example.invalid", "gpg.format": "ssh",
        "user.signingkey": str(key), "gpg.ssh.allowedSignersFile": str(signers),
    }.items():  # fmt: skip
        subprocess.run([*git, "config", name, value], check=True)
    assert review.person(project, None) == "B. Maker" and review.person(project, " C.  D ") == "C. D"
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "x"], check=True)
    assert tags.check(project, "2024Q3", 0, "ab") == "none"
    assert tags.sign(project, "2024Q3", 0, "ab", "B. Maker", "A. Lezer") == "edition-2024Q3"
    assert tags.check(project, "2024Q3", 0, "ab") == "good"
    assert tags.check(project, "2024Q3", 0, "cd") == "bad", "a signature for other files"
    signers.write_text(signers.read_text().replace("b@", "c@"))
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    signers.write_text(f"b@example.invalid {(tmp_path / 'other.pub').read_text()}")
    assert tags.check(project, "2024Q3", 0, "ab") == "bad", "a key of nobody known"


def test_what_changed_is_taken_from_the_printed_values() -> None:
    old = {"unit": "thousand", "value": 410.4, "text": "410", "decimals": 0}
    new = {"unit": "thousand", "value": 410.6, "text": "411", "decimals": 0}
    assert compare._difference(old, new).replace("\u00a0", " ") == "+1 duizend"


@pytest.mark.editions
def test_from_a_review_to_an_erratum_and_an_embargo_on_the_command_line(project: Project) -> None:
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + "publication_at: 2024-12-13T09:30\n")
    report = project.report / "report.yml"
    report.write_text(report.read_text().replace("formats: [html]", "formats: [html, pdf]"))
    words = ["final", "2024Q3", "--by", "B. Maker"]
    assert "2024Q3 is not final" in made_up.run(project, "embargo", "2024Q3", check=False).stderr
    before = path.read_text()
    assert "nobody has reviewed 2024Q3" in made_up.run(project, *words, check=False).stderr
    assert path.read_text() == before and not project.archive.exists()
    made_up.make_final(project, "2024Q3")
    first = made_up.contents(project.archive / "2024Q3" / "0")
    assert not any(b"A. Lezer" in text or b"embargo" in text for name, text in first.items() if name != archive.RECORD)

    printed = made_up.run(project, "embargo", "2024Q3").stdout.splitlines()
    names = [Path(line).name.removeprefix("arbeidsmarkt-in-beeld-2024Q3") for line in printed]
    assert names == ["-embargo.html", "-embargo.pdf", "embargo.json"]
    import pdfplumber

    with pdfplumber.open(project.root / printed[1]) as pdf:
        assert all("Onder embargo tot 13 december 2024, 9.30 uur" in page.extract_text() for page in pdf.pages)
    record = json.loads((project.root / printed[2]).read_text())
    assert record["embargo_until"] == "2024-12-13T09:30:00+01:00"

    shutil.rmtree(project.build)  # what make clean does
    done = made_up.run(project, "verify", "2024Q3")
    assert "reviewed by A. Lezer, final by B. Maker (names as stated, not signed)" in done.stdout
    erratum = ["--erratum", ERRATUM]
    nothing = made_up.make_final(project, "2024Q3", *erratum, check=False)
    assert "no file that readers see differs from print 0 of 2024Q3" in nothing.stderr
    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    stale = made_up.run(project, *words, *erratum, check=False)
    assert "the build of 2024Q3 is not the one that A. Lezer reviewed" in stale.stderr
    made_up.make_final(project, "2024Q3", *erratum)
    assert made_up.contents(project.archive / "2024Q3" / "0") == first
    changes = archive.prints(project, Q3)[1].record["changes"]
    assert (changes["files"], changes["facts"]) == (["document.md"], [])
    assert [("verzonnen" in item["old"], "bedachte" in item["new"]) for item in changes["sentences"]] == [(True, True)]


CHANGED = "; choose a time outside the hour in which the clock is changed"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2025-03-30T02:30", f"the clock in the Netherlands shows 02:30 twice on 2025-03-30, or not at all{CHANGED}"),
        ("2024-10-27T02:30", f"the clock in the Netherlands shows 02:30 twice on 2024-10-27, or not at all{CHANGED}"),
        (
            "2024-12-13T09:30+00:00",
            "2024-12-13T09:30:00+00:00 names a time zone; write the time in the Netherlands, no zone",
        ),
    ],
)
def test_a_moment_that_the_clock_in_the_netherlands_does_not_show_once(moment: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        moments.aware(dt.datetime.fromisoformat(moment))
    assert str(refused.value) == said


def test_a_moment_in_summer_and_in_winter() -> None:
    winter, summer = (moments.aware(dt.datetime(2024, month, 13, 9, 30)) for month in (12, 6))
    assert (winter.isoformat(), summer.isoformat()) == ("2024-12-13T09:30:00+01:00", "2024-06-13T09:30:00+02:00")
    assert moments.text(winter.astimezone(dt.UTC)) == "13 december 2024, 9.30 uur"
