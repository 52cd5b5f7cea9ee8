"""What happens to episodes and their text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import project, script, shots
from app.domain.script import Element, Episode, Music, Scene
from app.domain.shots import Shot
from app.errors import BadInput, RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def _scene(scene_id: str, rank: str = "", episode: str = "ep", **fields: Any) -> Scene:
    line = Element(id=f"{scene_id}.1", type="dialogue", text="走吧。", speaker="顾川")  # type: ignore[arg-type]
    values = {"id": scene_id, "episode_id": episode, "rank": rank, "elements": (line,)}
    return Scene.model_validate(values | fields)


def test_episodes_are_added_in_order_and_numbered(opened: ProjectFile, do: Do) -> None:
    third = do(script.add_episode, " 第三集 ")
    second = do(script.add_episode, "第二集", after="ep", number=7)
    found = opened.all(Episode)
    assert [episode.id for episode in found] == ["ep", second, third]
    assert [episode.number for episode in found] == [1, 7, 2]
    assert found[2].title == "第三集"
    do(script.move_episode, third, None)
    assert [episode.id for episode in opened.all(Episode)] == [third, "ep", second]
    do(script.rename_episode, second, "新")
    do(script.edit_episode, second, target_seconds=60)
    assert (opened.get(Episode, second).title, opened.get(Episode, second).target_seconds) == (
        "新",
        60,
    )
    with pytest.raises(BadInput):
        do(script.edit_episode, second, number=-1)


def test_writing_matches_scenes_by_id(opened: ProjectFile, do: Do) -> None:
    kept = opened.get(Scene, "sc1")
    do(shots.remove_shots, [shot.id for shot in opened.all(Shot, scene_id="sc0")])
    do(script.write_episode, "ep", "新的文字", (_scene("new", "0V"), kept))
    assert [scene.id for scene in opened.all(Scene)] == ["new", "sc1"]
    assert opened.get(Episode, "ep").text == "新的文字"
    assert opened.count(Shot) == 3
    with pytest.raises(RuleBroken):
        do(script.write_episode, "ep", "x", (_scene("other", "V", "another"),))


def test_scenes_without_a_usable_order_get_one(opened: ProjectFile, do: Do) -> None:
    scenes = tuple(_scene(name, "V") for name in ("c", "a", "b"))
    do(script.write_episode, "ep", "x", scenes)
    order = [scene.id for scene in opened.all(Scene) if scene.elements]
    assert order == ["c", "a", "b"]


def test_a_scene_without_text_stays_while_shots_hang_on_it(opened: ProjectFile, do: Do) -> None:
    before = dramas.state(opened)
    do(script.write_episode, "ep", "", ())
    assert opened.count(Shot) == 6
    assert [scene.elements for scene in opened.all(Scene)] == [(), ()]
    do(shots.remove_shots, [shot.id for shot in opened.all(Shot, scene_id="sc0")])
    do(script.write_episode, "ep", "", ())
    assert [scene.id for scene in opened.all(Scene)] == ["sc1"]
    while opened.undo():
        pass
    assert dramas.state(opened) == before


def test_removing_an_episode_takes_its_scenes_and_shots(opened: ProjectFile, do: Do) -> None:
    do(script.remove_episode, "ep")
    assert (opened.count(Scene), opened.count(Shot), opened.count(Episode)) == (0, 0, 0)
    opened.undo()
    assert (opened.count(Scene), opened.count(Shot), opened.count(Episode)) == (2, 6, 1)


def test_music_and_front_matter(opened: ProjectFile, do: Do) -> None:
    music = Music(sha256="a" * 64, suffix=".mp3", seconds=10)
    do(script.set_music, "ep", music)
    assert opened.get(Episode, "ep").music == music
    do(script.set_music, "ep", None)
    assert opened.get(Episode, "ep").music is None
    do(script.set_front_matter, "《雨夜来信》")
    assert opened.project.front_matter == "《雨夜来信》"


def test_another_frame_rate_keeps_the_seconds(opened: ProjectFile, do: Do) -> None:
    do(shots.edit_shots, ["sh0_0"], length=1, gap_before=12)
    do(project.set_fps, 60)
    assert opened.project.fps == 60
    assert opened.get(Shot, "sh0_1").length == 180
    assert (opened.get(Shot, "sh0_0").length, opened.get(Shot, "sh0_0").gap_before) == (3, 30)
    do(project.set_project, fps=24, author="我们")
    assert opened.get(Shot, "sh0_1").length == 72
    assert opened.project.author == "我们"


def test_a_budget_is_written_with_its_currency(opened: ProjectFile, do: Do) -> None:
    do(project.set_budget, dramas.attempt().estimate)
    assert opened.project.budget == "1.50 CNY"
    do(project.set_budget, None)
    assert opened.project.budget == ""
    with pytest.raises(BadInput):
        do(project.rename_project, "   ")
