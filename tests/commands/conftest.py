"""A project that each test of a command writes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.commands.edit import command_label
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[ProjectFile]:
    """Two scenes of three shots, two characters."""
    with dramas.create(tmp_path) as held:
        yield held


@pytest.fixture
def do(opened: ProjectFile) -> Do:
    """Carry out a command as one transaction and return what it returns."""

    def carry_out(command: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        with opened.transaction(command_label(command)) as edit:
            return command(edit, *args, **fields)

    return carry_out
