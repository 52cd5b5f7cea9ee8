"""Two faces, a coat that changes in scene 3, and the one shot that is made again for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app import bootstrap

SCRIPT = """第1集  灯
1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币。
林夏：打烊了。
△老陈站在门口，手里提着一盏灯。
老陈：灯还亮着。
1-2 夜 外 后巷
人物：林夏
△林夏举着手机照路。
林夏：有人吗？
1-3 日 内 便利店
人物：林夏、老陈
△林夏推门进来，抖掉雨水。
林夏：下雨了。
老陈：进来吧。
"""


def fenjing(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """Run one command with `--json`; returns the document."""
    capsys.readouterr()
    assert bootstrap.run_command([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_coat_changes_in_scene_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, script = tmp_path / "drama.fenjing", tmp_path / "script.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    fenjing(capsys, "new", project, "--title", "灯")
    fenjing(capsys, "import", project, script)
    fenjing(capsys, "breakdown", project, "--accept")
    for name in ("林夏", "老陈"):
        drawn = fenjing(capsys, "cast", project, "draw", name, "--slots", "front,full",
                        "--generator", "animatic")  # fmt: skip
        assert drawn["pinned"] == ["front", "full"]
        out = tmp_path / f"{name}.png"
        fenjing(capsys, "cast", project, "sheet", name, "--out", out)
        assert Image.open(out).width == 2048
    made = fenjing(capsys, "generate", project, "--generator", "animatic")["attempts"]
    assert {attempt["state"] for attempt in made} == {"take"}
    assert fenjing(capsys, "outdated", project)["outdated"] == []
    found = fenjing(capsys, "continuity", project, "--episode", 1)["findings"]
    assert not [each for each in found if each["kind"] in ("no_reference", "not_sent")]

    fenjing(capsys, "cast", project, "look", "林夏", "--look", "红大衣", "--description", "红色大衣",
            "--from", "1-3", "--to", "1-3", "--reason", "淋雨之后")  # fmt: skip
    coat = fenjing(capsys, "cast", project, "draw", "林夏", "--look", "红大衣", "--slots", "front,full",
                   "--generator", "animatic")  # fmt: skip
    assert coat["sheet_version"] == 2
    (lin,) = [one for one in fenjing(capsys, "cast", project)["cast"] if one["name"] == "林夏"]
    assert [(look["from"], look["to"]) for look in lin["looks"]] == [("", ""), ("1-3", "1-3")]
    assert lin["looks"][1]["slots"]["front"][0]["generated_by"] == "animatic"
    assert not lin["looks"][1]["slots"]["front"][0]["missing"]

    old = fenjing(capsys, "outdated", project)["outdated"]
    assert old
    assert {each["shot"].split("-")[1] for each in old} == {"3"}
    shot = old[0]["shot"]
    assert any("林夏" in reason for reason in old[0]["reasons"])
    asked = fenjing(capsys, "recipe", project, shot, "--generator", "kling-4")
    assert "红色大衣" in asked["prompt"]
    sent = [each for each in asked["references"] if each["name"] == "林夏"]
    assert sent
    assert {each["look_id"] for each in sent} == {lin["looks"][1]["id"]}

    again = fenjing(capsys, "generate", project, "--shots", shot, "--generator", "animatic")
    assert [attempt["state"] for attempt in again["attempts"]] == ["take"]
    shots = {one["number"]: one for one in fenjing(capsys, "shots", project)["shots"]}
    assert shots[shot]["takes"] == 2

    film = tmp_path / "lin.fenjingcast"
    fenjing(capsys, "cast", project, "export", "林夏", "--out", film)
    other = tmp_path / "other.fenjing"
    fenjing(capsys, "new", other, "--title", "x")
    fenjing(capsys, "cast", other, "bring", film)
    (guest,) = fenjing(capsys, "cast", other)["cast"]
    assert [look["name"] for look in guest["looks"]] == ["", "红大衣"]
    assert fenjing(capsys, "check", project)["ok"]
