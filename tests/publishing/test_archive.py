"""Final editions that last, and the two people who sign them. Every figure and every name here is made up."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
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
from arbeidsmarkt.inputs import vintage_files
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
    assert not tags.can_sign(project), "a key, and no commit to tag"
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "x"], check=True)
    assert tags.can_sign(project)
    assert tags.check(project, "2024Q3", 0, "ab") == "none"
    assert tags.sign(project, "2024Q3", 0, "ab", "B. Maker", "A. Lezer") == "edition-2024Q3"
    assert tags.check(project, "2024Q3", 0, "ab") == "good"
    with pytest.raises(UserError) as refused:
        tags.sign(project, "2024Q3", 0, "ab", "B. Maker", "A. Lezer")
    exists = "edition-2024Q3: git cannot sign the tag: fatal: tag 'edition-2024Q3' already exists; mend it, then: "
    assert str(refused.value) == f"{exists}git tag --sign edition-2024Q3"
    shown = subprocess.run([*git, "cat-file", "tag", "edition-2024Q3"], check=True, capture_output=True, text=True)
    message = "\n\nedition-2024Q3: final\n\nfiles: sha256:ab\nfinal: B. Maker\nreviewed: A. Lezer\n-----BEGIN"
    assert message in shown.stdout
    subprocess.run([*git, "tag", "--annotate", "edition-2024Q4", "--message", "files: sha256:ab"], check=True)
    assert tags.check(project, "2024Q4", 0, "ab") == "none", "a tag that nobody signed"
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


def record_path(project: Project) -> Path:
    return project.archive / "2024Q3" / "0" / archive.RECORD


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"{", "was changed since the edition was made final"),
        (b"[]", "was changed since the edition was made final"),
        (b'{"edition": "2024Q3"}', "was changed since the edition was made final"),
        (
            vintage_files.sealed({"edition": "2024Q3", "number": 0, "hash": ""}),
            "was changed since the edition was made final",
        ),
        (
            b'{"edition": "2024Q3", "number": 0, "hash": "", "files": {}}',
            "was changed since the edition was made final",
        ),
    ],
)
def test_a_record_that_cannot_be_read_is_named(project: Project, content: bytes | None, said: str) -> None:
    archive.add(project, Q3, build(project), SIGNED)
    record_path(project).unlink()
    if content is not None:
        record_path(project).write_bytes(content)
    with pytest.raises(UserError) as refused:
        archive.prints(project, Q3)
    assert str(refused.value) == f"editions/2024Q3/0/record.json: {said}; restore it from git or from a backup"


def test_a_print_has_every_file_with_its_hash_and_what_else_lies_there_is_no_print(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = archive.sync

    def noted(path: Path) -> None:
        synced.append(path.name if path.is_file() else str(path.is_dir()))
        real(path)

    monkeypatch.setattr(archive, "sync", noted)
    folder = build(project)
    home = project.archive / "2024Q3"
    (home / "1x").mkdir(parents=True)
    (home / "7").write_text("no folder")
    (project.archive / "2024Q1").write_text("no folder")
    (project.archive / "2023Q4").mkdir()
    assert archive.prints(project, Q3) == []
    each = archive.add(project, Q3, folder, SIGNED)
    assert [quarter.label for quarter in archive.quarters(project)] == ["2023Q4", "2024Q3"]
    assert each == archive.prints(project, Q3)[0] and (each.quarter, each.folder) == (Q3, home / "0")
    names = ["data/tbl-x.csv", "datapackage.json", "document.md", "facts.json", "report.html"]
    hashes = {name: f"sha256:{hashlib.sha256((folder / name).read_bytes()).hexdigest()}" for name in names}
    fingerprint = package.fingerprint(package.read(folder, "x"))
    record = {name: value for name, value in each.record.items() if name != "digest"}
    assert record == {
        "schema": "arbeidsmarkt-final/1", "edition": "2024Q3", "number": 0, "hash": fingerprint, "files": hashes,
        **SIGNED,
    }  # fmt: skip
    assert each.fingerprint == fingerprint
    assert each.folder.stat().st_mode & 0o777 == 0o755, "others may read it"
    # all of it is on the disk before it gets its name, and its name is too
    assert synced == [Path(name).name for name in names] + ["record.json", "True", "True"]


def test_a_disk_that_is_full_leaves_no_half_print(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "sync", full)
    with pytest.raises(UserError) as refused:
        archive.add(project, Q3, build(project), SIGNED)
    assert str(refused.value) == (
        "editions/2024Q3/0: the archive cannot be written: No space left on device; make room or mend the rights; "
        "nothing was recorded"
    )
    assert list((project.archive / "2024Q3").iterdir()) == []


def test_a_print_in_the_wrong_place_says_whose_it_is_and_what_to_do(project: Project) -> None:
    archive.add(project, Q3, build(project), SIGNED)
    shutil.copytree(project.archive / "2024Q3", project.archive / "2024Q4")
    with pytest.raises(UserError) as refused:
        archive.prints(project, Q3 + 1)
    said = "holds print 0 of 2024Q3, which belongs elsewhere; restore it from git or from a backup"
    assert str(refused.value) == f"editions/2024Q4/0: {said}"
    (project.archive / "2024Q3" / "0").rename(project.archive / "2024Q3" / "2")
    with pytest.raises(UserError) as refused:
        archive.prints(project, Q3)
    said = "this print of the edition is missing; restore it from git or from a backup"
    assert str(refused.value) == f"editions/2024Q3/0: {said}"


def test_what_readers_see_is_what_a_review_is_about(project: Project) -> None:
    folder = build(project)

    def about() -> str:
        return review.content(folder, package.read(folder, "x"))

    seen = review.shown(folder, package.read(folder, "x"))
    names = ["made_from design", "made_from engine", "made_from versions"]
    assert list(seen) == ["document.md", "data/tbl-x.csv", "facts.json", *names]
    first, document = about(), folder / "document.md"
    text = document.read_text()
    assert text == "---\ntitle: x\nstatus: concept\nstatus-text: concept\n---\nEr waren 7 dingen.\n"
    document.write_text(text.replace("concept", "final").replace("title: x\n", "title: x\nerrata: [Er stond 7.]\n"))
    assert about() == first, "the lines that a final edition and its concept do not have alike"
    for old, new in (("title: x", "title: y"), ("title: x", "date: x"), ("7 dingen", "8 dingen")):
        document.write_text(text.replace(old, new))
        assert about() != first, new
    document.write_text("Er waren 7 dingen.\n")  # no front matter at all
    assert about() not in ("", first)
    assert review.shown(folder, package.read(folder, "x")).keys() == seen.keys()


def test_a_review_is_one_file_a_person_and_is_signed_once(project: Project) -> None:
    folder = build(project)
    about = review.content(folder, package.read(folder, "x"))
    begin = f"20241212T090000-{about[:12]}"
    paths = [review.sign(project, Q3, folder, by, NOW) for by in ("A. Lezer", "a.  LEZER", "C. Ander", "D. Vierde")]
    assert [path.name for path in paths] == [f"{begin}{end}.json" for end in ("", "", "-2", "-3")]
    assert paths[0].parent == project.archive / "2024Q3" / "reviews"
    content = json.loads(paths[0].read_bytes())
    assert len(content.pop("digest")) == 71
    assert content == {
        "edition": "2024Q3", "content": about, "by": "A. Lezer", "at": "2024-12-12T09:00:00+00:00", "erratum": "",
    }  # fmt: skip
    assert review.required(project, Q3, folder, "B. Maker") == {"by": "D. Vierde", "at": content["at"]}, "the newest"
    later = review.sign(project, Q3, folder, "A. Lezer", NOW + dt.timedelta(seconds=1), "Er stond 7.")
    assert later.name == f"20241212T090001-{about[:12]}.json", "a correction is another thing to sign"
    assert review.required(project, Q3, folder, "B. Maker", "Er stond 7.")["by"] == "A. Lezer"
    shutil.rmtree(project.archive)
    project.archive.write_text("a file where the folder should be")
    with pytest.raises(UserError) as refused:
        review.sign(project, Q3, folder, "A. Lezer", NOW)
    path = f"editions/2024Q3/reviews/{begin}.json"
    assert str(refused.value) == f"{path}: the review cannot be written: Not a directory; mend the rights"


def test_why_a_person_cannot_make_it_final_is_said_in_full(project: Project) -> None:
    where, again = "editions/2024Q3/reviews: ", "have it reviewed again: arbeidsmarkt review 2024Q3"
    folder = build(project)
    assert refusal(project, "B. Maker") == (
        f"{where}nobody has reviewed 2024Q3; another person reads and signs: arbeidsmarkt review 2024Q3"
    )
    assert refusal(project, "B. Maker", "Er stond 7.").endswith('arbeidsmarkt review 2024Q3 --erratum "Er stond 7."')
    review.sign(project, Q3, folder, "B. Maker", NOW)
    assert refusal(project, "B. Maker") == (
        f"{where}B. Maker reviewed 2024Q3 and cannot also make it final; two people sign; "
        "let another person review it: arbeidsmarkt review 2024Q3 --by NAME"
    )
    assert refusal(project, "A. Lezer") == ""
    assert refusal(project, "A. Lezer", "Er stond 7.") == (
        f'{where}the review of 2024Q3 was not about this erratum; {again} --erratum "Er stond 7." --by NAME'
    )
    build(project, "Er waren 8 dingen.")
    assert refusal(project, "A. Lezer") == (
        f"{where}the build of 2024Q3 is not the one that B. Maker reviewed; {again} --by NAME"
    )


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"content": "x", "by": "x", "at": "x"}'])
def test_a_review_that_cannot_be_read_is_a_fault_with_its_file(project: Project, content: bytes | None) -> None:
    path = review.sign(project, Q3, build(project), "A. Lezer", NOW)
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    said = f"editions/2024Q3/reviews/{path.name}: was changed since it was signed; restore it from git"
    assert [str(fault) for fault in review.faults(project, Q3)] == [said]


def test_a_person_is_named_or_git_knows_them(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    assert review.person(project, " C.\n D ") == "C. D"
    for path in (os.environ["PATH"], ""):  # with git, and where there is none
        monkeypatch.setenv("PATH", path)
        for by in (None, "", "  "):
            with pytest.raises(UserError) as refused:
                review.person(project, by)
            assert str(refused.value) == "--by: nobody is named; say who you are: --by 'A. de Vries'"
    assert not tags.can_sign(project) and tags.check(project, "2024Q3", 0, "ab") == "none"
    assert [tags.name("2024Q3", number) for number in (0, 1)] == ["edition-2024Q3", "edition-2024Q3-1"]


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
