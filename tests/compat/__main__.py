"""Compile the Typst partials with the Typst wheels that Quarto's releases correspond to: ``python -m tests.compat``.

Each version gets a virtual environment of its own, thrown away afterwards. What only newer versions know stands
behind one switch in the template; a partial that needs more than that fails here.
"""

from __future__ import annotations

import calendar
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

VERSIONS = ("0.13.*", "0.14.*", "0.15.*")
_COMPILE = """
import sys, typst
pdf = typst.compile(sys.argv[1], font_paths=[sys.argv[2]], ignore_system_fonts=True)
assert pdf[:5] == b"%PDF-", "no PDF"
print(len(pdf))
"""


def compiles(version: str, folder: Path, fonts: Path) -> str:
    """Install one version aside and compile ``folder/main.typ``; an empty text, or what went wrong."""
    with tempfile.TemporaryDirectory(prefix="typst-") as environment:
        venv.create(environment, with_pip=True)
        python = Path(environment) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", f"typst=={version}"]
        for command in (install, [str(python), "-c", _COMPILE, str(folder / "main.typ"), str(fonts)]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return done.stderr.strip()
    return ""


def main() -> int:
    """Write the made-up report as Typst once, compile it with every version."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import made_up_report as made_up
    from arbeidsmarkt.basics import typeface
    from arbeidsmarkt.document.rendering import pdf

    failed = 0
    with tempfile.TemporaryDirectory(prefix="compat-") as name:
        folder = made_up.written(Path(name))
        epoch = calendar.timegm(made_up.EDITION.publication_date.timetuple())
        (folder / "main.typ").write_bytes(pdf.markup(folder, made_up.DESIGN, epoch))
        for version in VERSIONS:
            trouble = compiles(version, folder, typeface.folder())
            failed += bool(trouble)
            print(f"typst {version}: {'compiles' if not trouble else trouble.splitlines()[-1]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
