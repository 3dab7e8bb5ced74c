"""The house keeps its plan: every module stands in the table of docs/architecture.md and imports downwards only."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "arbeidsmarkt"
MOST_LINES = 350
#: what a module may take from wherever it stands: the package itself holds its version only
_PACKAGE = "arbeidsmarkt"


def rooms() -> dict[str, tuple[int, int]]:
    """(floor, place from the left) of each room: a module, or a folder of modules."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", text, flags=re.MULTILINE)
    return {
        name.rstrip("/"): (int(floor), place)
        for floor, names in rows
        for place, name in enumerate(re.findall(r"`([a-z_]+/?)`", names))
    }


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def room(module: str) -> str:
    """``arbeidsmarkt.rendering.html`` is in the room ``rendering``."""
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> list[tuple[int, str]]:
    """(line, module) of every import from the package itself, inside functions and for types as well."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == _PACKAGE:
            found += [(node.lineno, f"{_PACKAGE}.{alias.name}") for alias in node.names if alias.name != "__version__"]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
    return [(line, name) for line, name in found if name.startswith(f"{_PACKAGE}.")]


def wrong_imports(path: Path, plan: dict[str, tuple[int, int]]) -> list[str]:
    own = room(".".join((_PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts)))
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}, which is not below or left of {own}"
        for line, name in imported(path)
        if room(name) != own and (room(name) not in plan or plan[room(name)] >= plan[own])
    ]


def test_every_module_has_its_place_in_the_plan() -> None:
    present = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in modules()}
    assert present == set(rooms()), "docs/architecture.md and src/arbeidsmarkt/ name different rooms"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_point_downwards(path: Path) -> None:
    assert wrong_imports(path, rooms()) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_is_one_concept_in_a_few_pages(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_an_import_that_points_upwards_is_seen(tmp_path: Path) -> None:
    plan = {"dutch": (0, 2), "facts": (3, 0), "prose": (3, 1)}
    upwards = SOURCE / "dutch.py"
    assert wrong_imports(upwards, {**plan, "errors": (0, 0), "periods": (0, 1)}) == []
    assert "imports arbeidsmarkt.errors" in wrong_imports(upwards, {**plan, "errors": (1, 0), "periods": (0, 1)})[0]
    assert "imports arbeidsmarkt.periods" in wrong_imports(upwards, {**plan, "errors": (0, 0), "periods": (0, 3)})[0]
