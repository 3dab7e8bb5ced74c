"""The Quarto driver: what it asks of Quarto, tested on a stand-in that writes down how it was called."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typst
import yaml

import made_up_project
import made_up_report as made_up
from arbeidsmarkt.basics import events
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.document.rendering import docx, fonts, pandoc, quarto_process, render
from arbeidsmarkt.document.rendering.html import arguments as design_arguments

STAND_IN = r"""#!/bin/sh
"exec" "{python}" "$0" "$@"  # a path with blanks cannot stand behind #!; Python reads this line as a text
import json, os, sys
from pathlib import Path
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit()
found = [path for path in Path(".").rglob("*") if path.is_file()]
files = {{str(path): path.read_text(errors="replace") for path in found}}
sys.stderr.write("\x1b[1m\x1b[34mpandoc --to html\x1b[39m\x1b[22m\n  to: html\n  output-file: x.html\n")
sys.stderr.write("  standalone: true\n  self-contained: true\n\n")
calls = Path(r"{log}")
calls.write_text(json.dumps([*json.loads(calls.read_text()), {{
    "argv": sys.argv[1:], "cwd": os.getcwd(), "files": files, "epoch": os.environ["SOURCE_DATE_EPOCH"],
    "plain": os.environ["NO_COLOR"], "temporary": os.environ["TMPDIR"],
    "fonts": os.environ["TYPST_IGNORE_SYSTEM_FONTS"]}}]))
{action}
"""
#: a Word file has to be one, for its tables are set out afterwards
WRITE = """
target = Path(sys.argv[sys.argv.index("--output") + 1])
word = target.suffix == ".docx"
target.write_bytes(Path("reference.docx").read_bytes() if word else b"made by the stand-in")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "document").mkdir()
    return made_up.written(tmp_path / "document")


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str = "1.7.32", action: str = WRITE) -> Path:
    binaries, log = tmp_path / "bin", tmp_path / "calls.json"
    binaries.mkdir()
    log.write_text("[]", encoding="utf-8")
    script = binaries / "quarto"
    script.write_text(STAND_IN.format(python=sys.executable, version=version, log=log, action=action), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(binaries))
    return log


def rendered(folder: Path, *formats: str) -> list[Path]:
    return render(folder, made_up.EDITION, list(formats), design=made_up.DESIGN, engine="quarto")


def calls(log: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(log.read_text(encoding="utf-8"))
    return found


def test_each_format_is_asked_in_a_folder_of_its_own(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch)
    paths = rendered(folder, "html", "pdf", "docx")
    assert [path.name for path in paths] == [f"arbeidsmarkt-in-beeld-2024Q3.{end}" for end in ("html", "pdf", "docx")]
    assert [path.read_bytes()[:20] == b"made by the stand-in" for path in paths] == [True, True, False]
    assert zipfile.is_zipfile(paths[2])
    made = calls(log)
    assert [call["argv"] for call in made] == [
        ["render", "document.qmd", "--to", f"arbeidsmarkt-{target}", "--output", path.name]
        for target, path in zip(("html", "typst", "docx"), paths, strict=True)
    ]
    assert len({call["cwd"] for call in made}) == 3
    assert {(call["epoch"], call["plain"], call["fonts"]) for call in made} == {("1734048000", "1", "true")}
    assert len({call["temporary"] for call in made}) == 3
    for call in made:
        assert not Path(call["temporary"]).exists()
        assert set(call["files"]) >= {f"figures/fig-{name}.svg" for name in ("tension", "wages", "tension-narrow")}
        assert call["files"]["document.qmd"] == (folder / "document.md").read_text(encoding="utf-8")
        assert {"facts.json", "theme.yml", "_quarto.yml", "data/tbl-sectors.csv"} <= set(call["files"])
        assert not Path(call["cwd"]).exists()


def test_the_extension_has_every_file_that_it_names() -> None:
    extension = made_up.DESIGN / "_extensions" / "arbeidsmarkt"
    formats = yaml.safe_load((extension / "_extension.yml").read_text(encoding="utf-8"))["contributes"]["formats"]
    for name in ("html", "typst"):
        for file in (formats[name]["template"], *formats[name]["template-partials"]):
            assert (extension / file).is_file(), file
    project = yaml.safe_load((made_up.DESIGN / "_quarto.yml").read_text(encoding="utf-8"))
    for item in project["filters"]:
        assert (made_up.DESIGN / item["path"]).is_file()
    assert all((made_up.DESIGN / file).is_file() for file in project["metadata-files"])


def test_word_gets_pictures_and_styles(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = stand_in(tmp_path, monkeypatch)
    rendered(folder, "docx")
    files = calls(log)[0]["files"]
    assert {"reference.docx", "figures/fig-tension.png"} <= set(files)
    assert yaml.safe_load(files["_metadata.yml"]) == {
        "format": {"arbeidsmarkt-docx": {"reference-doc": "reference.docx"}}
    }


@pytest.mark.parametrize(
    ("version", "asked"), [("1.7.34", None), ("1.8.27", None), ("1.9.38", ["ua-1"]), ("1.10.18", ["ua-1", "a-3a"])]
)
def test_each_quarto_is_asked_for_the_most_that_it_can_do(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, version: str, asked: list[str] | None
) -> None:
    log = stand_in(tmp_path, monkeypatch, version=version)
    heard: list[events.Event] = []
    events.listen(heard.append)
    try:
        rendered(folder, "pdf")
    finally:
        events.listen(lambda event: None)
    settings = yaml.safe_load(calls(log)[0]["files"]["_metadata.yml"])["format"]["arbeidsmarkt-typst"]
    assert settings.get("pdf-standard") == asked
    claims = {1: "PDF/UA-1", 2: "PDF/UA-1 and PDF/A-3A"}.get(len(asked or []), "no PDF standard")
    text = f"the PDF of this Quarto claims {claims}"
    assert heard == [{"event": "claims", "edition": "2024Q3", "text": text}]
    assert [path.name for path in folder.glob("*arbeidsmarkt*")] == ["arbeidsmarkt-in-beeld-2024Q3.pdf"]


def test_typst_of_quarto_gets_a_font_file_a_weight(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch)
    rendered(folder, "pdf")
    files = calls(log)[0]["files"]
    (fonts,) = yaml.safe_load(files["_metadata.yml"])["format"]["arbeidsmarkt-typst"]["font-paths"]
    assert sum(name.startswith(fonts) and name.endswith(".ttf") for name in files) == 3
    family = yaml.safe_load(files["theme.yml"])["look"]["font"]
    assert f"'{family}'" in files["figures/fig-tension.svg"]


def test_the_manifest_names_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.8.25")
    project = made_up_project.make_checked(tmp_path / "checkout")
    made_up_project.run(project, "build", "2024Q3", "--engine", "quarto", "--to", "pdf")
    made_from = json.loads((project.build / "2024Q3" / "datapackage.json").read_text())["made_from"]
    assert (made_from["engine"], made_from["quarto"]) == ("quarto", "1.8.25")
    assert made_from["pdf_standards"] == []


def test_no_quarto(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"no Quarto on the PATH; install Quarto 1\.7 or newer"):
        rendered(folder, "html")


def test_a_quarto_that_is_too_old(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.6.43")
    with pytest.raises(UserError, match=r"Quarto 1\.6\.43 is too old; install"):
        rendered(folder, "html")


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (
            'sys.exit("ERROR: arbeidsmarkt: fig-tension: there is no caption")',
            "document.md, fig-tension: there is no caption",
        ),
        ('sys.exit("\x1b[31mERROR: out of luck\x1b[39m")', "Quarto refused the document: out of luck"),
        (
            r"sys.exit('Error running filter main.lua:\nreadqmd.lua:12: attempt to index a nil value\nstack traceback')",  # noqa: E501
            "Error running filter main.lua: readqmd.lua:12: attempt to index a nil value",
        ),
        (
            r"sys.exit('[typst]: Compiling x.typ\rerror: unknown variable: NormalTok\n  at run (file:///quarto.js:1)')",
            "Quarto refused the document: unknown variable: NormalTok",
        ),
        ('sys.exit("no word of an error")', "no word of an error"),
        (
            "pass",
            "document.md: Quarto made no arbeidsmarkt-in-beeld-2024Q3.html; run again with --engine embedded",
        ),
    ],
)
def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, action: str, message: str
) -> None:
    stand_in(tmp_path, monkeypatch, action=action)
    with pytest.raises(UserError) as error:
        rendered(folder, "html")
    assert message in str(error.value)
    assert not list(folder.glob("*.html"))


def test_older_pandocs_leave_a_tables_label_in_its_caption(tmp_path: Path, folder: Path) -> None:
    """Quarto 1.7 has such a pandoc; the filter reads the label from there."""
    arguments = [
        "document.md",
        "--to=html",
        "--wrap=none",
        f"--lua-filter={made_up.DESIGN}/_extensions/arbeidsmarkt/arbeidsmarkt.lua",
    ]
    new = pandoc.run([*arguments, "--from=markdown"], folder=folder, epoch=0)
    old = pandoc.run([*arguments, "--from=markdown-table_attributes"], folder=folder, epoch=0)
    assert old == new


def test_the_filter_finds_its_parts_when_quarto_s_own_script_runs_it(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(made_up.DESIGN / "_extensions", folder / "_extensions")
    (tmp_path / "main.lua").write_text("dofile('_extensions/arbeidsmarkt/arbeidsmarkt.lua')", encoding="utf-8")
    arguments = ["document.md", "--from=markdown", "--to=html", "--wrap=none"]
    by_quarto = pandoc.run([*arguments, f"--lua-filter={tmp_path / 'main.lua'}"], folder=folder, epoch=0)
    script = made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "arbeidsmarkt.lua"
    assert by_quarto == pandoc.run([*arguments, f"--lua-filter={script}"], folder=folder, epoch=0)


def words(path: Path) -> list[str]:
    """What a reader sees of an HTML or Word file, word by word."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            text = archive.read("word/document.xml").decode("utf-8")
    else:
        text = re.sub(r"(?s)<(style|script).*?</\1>", "", path.read_text(encoding="utf-8"))
    # Quarto writes some signs as entities, and its version 1.7 word joiners in empty places
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u2060", " ").split()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('<p>een "zin"</p>', "<p>een &quot;zin&quot;</p>", True),
        ("<p>een zin</p>", "<p>een\u2060 <b>zin</b></p>", True),
        ("<p>een zin</p>", "<style>p { color: red }</style><p>een zin</p>", True),
        ("<p>een zin</p>", "<p>een andere zin</p>", False),
        ("<p>6,8 procent</p>", "<p>6,9 procent</p>", False),
        ("<p>een</p><p>zin</p>", "<p>zin</p><p>een</p>", False),
    ],
)
def test_the_comparison_of_engines_sees_words_and_nothing_else(
    tmp_path: Path, one: str, other: str, same: bool
) -> None:
    for name, text in (("one.html", one), ("other.html", other)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert (words(tmp_path / "one.html") == words(tmp_path / "other.html")) == same


@pytest.mark.skipif(not shutil.which("quarto"), reason="no Quarto on the PATH")
def test_both_engines_say_the_same(folder: Path) -> None:
    page, word, pdf = rendered(folder, "html", "docx", "pdf")
    assert words(page) == words(made_up.rendered_file("html"))
    assert words(word) == words(made_up.rendered_file("docx"))
    texts = [
        subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout.split()
        for path in (pdf, made_up.rendered_file("pdf"))
    ]
    assert texts[0] == texts[1]


SPY = """
function Pandoc(doc)
  local found = {{}}
  doc:walk {{ Para = function(block)
    if #block.content == 1 and block.content[1].t == 'Image' then table.insert(found, block.content[1].src) end
  end }}
  local kept = doc.meta.quarto_pandoc_reader_opts
  local file = io.open('{log}', 'w')
  file:write(kept and pandoc.utils.stringify(kept) or 'gone', '\\n', table.concat(found, ' '))
  file:close()
end
"""


@pytest.mark.parametrize("form", ["html", "typst", "docx"])
def test_what_quarto_keeps_in_the_metadata_is_left_alone_and_no_picture_is_one_of_its_figures(
    tmp_path: Path, folder: Path, form: str
) -> None:
    log = tmp_path / "seen"
    (tmp_path / "spy.lua").write_text(SPY.format(log=log), encoding="utf-8")
    docx.pictures(folder, folder)
    script = made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "arbeidsmarkt.lua"
    pandoc.run(
        [
            "document.md", "--from=markdown", f"--to={form}", "--metadata=quarto_pandoc_reader_opts:kept",
            f"--metadata-file={made_up.DESIGN / 'theme.yml'}", f"--lua-filter={script}",
            f"--lua-filter={tmp_path / 'spy.lua'}", f"--output={tmp_path / 'out'}",
        ],
        folder=folder, epoch=0,
    )  # fmt: skip
    assert log.read_text(encoding="utf-8") == "kept\n"


def test_word_gets_no_property_that_is_the_templates_business() -> None:
    with zipfile.ZipFile(made_up.rendered_file("docx")) as archive:
        custom = archive.read("docProps/custom.xml").decode("utf-8")
        core = archive.read("docProps/core.xml").decode("utf-8")
    assert re.findall(r'name="([^"]+)"', custom) == ["date", "subtitle"]
    assert "<dc:language>nl-NL</dc:language>" in core


def test_a_word_file_without_its_picture_says_which(folder: Path) -> None:
    script = made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "arbeidsmarkt.lua"
    arguments = ["document.md", "--from=markdown", "--to=docx", f"--lua-filter={script}", "--output=out.docx"]
    with pytest.raises(UserError, match=r"fig-tension: figures/fig-tension\.png is not there.*quarto-project makes it"):
        pandoc.run(arguments, folder=folder, epoch=0)


def test_code_in_the_text_compiles_with_the_highlighting_that_the_extension_asks_for(folder: Path) -> None:
    """Quarto from 1.9 on highlights code in the text, with words that our Typst template does not define."""
    extension = yaml.safe_load(
        (made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "_extension.yml").read_text(encoding="utf-8")
    )
    style = extension["contributes"]["formats"]["common"]["highlight-style"]
    (folder / "document.md").write_text(
        (folder / "document.md").read_text(encoding="utf-8") + "\nDe reeks `open_vacancies`, in `x + 1`{.python}.\n",
        encoding="utf-8",
    )
    template = made_up.DESIGN / "_extensions" / "arbeidsmarkt" / "report.typst"
    arguments = [*design_arguments(made_up.DESIGN), "--to=typst", "--standalone", f"--template={template}"]
    coloured = pandoc.run([*arguments, "--syntax-highlighting=pygments"], folder=folder, epoch=0)
    assert b"#NormalTok(" in coloured  # so Quarto's own would stop here
    plain = pandoc.run([*arguments, f"--syntax-highlighting={style}"], folder=folder, epoch=0)
    compiler = typst.Compiler(plain, root=str(folder), font_paths=fonts.typefaces())
    assert compiler.compile(format="pdf")


def test_warnings_of_a_render_that_succeeds_are_passed_on(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warns = "sys.stderr.write('\\x1b[33mWARNING: a font is missing\\x1b[39m\\n' * 2 + 'Output created: x.html\\n')\n"
    stand_in(tmp_path, monkeypatch, action=warns + WRITE)
    heard: list[events.Event] = []
    events.listen(heard.append)
    try:
        rendered(folder, "html")
    finally:
        events.listen(lambda event: None)
    assert heard == [{"event": "warning", "edition": "2024Q3", "text": "Quarto, html: a font is missing"}]


def test_the_log_says_what_the_pdf_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, version="1.9.38")
    project = made_up_project.make_checked(tmp_path / "checkout")
    done = made_up_project.run(project, "build", "2024Q3", "--engine", "quarto", "--to", "pdf")
    assert "2024Q3: the PDF of this Quarto claims PDF/UA-1\n" in done.stderr


HANGS = """
import subprocess
napping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
Path(r"{log}.pids").write_text(f"{{os.getpid()}} {{napping.pid}}")
napping.wait()
"""


def napping(tmp_path: Path) -> list[int]:
    """The processes of a Quarto that hangs, once it does."""
    path = tmp_path / "calls.json.pids"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if path.exists() and len(found := path.read_text().split()) == 2:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise AssertionError("the stand-in did not start")


def gone(pid: int) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=pytest.mark.editions),
        pytest.param(signal.SIGINT, marks=pytest.mark.editions),
    ],
)
def test_a_build_that_is_ended_leaves_neither_quarto_nor_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    log = tmp_path / "calls.json"
    stand_in(tmp_path, monkeypatch, action=HANGS.format(log=log))
    project = made_up_project.make_checked(tmp_path / "checkout")
    (tmp_path / "temporary").mkdir()
    program = "from arbeidsmarkt.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "build", "2024Q3", "--engine", "quarto", "--to", "html"], cwd=project.root,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    running = napping(tmp_path)
    process.send_signal(number)
    process.wait(30)
    assert [gone(pid) for pid in running] == [True, True]
    assert list((tmp_path / "temporary").iterdir()) == []
    if number != signal.SIGKILL:  # nobody can clean up then; the next build sweeps its own work folder
        assert [path for path in (project.build / ".work").iterdir() if path.is_dir()] == []


def test_a_quarto_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "calls.json"
    stand_in(tmp_path, monkeypatch, action=HANGS.format(log=log))
    monkeypatch.setattr(quarto_process, "PATIENCE", 2)
    with pytest.raises(UserError, match="Quarto did not finish the html in 2 seconds") as refused:
        rendered(folder, "html")
    assert str(refused.value) == (
        "document.md: Quarto did not finish the html in 2 seconds; build again, or use --engine embedded"
    )
    assert [gone(pid) for pid in napping(tmp_path)] == [True, True]


def test_an_edition_is_set_up_for_rendering_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    project = made_up_project.make_checked(tmp_path / "checkout")
    done = made_up_project.run(project, "quarto-project", "2024Q3", "by-hand")
    assert done.returncode == 0, done.stderr
    folder = project.root / "by-hand"
    formats = ["arbeidsmarkt-html", "arbeidsmarkt-typst", "arbeidsmarkt-docx"]
    assert list(yaml.safe_load((folder / "_quarto.yml").read_text(encoding="utf-8"))["format"]) == formats
    assert (folder / "document.qmd").read_text() == (project.build / "2024Q3" / "document.md").read_text()
    drawn = {path.stem for path in (folder / "figures").glob("fig-*.svg") if not path.stem.endswith("-narrow")}
    assert drawn == {path.stem for path in (folder / "figures").glob("*.png")}
    again = made_up_project.run(project, "quarto-project", "2024Q3", "by-hand", check=False)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "by-hand: the folder is not empty" in again.stderr
