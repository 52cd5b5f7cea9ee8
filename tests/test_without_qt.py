"""Everything outside `ui` works where PySide6 is not installed: proven in a process that cannot import it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Fast rooms and one whole command, to run on every change.
SAMPLE = (
    "tests/domain",
    "tests/settings",
    "tests/screenplay/test_chinese.py",
    "tests/planning/test_breakdown.py",
    "tests/commands/test_shots.py",
    "tests/cli/test_listing.py",
)


def modules() -> list[str]:
    """Every module of the program but the window."""
    names = (path.relative_to(ROOT).with_suffix("").parts for path in (ROOT / "app").rglob("*.py"))
    return sorted(
        ".".join(part for part in parts if part != "__init__")
        for parts in names
        if parts[1] != "ui" and parts[-1] != "__main__"
    )


def run(*arguments: str, seconds: float) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}{done.stderr[-3000:]}"


def test_every_module_outside_the_window_is_imported() -> None:
    code = "import importlib, sys, tests.no_qt\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += "assert not tests.no_qt.ABSENT & set(sys.modules)"
    assert len(modules()) > 150
    run("-c", code, *modules(), seconds=120)


def test_the_plugin_really_hides_it() -> None:
    code = "import tests.no_qt, importlib.util\n"
    code += "try: importlib.util.find_spec('PySide6')\n"
    code += "except ModuleNotFoundError: raise SystemExit(0)\nraise SystemExit(1)"
    run("-c", code, seconds=60)


def test_a_fast_part_of_the_suite_passes() -> None:
    pytest_without("-q", "-x", "-m", "not nightly and not benchmark", *SAMPLE, seconds=300)


@pytest.mark.nightly
def test_the_whole_suite_passes_without_the_window() -> None:
    rest = ("--ignore=tests/ui", "--ignore=tests/test_without_qt.py", "--ignore=tests/benchmarks")
    pytest_without("-q", "-m", "not nightly and not benchmark", *rest, "tests", seconds=3600)


def pytest_without(*arguments: str, seconds: float) -> None:
    plugins = (
        "-p",
        "tests.no_qt",
        "-p",
        "no:pytest-qt",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
    )
    run("-m", "pytest", *plugins, *arguments, seconds=seconds)
