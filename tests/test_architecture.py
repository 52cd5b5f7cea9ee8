"""The floor plan of app/README.md as a test: rings, siblings, sizes, names. Zero exceptions."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"

#: From the top ring down; rooms of one ring are siblings and never import each other.
RINGS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"bootstrap"}),
    frozenset({"ui", "cli"}),
    frozenset({"studio"}),
    frozenset({"export", "jobs"}),
    frozenset({"commands", "screenplay", "planning", "store", "generators", "media", "settings"}),
    frozenset({"domain"}),
    frozenset({"paths"}),
    frozenset({"errors"}),
)
LEVEL = {room: len(RINGS) - level for level, ring in enumerate(RINGS) for room in ring}
#: The faces reach these only through studio.
BEHIND_STUDIO = frozenset({"store", "generators", "jobs", "media", "export"})
JUNK_DRAWERS = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
)


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    relative = path.relative_to(APP)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported(path: Path) -> Iterator[str]:
    """Every dotted name a module imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imported_rooms(path: Path) -> set[str]:
    names = (name.split(".") for name in imported(path))
    return {parts[1] for parts in names if parts[0] == "app" and len(parts) > 1}


def test_every_room_is_on_the_plan() -> None:
    assert {room_of(path) for path in modules()} - {"__init__"} <= set(LEVEL)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_each_ring_imports_only_rings_below_it(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    for other in imported_rooms(path) - {room}:
        assert LEVEL[other] < LEVEL[room], f"{room} imports {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_faces_reach_the_machinery_only_through_studio(path: Path) -> None:
    if room_of(path) in {"ui", "cli"}:
        assert not imported_rooms(path) & BEHIND_STUDIO


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_only_the_face_knows_qt(path: Path) -> None:
    if room_of(path) in {"ui", "bootstrap"}:
        return
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"PySide6", "qtawesome", "shiboken6"}


def test_one_module_speaks_http() -> None:
    users = {
        str(p.relative_to(APP))
        for p in modules()
        if any(n.split(".")[0] == "httpx" for n in imported(p))
    }
    assert users <= {"generators/http.py"}


def test_only_media_and_one_module_of_it_draw_with_moviepy() -> None:
    users = {
        str(p.relative_to(APP))
        for p in modules()
        if any(n.split(".")[0] == "moviepy" for n in imported(p))
    }
    assert users == {"media/compose.py"}


def test_vendors_never_see_the_catalog() -> None:
    for path in (APP / "generators" / "vendors").rglob("*.py"):
        assert not any(name.startswith("app.generators.catalog") for name in imported(path)), path


def test_sizes() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
        if path.name != "__init__.py"
    }
    over = {str(path.relative_to(APP)): count for path, count in lengths.items() if count > 600}
    assert not over
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.95)] < 400
    assert statistics.median(ordered) <= 160


@pytest.mark.parametrize(
    "path", [p for p in modules() if p.name == "__init__.py"], ids=lambda p: str(p.parent.name)
)
def test_door_plates_hold_a_docstring_and_nothing_else(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


def test_no_junk_drawers() -> None:
    names = {part for path in modules() for part in (*path.relative_to(APP).parts[:-1], path.stem)}
    assert not names & JUNK_DRAWERS


def test_every_room_has_its_tests() -> None:
    rooms = {path.name for path in APP.iterdir() if (path / "__init__.py").exists()}
    missing = {room for room in rooms if not list((ROOT / "tests" / room).rglob("test_*.py"))}
    assert not missing


def test_vendor_modules_stay_within_four_hundred_lines() -> None:
    vendors = ROOT / "app" / "generators" / "vendors"
    long = {
        path.name: count
        for path in vendors.glob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
