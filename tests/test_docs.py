"""Pages that are made from data are in step with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_table_of_generators_is_in_step_with_the_cards() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "make_docs.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0, "run `make docs`"
