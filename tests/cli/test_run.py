"""The whole command line: help, usage, language, one document, and readers that go away."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from app import paths
from app.cli import parser
from app.settings.file import SettingsFile
from app.settings.model import Settings
from tests.cli.terminal import Terminal

COMMANDS = (
    "new", "script", "import", "breakdown", "shots", "cast", "generators", "generate", "jobs", "export",
    "check", "demo", "deliver-check", "presets", "exchange", "take-back", "verify", "bundle", "unbundle",
)  # fmt: skip


def test_help_names_every_command_and_the_window(fenjing: Terminal) -> None:
    out = fenjing("--help").out
    assert all(f"\n    {name} " in out for name in COMMANDS)
    assert "fenjing open PROJECT" in out
    for name in COMMANDS:
        assert "--help" in fenjing(name, "--help").out


def test_the_version(fenjing: Terminal) -> None:
    assert fenjing("--version").out == f"fenjing {parser.version()}\n"


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["new"], ["new", "x"], ["shots"], ["shots", "a", "b"], ["script"], ["{x}"], [""],
     ["new", "x", "--title", "y", "--aspect", "4:3"], ["new", "x", "--title"], ["jobs", "x", "--bogus"],
     ["shots", "x", "--episode", "one"], ["shots", "x", "--episode", "²"]],
)  # fmt: skip
def test_usage_errors_end_with_two_and_point_to_help(
    fenjing: Terminal, arguments: list[str]
) -> None:
    said = fenjing(*arguments, code=2)
    assert said.out == ""
    assert "--help" in said.err
    assert "Traceback" not in said.err


def test_the_language_is_the_systems_unless_preferences_say(
    fenjing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    assert "没有" in fenjing("shots", fenjing.folder / "x.fenjing", code=1).err
    SettingsFile(paths.settings_folder()).save(Settings(language="en"))
    assert "There is no project" in fenjing("shots", fenjing.folder / "x.fenjing", code=1).err
    monkeypatch.setenv("LANGUAGE", "en")
    SettingsFile(paths.settings_folder()).save(Settings(language="zh_CN"))
    assert "没有" in fenjing("shots", fenjing.folder / "x.fenjing", code=1).err


def test_an_error_is_a_document_too(fenjing: Terminal) -> None:
    error = fenjing.json("shots", fenjing.folder / "x.fenjing", code=1)["error"]
    assert error["kind"] == "NotFound"
    assert error["message"]
    assert error["fix"]


def test_what_nobody_foresaw_is_logged_and_said_plainly(
    capsys: pytest.CaptureFixture[str], fenjing: Terminal
) -> None:
    from app.cli.run import run

    def broken() -> object:
        raise ZeroDivisionError("surprise")

    assert run(["generators"], broken) == 3  # type: ignore[arg-type]
    heard = capsys.readouterr()
    assert "broke" in heard.err
    assert "surprise" not in heard.err
    assert str(paths.log_folder()) in heard.err


def test_a_reader_that_goes_away_is_no_error(fenjing: Terminal) -> None:
    project = fenjing.project()
    for options in ([], ["--json"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "shots", str(project), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0
        assert err == b"", options


def test_a_terminal_that_cannot_write_chinese_is_served(fenjing: Terminal) -> None:
    project = fenjing.project()
    for options, env in ((["--json"], "ascii"), ([], "ascii"), (["--json"], "gbk"), ([], "cp1252")):
        done = subprocess.run(
            [sys.executable, "-m", "app", "cast", str(project), *options],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": env, "PYTHONUTF8": "0"},
        )
        assert done.returncode == 0, done.stderr
        if options:
            assert json.loads(done.stdout.decode(env))["cast"][0]["name"] == "林夏"
