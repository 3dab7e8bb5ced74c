"""The data package, the workbook, the index page and ``verify``, on the real edition 2024Q3."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project
from arbeidsmarkt.building import start_page, verify
from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.document import manifest as package, markup
from made_up_project import make, run


@pytest.fixture(scope="module")
def manifest(built_edition: Path) -> dict[str, Any]:
    return package.read(built_edition, "build/2024Q3")


def test_the_package_is_a_valid_data_package(built_edition: Path) -> None:
    report = frictionless.validate(str(built_edition / package.MANIFEST))
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])
    assert len(report.tasks) == len(package.files(built_edition)) - 1


def test_every_file_is_described_with_its_hash_and_size(built_edition: Path, manifest: dict[str, Any]) -> None:
    described = {resource["path"]: resource for resource in manifest["resources"]}
    for path in package.files(built_edition):
        name = path.relative_to(built_edition).as_posix()
        if name != package.MANIFEST:
            assert described.pop(name)["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert described == {}


def test_the_manifest_says_what_the_report_was_made_from(manifest: dict[str, Any], project: Project) -> None:
    made_from = manifest["made_from"]
    assert made_from["parameters"]["quarter"] == "2024Q3"
    assert made_from["vintage"]["label"] == made_from["parameters"]["vintage"]
    held = json.loads((project.vintages / made_from["vintage"]["label"] / "datapackage.json").read_text())
    hashes = {resource["table"]: resource["hash"].removeprefix("sha256:") for resource in held["resources"]}
    assert made_from["tables"].items() <= hashes.items()
    assert {"80474ned", "85224NED"} <= made_from["tables"].keys()
    assert set(made_from["notebooks"]) == {path.stem for path in project.notebooks.glob("*.ipynb")}
    assert {"python", "altair", "papermill", "typst"} <= made_from["versions"].keys()
    assert "pytest" not in made_from["versions"]
    assert any("80474ned" in source["title"] for source in manifest["sources"])


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum")
def test_the_record_of_a_final_edition_can_be_made_without_this_program(
    built_edition: Path, manifest: dict[str, Any]
) -> None:
    paths = sorted(resource["path"] for resource in manifest["resources"])
    summed = subprocess.run(["sha256sum", *paths], cwd=built_edition, capture_output=True, check=True).stdout
    assert package.fingerprint(manifest) == hashlib.sha256(summed).hexdigest()
    assert package.fingerprint({**manifest, "made_from": {}}) == package.fingerprint(manifest)


def test_each_csv_tells_code_title_unit_and_status(built_edition: Path) -> None:
    rows = frictionless.Package(str(built_edition / package.MANIFEST)).get_resource("fig-tension").read_rows()
    last = next(row for row in reversed(rows) if row["rij_code"] == "2024KW03")
    assert last["rij"] == "2024 3e kwartaal"
    assert last["weergave"] == "106"
    assert round(last["waarde"]) == 106
    assert last["status"] in {"", "voorlopig", "nader voorlopig", "definitief", "onbekend"}


def test_every_value_is_the_number_that_is_printed_with_as_many_decimals(built_edition: Path) -> None:
    compared = 0
    for path in sorted((built_edition / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                printed = re.match(r"([−+]?)(\d[\d\u202f\u00a0 ]*(?:,\d+)?)", row["weergave"])
                if row["waarde"] and printed:
                    digits = re.sub(r"[\u202f\u00a0 ]", "", printed[2]).replace(",", ".")
                    assert row["waarde"].lstrip("-") == digits, (path.name, row)
                    assert row["waarde"].startswith("-") == (printed[1] == "−"), (path.name, row)
                    compared += 1
    assert compared > 400


def test_the_licence_is_named_in_full(manifest: dict[str, Any]) -> None:
    (licence,) = manifest["licenses"]
    assert licence["name"] == "CC-BY-4.0" and licence["title"] == "Creative Commons Naamsvermelding 4.0"
    assert licence["path"].startswith("https://creativecommons.org/licenses/by/4.0/")


def test_the_workbook_has_a_cover_and_one_table_a_sheet(built_edition: Path) -> None:
    book = openpyxl.load_workbook(built_edition / "tables.xlsx")
    labels = {path.stem for path in (built_edition / "data").iterdir()}
    assert book.sheetnames[0] == "Inhoud"
    assert len(book.sheetnames[1:]) == len(labels)
    assert not [name for name in book.sheetnames if len(name) > 31 or re.match("(fig|tbl)-", name)]
    document = markup.read((built_edition / "document.md").read_text(encoding="utf-8"))
    shown = re.findall(r"(?m)^(?:!\[|: )(.*?)(?:\]\(figures/\S*)? ?\{#(fig|tbl)-", document)
    for word, kind in (("Figuur", "fig"), ("Tabel", "tbl")):
        captions = [markup.plain(caption) for caption, found in shown if found == kind]
        sheets = [name for name in book.sheetnames if re.match(rf"{word} \d", name)]
        assert len(sheets) == len(captions) > 5
        for number, (name, caption) in enumerate(zip(sheets, captions, strict=True), start=1):
            assert caption.replace("'", "’").startswith(name.removeprefix(f"{word} {number} ").rstrip(" 23"))
            assert book[name]["A1"].value == caption
    named = re.findall(r"tables\.xlsx \(blad ([^)]*)\)", document)
    assert len(named) == 3
    assert set(named) <= set(book.sheetnames)
    assert book.properties.created.isoformat() == "2024-12-13T00:00:00"
    for sheet in book.worksheets[1:]:
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].value
        heads = [cell.value for cell in sheet[3]]
        assert all(heads) and len(set(heads)) == len(heads)
    cover = [row[0].value for row in book["Inhoud"].iter_rows() if row[0].hyperlink]
    assert cover == book.sheetnames[1:]


def test_numbers_in_the_workbook_are_numbers_with_the_report_s_decimals(built_edition: Path) -> None:
    sheet = openpyxl.load_workbook(built_edition / "tables.xlsx")["Figuur 1 Openstaande vacatures"]
    row = next(cells for cells in sheet.iter_rows() if cells[0].value == "2024 3e kwartaal")
    assert ([cell.value for cell in sheet[3]][-1], row[-1].value) == ("Code", "2024KW03")
    assert sheet.auto_filter.ref == f"A3:{row[-1].column_letter}{3 + 43}"
    numbers = [cell for cell in row if isinstance(cell.value, int | float)]
    assert round(numbers[-1].value) == 106
    assert numbers[-1].number_format.startswith("#,##0")
    assert any(str(cell.value).startswith("Bron: ") for cell in sheet["A"] if cell.value)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def test_the_start_page_lists_the_edition_with_its_key_figures(built_edition: Path) -> None:
    page = (built_edition.parent / start_page.PAGE).read_text()
    assert '<html lang="nl">' in page
    row = re.search(r"<th scope=\"row\"><a [^>]*>2024 3e kwartaal</a></th>.*?</tr>", page)
    assert row
    for figure in (">106", ">397", ">6,8"):
        assert figure in row[0]
    links = Links()
    links.feed(page)
    assert links.found and all((built_edition.parent / link).is_file() for link in links.found)


@pytest.fixture
def copy(built_edition: Path, tmp_path: Path, project: Project) -> Order:
    shutil.copytree(built_edition, tmp_path / "out" / "2024Q3")
    return Order(project, "2024Q3", tmp_path / "out")


def test_a_build_is_as_its_manifest_says(copy: Order) -> None:
    assert verify.verify(copy) == len(package.files(copy.folder))


def test_each_deviation_is_named(copy: Order) -> None:
    (copy.folder / "document.md").write_text("other")
    (copy.folder / "facts.json").unlink()
    (copy.folder / "extra.txt").touch()
    with pytest.raises(UserError) as caught:
        verify.verify(copy)
    lines = str(caught.value).splitlines()
    assert [line.split(";")[0].split("2024Q3/")[1] for line in lines] == [
        "document.md: was changed since it was written",
        "extra.txt: is not in the manifest",
        "facts.json: is missing",
    ]
    assert all("arbeidsmarkt build 2024Q3 --force" in line for line in lines)


@pytest.mark.parametrize("content", [None, "", "{}", "[]"])
def test_no_build_and_no_manifest(copy: Order, content: str | None) -> None:
    if content is None:
        shutil.rmtree(copy.folder)
    else:
        (copy.folder / package.MANIFEST).write_text(content)
    with pytest.raises(UserError, match=r"there is no build; make it with|the manifest cannot be read; build again"):
        verify.verify(copy)


def test_a_rebuild_is_compared_byte_by_byte_and_a_final_edition_with_its_record(tmp_path: Path) -> None:
    project = make(tmp_path)
    run(project, "build", "2024Q3")
    done = run(project, "verify", "2024Q3", "--rebuild")
    number = len(package.files(project.build / "2024Q3"))
    assert done.stdout.splitlines() == [
        f"2024Q3: {number} files are as the manifest says",
        f"2024Q3: {number} files come out the same, byte for byte",
    ]

    omega = project.notebooks / "omega.ipynb"
    omega.write_text(omega.read_text().replace("Samen", "Tezamen"))
    done = run(project, "verify", "2024Q3", "--rebuild", check=False)
    assert done.returncode == 1
    assert "html: a rebuild differs: line " in done.stderr and "Tezamen" in done.stderr
    assert "changed since the build: notebooks" in done.stderr
    assert "Samen" in (project.build / "2024Q3" / "document.md").read_text()

    parameters = project.params / "2024Q3.yml"
    parameters.write_text(parameters.read_text().replace("concept", f"final\nmanifest: sha256:{'0' * 64}"))
    done = run(project, "verify", "2024Q3", check=False)
    assert done.returncode == 1
    assert "differs from the edition that was made final" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"a\nb\nc", b"a\nx\nc", "line 2 has 'b', the rebuild 'x'"),
        (b"a\nb", b"a\nb\nc", "line 2 has"),
        (b"\xff\x00\x01", b"\xff\x00\x02", "at byte 3"),
        (None, b"", "the file is new"),
        (b"", None, "the file is no longer made"),
    ],
)
def test_the_first_difference_in_words(old: bytes | None, new: bytes | None, said: str) -> None:
    assert verify._difference(old, new).startswith(said)
