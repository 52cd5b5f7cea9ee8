"""A pytest plugin (`-p tests.no_qt`) that makes a machine without PySide6 of this one.

Every import of PySide6 and of what comes with it fails as it would where it is not installed.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

ABSENT = frozenset({"PySide6", "shiboken6", "qtawesome", "PyQt6", "PyQt5", "PySide2", "qtpy"})


class _Absent(importlib.abc.MetaPathFinder):
    """Answers first, and only about what is absent."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, _Absent())
