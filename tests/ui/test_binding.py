"""The installed PySide6 is clean: 6.12.0 loses a reference to None with each call on Python 3.11 and aborts."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

CALLS = """
from PySide6.QtCore import QObject, Signal

class Speaker(QObject):
    said = Signal(str)

speaker = Speaker()
heard = []
speaker.said.connect(heard.append)
for number in range(20_000):
    speaker.setObjectName("x")
    speaker.said.emit("x")
print(len(heard))
"""


def test_twenty_thousand_calls_and_emits_do_not_abort() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr


def test_the_installed_release_is_within_the_pin() -> None:
    major, minor = (int(part) for part in metadata.version("PySide6").split(".")[:2])
    assert (6, 8) <= (major, minor) < (6, 12)
