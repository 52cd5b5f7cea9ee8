"""`breakdown`: a diff first, shots when it is accepted."""

from __future__ import annotations

from tests.cli.terminal import SCRIPT, Terminal


def test_nothing_happens_until_it_is_accepted(fenjing: Terminal) -> None:
    project = fenjing.project(shots=False)
    shown = fenjing.json("breakdown", project)["episodes"][0]
    assert shown["accepted"] is False
    assert {change["kind"] for change in shown["changes"]} == {"add"}
    assert fenjing.json("shots", project) == {"shots": []}
    assert "--accept" in fenjing("breakdown", project).out

    done = fenjing.json("breakdown", project, "--accept")["episodes"][0]
    assert done["coverage"]["missing"] == done["coverage"]["doubled"] == []
    assert done["coverage"]["covered"] == done["coverage"]["lines"] == 2
    assert len(fenjing.json("shots", project)["shots"]) == len(shown["changes"])
    assert "what the script asks for" in fenjing("breakdown", project).out


def test_a_changed_script_shows_only_what_changes(fenjing: Terminal) -> None:
    project = fenjing.project()
    changed = SCRIPT.replace("灯还亮着。", "灯还亮着，门也没关。") + "林夏：谁在那儿？\n"
    fenjing("import", project, fenjing.write("script.txt", changed))
    kinds = [
        change["kind"] for change in fenjing.json("breakdown", project)["episodes"][0]["changes"]
    ]
    assert kinds.count("add") >= 1
    assert kinds.count("keep") >= 1
    said = fenjing("breakdown", project)
    assert "\n+" in said.out


def test_episodes_that_are_not_there(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert "The project has: 1." in fenjing("breakdown", project, "--episode", 7, code=1).err
    empty = fenjing.folder / "empty.fenjing"
    fenjing("new", empty, "--title", "x")
    assert "no episodes yet" in fenjing("breakdown", empty, code=1).err
