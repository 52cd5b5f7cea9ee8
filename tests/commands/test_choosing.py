"""Generators, fallback chains and first frames: chosen, taken back, and left alone by the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import choosing, script, takes
from app.domain.choices import FallbackPlan, GeneratorChoice, resolve
from app.domain.project import Project
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take, counting
from app.errors import RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def test_the_narrowest_choice_holds_and_brings_its_own_model_only() -> None:
    project, scene, shot = ("animatic", ""), ("kling", "v3"), ("vidu", "")
    assert resolve(shot, scene, project).model == ""
    assert str(resolve(("", "q1"), scene, project).choice) == "kling:v3"
    assert resolve(("", ""), ("", "v3"), project).place == "project"
    assert str(GeneratorChoice.read("fal:fal-ai/x:y")) == "fal:fal-ai/x:y"


def test_a_choice_stays_when_the_script_is_written_again(opened: ProjectFile, do: Do) -> None:
    scene = opened.all(Scene)[0]
    do(choosing.choose_scene_generator, (scene.id,), GeneratorChoice.read("seedance:pro"))
    rewritten = scene.model_copy(update={"synopsis": "别的"})
    others = opened.all(Scene, episode_id=scene.episode_id)[1:]
    do(script.write_episode, scene.episode_id, "别的", (rewritten, *others))
    kept = opened.get(Scene, scene.id)
    assert (kept.generator, kept.model, kept.synopsis) == ("seedance", "pro", "别的")


def test_a_shot_follows_again_and_the_project_has_a_chain(opened: ProjectFile, do: Do) -> None:
    plan = FallbackPlan(chain=(GeneratorChoice(generator="animatic"),), wait_seconds=60)
    do(choosing.choose_generator, ("sh0_0",), GeneratorChoice(generator="kling"))
    do(choosing.set_shot_fallbacks, ("sh0_0",), plan)
    do(choosing.set_project_fallbacks, plan)
    do(choosing.choose_project_generator, GeneratorChoice(generator="kling", model="v3"))
    assert opened.get(Shot, "sh0_0").fallbacks == plan
    assert opened.all(Project)[0].model == "v3"
    do(choosing.choose_generator, ("sh0_0",), None)
    do(choosing.set_shot_fallbacks, ("sh0_0",), None)
    followed = opened.get(Shot, "sh0_0")
    assert (followed.generator, followed.fallbacks) == ("", None)


def test_a_made_picture_is_material_until_it_is_picked(opened: ProjectFile, do: Do) -> None:
    picture = do(takes.add_take, dramas.take("sh0_0", 1, dramas.media("c", "picture")))
    held = opened.all(Take, shot_id="sh0_0")
    assert counting(None, held) is None
    assert opened.queries.board_rows("ep")[0].media is None
    film = do(takes.add_take, dramas.take("sh0_0", 2))
    held = opened.all(Take, shot_id="sh0_0")
    counted, picked = counting(None, held), counting(picture, held)
    assert counted is not None
    assert picked is not None
    assert (counted.id, picked.id) == (film, picture)
    assert opened.queries.board_rows("ep")[0].media_take == film


def test_only_a_picture_becomes_a_first_frame(opened: ProjectFile, do: Do) -> None:
    picture = do(takes.add_take, dramas.take("sh0_0", 1, dramas.media("c", "picture")))
    film = do(takes.add_take, dramas.take("sh0_0", 2))
    do(choosing.use_as_first_frame, "sh0_0", picture)
    frame = opened.get(Shot, "sh0_0").first_frame
    assert frame is not None
    assert ("sh0_0", frame.sha256) in {
        (pointer.owner, pointer.sha256) for pointer in opened.queries.pointers()
    }
    with pytest.raises(RuleBroken):
        do(choosing.use_as_first_frame, "sh0_0", film)
    do(choosing.remove_first_frame, "sh0_0")
    assert opened.get(Shot, "sh0_0").first_frame is None
