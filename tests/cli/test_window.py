"""`fenjing` without a screen is a sentence, not a crash."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HIDDEN = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


@pytest.mark.parametrize("arguments", [[], ["open", "drama.fenjing"]])
def test_the_window_without_a_screen_ends_with_a_sentence(arguments: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    code = "import sys; sys.platform = 'linux'; from app.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert "no screen" in done.stderr
    assert "Traceback" not in done.stderr
