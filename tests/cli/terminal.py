"""A terminal for tests: one command line in this process, and what came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap

#: One scene of a drama: a look, two spoken lines. Three short shots.
SCRIPT = """第1集  灯
1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币。
林夏：打烊了。
老陈（OS）：灯还亮着。
"""

#: A drama that takes a while to draw.
LONG_SCRIPT = "第1集  灯\n1-1 夜 内 便利店\n" + "".join(
    f"△林夏数到第{number}枚硬币，抬头看门。\n林夏：第{number}枚也不见了。\n"
    for number in range(1, 5)
)


@dataclass(frozen=True)
class Said:
    """What one command said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one document on stdout; anything else there fails the test."""
        return json.loads(self.out)


class Terminal:
    """Types `fenjing ...`."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self.folder = folder

    def __call__(self, *arguments: object, code: int | None = 0) -> Said:
        """Run one command; `code` None takes any exit code."""
        self._capsys.readouterr()
        ended = bootstrap.run_command([str(argument) for argument in arguments])
        heard = self._capsys.readouterr()
        assert code is None or ended == code, f"{ended}: {heard.out}{heard.err}"
        return Said(ended, heard.out, heard.err)

    def json(self, *arguments: object, code: int | None = 0) -> Any:
        """Run one command with `--json`; returns its document."""
        return self(*arguments, "--json", code=code).document

    def write(self, name: str, text: str) -> Path:
        """A file in this terminal's folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def project(self, *, shots: bool = True) -> Path:
        """The drama as a project, with its shots."""
        path = self.folder / "drama.fenjing"
        self("new", path, "--title", "灯")
        self("import", path, self.write("script.txt", SCRIPT))
        if shots:
            self("breakdown", path, "--accept")
        return path

    def long_project(self, name: str = "long") -> Path:
        """A drama that takes a while to draw, with its shots."""
        path = self.folder / f"{name}.fenjing"
        self("new", path, "--title", "灯")
        self("import", path, self.write("long.txt", LONG_SCRIPT))
        self("breakdown", path, "--accept")
        return path

    def takes(self, project: Path) -> dict[str, int]:
        """How many takes each shot has."""
        shots = self.json("shots", project)["shots"]
        return {shot["number"]: shot["takes"] for shot in shots}
