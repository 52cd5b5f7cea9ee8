"""A film, a second thought about the script, and a second film that costs only what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap

FIRST = """第1集  灯
1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币。
林夏：打烊了。
△老陈站在门口，手里提着一盏灯。
老陈：灯还亮着。
1-2 夜 外 后巷
△周野举着手机照路。
周野：有人吗？
"""
SECOND = FIRST.replace("周野：有人吗？", "周野：有人吗？我看见你了。") + "△灯灭了。\n"


def fenjing(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """Run one command with `--json`; returns the document."""
    capsys.readouterr()
    assert bootstrap.run_command([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_only_what_changed_is_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, script = tmp_path / "drama.fenjing", tmp_path / "script.txt"
    export = ("export", project, "--episode", 1, "--preset", "review", "--out", tmp_path / "f.mp4")
    script.write_text(FIRST, encoding="utf-8")
    fenjing(capsys, "new", project, "--title", "灯")
    fenjing(capsys, "import", project, script)
    fenjing(capsys, "breakdown", project, "--accept")
    first = fenjing(capsys, "generate", project)["attempts"]
    film = fenjing(capsys, *export)
    assert film["pieces_made"] == film["pieces"]
    assert fenjing(capsys, *export)["pieces_made"] == 0

    script.write_text(SECOND, encoding="utf-8")
    fenjing(capsys, "import", project, script)
    (shown,) = fenjing(capsys, "breakdown", project)["episodes"]
    kinds = [change["kind"] for change in shown["changes"]]
    assert kinds.count("keep") >= 3
    assert "add" in kinds or "changed" in kinds
    assert "orphaned" not in kinds
    fenjing(capsys, "breakdown", project, "--accept")

    shots = fenjing(capsys, "shots", project)["shots"]
    without = [shot["id"] for shot in shots if not shot["takes"]]
    assert 1 <= len(without) < len(shots)
    again = fenjing(capsys, "generate", project)["attempts"]
    assert sorted(attempt["shot_id"] for attempt in again) == sorted(without)
    assert {attempt["state"] for attempt in first + again} == {"take"}

    second = fenjing(capsys, *export)
    assert 1 <= second["pieces_made"] < second["pieces"]
    assert fenjing(capsys, "check", project)["ok"]
    assert len(fenjing(capsys, "jobs", project)["jobs"]) == len(first) + len(again)
