"""Final editions that last, and the two people who sign them. Every figure and every name here is made up."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import made_up_project as made_up
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.publishing import archive, compare, review

Q3 = Period.quarter(2024, 3)
OTHER_WORDS = [cell.replace("verzonnen dingen", "bedachte dingen") for cell in made_up.CHECKED]
ERRATUM = "Er stond verzonnen; dit is bedacht."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made_up.make_checked(tmp_path)


def test_a_final_edition_outlives_its_build_and_every_byte_is_checked(project: Project) -> None:
    made_up.make_final(project, "2024Q3")
    first = project.archive / "2024Q3" / "0"
    assert made_up.contents(first / "files") == made_up.contents(project.build / "2024Q3")
    shutil.rmtree(project.build)  # what make clean does
    done = made_up.run(project, "verify", "2024Q3")
    assert "in editions/2024Q3/0 are as recorded; reviewed by A. Lezer, final by B. Maker" in done.stdout
    assert "not signed" in done.stdout
    page = next(first.glob("files/*.html"))
    page.write_bytes(page.read_bytes().replace(b"e", b"a", 1))
    (first / "files" / "data" / "extra.csv").write_text("x")
    (first / "files" / "facts.json").unlink()
    for command in ("verify", "check"):
        refused = made_up.run(project, command, "2024Q3", check=False)
        assert refused.returncode == 1
        assert f"editions/2024Q3/0/files/{page.name}: was changed since the edition was made final" in refused.stderr
        assert "files/data/extra.csv: is no part of this print" in refused.stderr
        assert "files/facts.json: is missing" in refused.stderr


def test_an_erratum_adds_a_print_says_what_changed_and_leaves_the_first_alone(project: Project) -> None:
    made_up.make_final(project, "2024Q3")
    first = made_up.contents(project.archive / "2024Q3" / "0")
    made_up.run(project, "review", "2024Q3", "--erratum", ERRATUM)
    made_up.run(project, "review", "2024Q3", "--by", "A. Lezer", "--erratum", ERRATUM)
    words = ["final", "2024Q3", "--by", "B. Maker", "--erratum", ERRATUM]
    refused = made_up.run(project, *words, check=False)
    assert "no file that readers see differs from print 0 of 2024Q3" in refused.stderr
    assert sorted(path.name for path in (project.archive / "2024Q3").iterdir()) == ["0", "reviews"]

    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    stale = made_up.run(project, *words, check=False)
    assert "the build of 2024Q3 is not the one that A. Lezer reviewed" in stale.stderr
    made_up.make_final(project, "2024Q3", "--erratum", ERRATUM)
    assert made_up.contents(project.archive / "2024Q3" / "0") == first
    _, second = archive.prints(project, Q3)
    changes = second.record["changes"]
    assert changes["files"] == ["document.md"] and changes["facts"] == []
    assert [("verzonnen" in item["old"], "bedachte" in item["new"]) for item in changes["sentences"]] == [(True, True)]
    assert second.record["erratum"]["text"] == ERRATUM
    made_up.run(project, "verify", "2024Q3")


def test_two_different_people_sign_the_very_build(project: Project) -> None:
    words = ["final", "2024Q3", "--by"]
    before = (project.params / "2024Q3.yml").read_text()
    alone = made_up.run(project, *words, "B. Maker", check=False)
    assert "nobody has reviewed 2024Q3" in alone.stderr
    made_up.run(project, "review", "2024Q3", "--by", "B. Maker")
    same = made_up.run(project, *words, "b.  maker", check=False)
    assert "two people sign" in same.stderr
    made_up.run(project, "review", "2024Q3", "--by", "A. Lezer")
    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    other = made_up.run(project, *words, "B. Maker", check=False)
    assert "is not the one that A. Lezer reviewed" in other.stderr
    assert (project.params / "2024Q3.yml").read_text() == before
    assert not (project.archive / "2024Q3" / "0").exists()
    made_up.run(project, "review", "2024Q3", "--by", "A. Lezer")
    made_up.run(project, *words, "B. Maker")
    (each,) = archive.prints(project, Q3)
    assert (each.record["reviewed"]["by"], each.record["final"]["by"]) == ("A. Lezer", "B. Maker")
    texts = [path.read_bytes() for path in each.files.rglob("*") if path.is_file()]
    assert not any(b"A. Lezer" in text or b"B. Maker" in text for text in texts), "the names are not in the report"


def test_a_review_that_was_edited_counts_for_nothing(project: Project) -> None:
    made_up.run(project, "review", "2024Q3", "--by", "B. Maker")
    (path,) = (project.archive / "2024Q3" / "reviews").iterdir()
    path.write_text(path.read_text().replace("B. Maker", "A. Lezer"))
    done = made_up.run(project, "final", "2024Q3", "--by", "B. Maker", check=False)
    assert f"editions/2024Q3/reviews/{path.name}: was changed since it was signed" in done.stderr


def test_nobody_signs_a_page_that_shows_another_build(tmp_path: Path) -> None:
    project = made_up.make_checked(tmp_path, ("2024Q2", "2024Q3"))
    unread = made_up.run(project, "review", "2024Q3", "--by", "A. Lezer", check=False)
    assert "compare-2024Q2-2024Q3.html: the page shows another build than it did, or was not there" in unread.stderr
    assert not project.archive.exists()
    made_up.run(project, "review", "2024Q3", "--by", "A. Lezer")
    made_up.write_notebook(project, "alpha", OTHER_WORDS)
    assert made_up.run(project, "review", "2024Q3", "--by", "A. Lezer", check=False).returncode == 1


def test_the_archive_is_not_filled_where_it_cannot_be_trusted(project: Project) -> None:
    made_up.make_final(project, "2024Q3")
    home = project.archive / "2024Q3"
    shutil.copytree(home / "0", home / "1")  # a print under another number
    assert "editions/2024Q3/1: holds print 0" in made_up.run(project, "check", check=False).stderr
    shutil.rmtree(home / "1")
    record = home / "0" / "record.json"
    record.write_text(record.read_text().replace("A. Lezer", "C. Ander"))
    assert "record.json: was changed since" in made_up.run(project, "verify", "2024Q3", check=False).stderr
    (home / "0").rename(home / "1")
    assert made_up.run(project, "verify", "2024Q3", check=False).returncode == 1


def test_a_signed_tag_is_checked_where_git_can_sign(project: Project, tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen here")
    key, signers = tmp_path / "key", tmp_path / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    signers.write_text(f"b@example.invalid {key.with_suffix('.pub').read_text()}")
    git = ["git", "-C", str(project.root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    for name, value in {
        "user.name": "B. Maker", "user.email": "b@example.invalid", "gpg.format": "ssh",
        "user.signingkey": str(key), "gpg.ssh.allowedSignersFile": str(signers),
    }.items():  # fmt: skip
        subprocess.run([*git, "config", name, value], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "x"], check=True)
    made_up.run(project, "review", "2024Q3", "--by", "A. Lezer")
    done = made_up.run(project, "final", "2024Q3")  # git says who
    assert "reviewed by A. Lezer, final by B. Maker, tag edition-2024Q3 signed" in done.stdout
    assert "final by B. Maker (signed)" in made_up.run(project, "verify", "2024Q3").stdout
    subprocess.run([*git, "tag", "--force", "--sign", "edition-2024Q3", "--message", "files: sha256:0\n"], check=True)
    refused = made_up.run(project, "verify", "2024Q3", check=False)
    assert "the signature of its tag does not hold, or was given for other files" in refused.stderr


def test_what_changed_is_taken_from_the_printed_values() -> None:
    old = {"unit": "thousand", "value": 410.4, "text": "410", "decimals": 0}
    new = {"unit": "thousand", "value": 410.6, "text": "411", "decimals": 0}
    assert compare._difference(old, new) == "+1\u00a0duizend"
    assert compare._difference(old, {**new, "value": 410.4, "text": "410"}) == "0\u00a0duizend"


def test_who_is_the_same_person() -> None:
    assert review.same_person("A.  de Vries ", "a. de vries") and not review.same_person("A. de Vries", "B. de Vries")


def test_embargo_copies_are_marked_and_the_final_files_are_not(project: Project) -> None:
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + "publication_at: 2024-12-13T09:30\n")
    early = made_up.run(project, "embargo", "2024Q3", check=False)
    assert "2024Q3 is not final" in early.stderr
    report = project.report / "report.yml"
    report.write_text(report.read_text().replace("formats: [html]", "formats: [html, pdf]"))
    made_up.make_final(project, "2024Q3")
    before = made_up.contents(project.archive)
    printed = made_up.run(project, "embargo", "2024Q3").stdout.splitlines()
    assert [Path(line).name for line in printed] == [
        "arbeidsmarkt-in-beeld-2024Q3-embargo.html", "arbeidsmarkt-in-beeld-2024Q3-embargo.pdf", "embargo.json",
    ]  # fmt: skip
    import pdfplumber

    with pdfplumber.open(project.root / printed[1]) as pdf:
        assert all("Onder embargo tot 13 december 2024, 9.30 uur" in page.extract_text() for page in pdf.pages)
    record = json.loads((project.root / printed[2]).read_text())
    assert record["embargo_until"] == "2024-12-13T09:30:00+01:00"
    assert made_up.contents(project.archive) == before and not any(b"embargo tot" in each for each in before.values())
    again = (project.root / printed[0]).read_bytes()
    made_up.run(project, "embargo", "2024Q3")
    assert (project.root / printed[0]).read_bytes() == again


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        ("2024-12-12T09:30", "the embargo ends on 2024-12-12"),
        ("2025-03-30T02:30", "shows 02:30 twice on 2025-03-30, or not at all"),
        ("2024-10-27T02:30", "twice on 2024-10-27"),
        ("2024-12-13T09:30Z", "names a time zone"),
    ],
)
def test_a_moment_that_the_clock_does_not_show(project: Project, moment: str, message: str) -> None:
    path = project.params / "2024Q3.yml"
    path.write_text(path.read_text() + f"publication_at: {moment}\n")
    done = made_up.run(project, "check", check=False)
    assert done.returncode == 1 and message in done.stderr and "2024Q3.yml:" in done.stderr
