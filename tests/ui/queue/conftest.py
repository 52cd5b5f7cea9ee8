from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.board.stage import Stage, opened


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def empty_stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path, "") as found:
        yield found
