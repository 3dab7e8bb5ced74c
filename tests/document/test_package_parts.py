"""The manifest of a folder of a few made-up files, to the letter."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from arbeidsmarkt.document import key_figures, manifest

FILES = {
    "b/Één Naam.TXT": "?", "data/tbl-x.csv": "a\n1\n", "data/Other.csv": "", "data/x.json": "{}", "extra.csv": "a",
    "report.docx": "w", "report.html": "h", "report.pdf": "p", "document.md": "m", "book.xlsx": "x", "n.ipynb": "n",
    "figures/fig-a.svg": "s",
}  # fmt: skip
FIELDS = [{"name": "rij", "type": "string"}]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def laid_down(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return manifest.write(
        folder, report="Verslag", title="Verzonnen één", edition="2024Q3", status="concept",
        published=dt.date(2024, 12, 13), fields=FIELDS, captions={"tbl-x": "Tabel x", "extra": "niet gebruikt"},
        sources=({"title": title, "path": "y"} for title in ("a", "b")), made_from={"engine": "embedded"},
    )  # fmt: skip


def described(name: str, path: str, format: str, media: str, **more: object) -> dict[str, object]:
    content = FILES[path].encode()
    about = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    return {"name": name, "path": path, "format": format, "mediatype": media, **about, **(more or {"type": "file"})}


def test_every_file_is_described_in_an_order_that_is_the_same_everywhere(tmp_path: Path) -> None:
    path = laid_down(tmp_path)
    table = {"profile": "tabular-data-resource", "encoding": "utf-8",
             "schema": {"fields": FIELDS, "missingValues": [""]}}  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == {
        "profile": "data-package", "name": "Verslag-2024q3", "title": "Verzonnen één",
        "created": "2024-12-13T00:00:00Z",
        "licenses": [{
            "name": "CC-BY-4.0", "title": "Creative Commons Naamsvermelding 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/deed.nl",
        }],
        "sources": [{"title": "a", "path": "y"}, {"title": "b", "path": "y"}], "edition": "2024Q3", "status": "concept",
        "made_from": {"engine": "embedded"},
        "resources": [
            described("b-n-naam.txt", "b/Één Naam.TXT", "TXT", "application/octet-stream"),
            described("book.xlsx", "book.xlsx", "xlsx", SHEET),
            described("Other", "data/Other.csv", "csv", "text/csv", title="Other", **table),
            described("tbl-x", "data/tbl-x.csv", "csv", "text/csv", title="Tabel x", **table),
            described("data-x.json", "data/x.json", "json", "application/json"),
            described("document.md", "document.md", "md", "text/markdown"),
            described("extra.csv", "extra.csv", "csv", "text/csv"),
            described("figures-fig-a.svg", "figures/fig-a.svg", "svg", "image/svg+xml"),
            described("n.ipynb", "n.ipynb", "ipynb", "application/x-ipynb+json"),
            described("report.docx", "report.docx", "docx", WORD),
            described("report.html", "report.html", "html", "text/html"),
            described("report.pdf", "report.pdf", "pdf", "application/pdf"),
        ],
    }  # fmt: skip
    assert text.startswith('{\n "profile"') and text.endswith("}\n") and "één" in text
    before = path.read_bytes()
    assert laid_down(tmp_path).read_bytes() == before, "the manifest does not describe itself"


def test_the_fingerprint_is_that_of_the_lines_of_sha256sum(tmp_path: Path) -> None:
    laid_down(tmp_path)
    lines = [f"{hashlib.sha256(FILES[name].encode()).hexdigest()}  {name}\n" for name in sorted(FILES)]
    found = manifest.fingerprint(manifest.read(tmp_path, "x"))
    assert found == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_each_way_in_which_a_folder_deviates(tmp_path: Path) -> None:
    laid_down(tmp_path)
    stored = manifest.read(tmp_path, "x")
    for name in (".DS_Store", "data/Thumbs.db", "desktop.ini"):
        (tmp_path / name).touch()
    assert manifest.deviations(tmp_path, stored) == []
    (tmp_path / "report.html").write_text("H")  # as long as before
    (tmp_path / "report.pdf").write_text("longer")
    (tmp_path / "n.ipynb").unlink()
    (tmp_path / "figures" / "extra.svg").touch()
    assert manifest.deviations(tmp_path, stored) == [
        ("figures/extra.svg", "is not in the manifest"), ("n.ipynb", "is missing"),
        ("report.html", "was changed since it was written"), ("report.pdf", "was changed since it was written"),
    ]  # fmt: skip


def test_key_figures_with_and_without_a_tiny_chart() -> None:
    item = {
        "title": "lonen", "fact": "wages", "value": "6,8*", "unit_text": "procent [per jaar]", "change": "*hoger*",
        "period_text": "derde kwartaal",
    }  # fmt: skip
    chart = {"svg": "<svg/>", "alt": 'Een "golf".'}
    trend = {"trend_from": "2014*", "trend_to": "2024*"}
    text = key_figures.band([item, item | chart, item | chart | trend])
    first = (
        "[Lonen]{.title}\n\n[[6,8\\*]{.fact key=\"wages\"}]{.value} [procent \\[per jaar\\]]{.unit}\n\n"
        "[*hoger*]{.change}\n\n[derde kwartaal]{.period}"
    )  # fmt: skip
    spark = '![](figures/kern-wages.svg){.spark fig-alt="Een \\"golf\\"."}'
    blocks = [first, f"{first}\n\n{spark}", f"{first}\n\n[2014\\*]{{.from}} [2024\\*]{{.to}}\n\n{spark}"]
    figures = "\n\n".join(f"::: {{.key-figure}}\n{block}\n:::" for block in blocks)
    assert text == f":::: {{.key-figures}}\n{figures}\n::::\n"
    assert key_figures.band([]) == ""
