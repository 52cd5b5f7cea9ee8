"""`deliver-check` on a corpus of bad episodes, one fault each, and on a good one that raises none; `presets`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app import bootstrap
from app.commands import project as project_commands
from app.commands import review as review_commands
from app.commands import shots as shot_commands
from app.commands import timeline as timeline_commands
from app.commands.cast import pin_reference
from app.commands.releases import set_release
from app.commands.takes import add_take, add_voice_take, pick_take
from app.domain.cast import Look, Reference
from app.domain.ids import TakeId, VoiceTakeId, mint
from app.domain.project import LabelChoice
from app.domain.recipes import Recipe, RecipeReference
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.studio import intake
from app.studio.session import Session
from tests.cli.terminal import Terminal
from tests.fakes import clips

#: Three shots without a hurry: every caption stands long enough to be read.
_SCRIPT = """第1集  灯
1-1 夜 内 便利店
人物：林夏
△林夏低头数硬币，抬头看门，又低下头去，慢慢把硬币排成一行。
林夏：我们明天一早再来看看吧。
△门外的灯一盏一盏灭了，街上空无一人。
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An episode that Douyin takes; the tests copy it."""
    folder = tmp_path_factory.mktemp("good")
    with bootstrap.open_studio() as studio:
        session = studio.create(folder / "good", title="灯")
        session.intake.accept_script(intake.read_script(_SCRIPT.encode(), name="a.txt"))
        episode = session.episodes()[0]
        session.production.accept(session.production.breakdown(episode.id))
        for place, row in enumerate(session.board_rows(episode.id)):
            path = folder / f"{place}.png"
            Image.new("RGB", (1080, 1920), (80 + place, 70, 60)).save(path)
            session.intake.keep_take(row.shot.id, session.intake.stage(path))
            session.do(timeline_commands.set_length, row.shot.id, 96)
        session.do(set_release, episode.id, title="灯 第1集", description="雨夜。", tags=("短剧",))
        session.do(project_commands.set_filing, number="（京）网微剧备字（2026）第001号")
        session.close()
    return folder / "good.fenjing"


def first(session: Session) -> Shot:
    return session.board_rows(session.episodes()[0].id)[0].shot


def without_take(session: Session) -> None:
    session.do(shot_commands.add_shot, first(session).scene_id, first(session).id)


def with_small_take(session: Session) -> None:
    path = session.folder / "cache" / "small.png"
    Image.new("RGB", (720, 1280), (80, 70, 60)).save(path)
    shot = first(session)
    take = session.intake.keep_take(shot.id, session.intake.stage(path))
    session.do(pick_take, shot.id, take)


def with_lost_film(session: Session) -> None:
    take = session.all(Take, shot_id=first(session).id)[0]
    path = session.media_path(take.media)
    assert path is not None
    path.unlink()


def with_key_class(session: Session) -> None:
    session.do(project_commands.set_filing, kind="key")


def _release(**fields: object) -> Callable[[Session], None]:
    return lambda session: session.do(set_release, session.episodes()[0].id, **fields) and None


def with_fast_caption(session: Session) -> None:
    """A voice that rattles its line off."""
    entry = next(one for one in session.cast() if one.name == "林夏")
    scene = session.scenes(session.episodes()[0].id)[0]
    path = session.folder / "cache" / "fast.wav"
    path.write_bytes(clips.sound(0.9))
    take = VoiceTake(
        id=VoiceTakeId(mint("voice")),
        element_id=scene.lines[0].id,
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        text=scene.lines[0].text,
        voice=entry.voice,
        media=session.intake.stage(path),
    )
    session.do(add_voice_take, take)


BAD: list[tuple[str, Callable[[Session], object]]] = [
    ("missing_take", without_take),
    ("scaled_up", with_small_take),
    ("missing_media", with_lost_film),
    ("gap", lambda s: s.do(timeline_commands.set_gap, s.board_rows(s.episodes()[0].id)[1].shot.id, 20)),
    ("unapproved", lambda s: s.do(review_commands.set_status, [first(s).id], "review")),
    ("label_missing", lambda s: s.do(project_commands.set_label, LabelChoice(visible=False))),
    ("label_words", lambda s: s.do(project_commands.set_label, LabelChoice(text="制作"))),
    ("licence_missing", with_key_class),
    ("filing_missing", lambda s: s.do(project_commands.set_filing, number="")),
    ("title_long", _release(title="长" * 60)),
    ("description_long", _release(description="长" * 1500)),
    ("tags_many", _release(tags=tuple("一二三四五六七"))),
    ("caption_fast", with_fast_caption),
    ("too_long", lambda s: s.do(timeline_commands.set_length, first(s).id, 24 * 901)),
    ("shape", lambda s: s.do(project_commands.set_project, aspect="16:9")),
    ("uncovered", lambda s: s.do(shot_commands.remove_shots, [
        row.shot.id for row in s.board_rows(s.episodes()[0].id) if row.shot.lines])),
]  # fmt: skip


def test_the_good_episode_raises_none(fenjing: Terminal, good: Path) -> None:
    told = fenjing.json("deliver-check", good, "--episode", 1, "--preset", "douyin")
    assert told["checks"][0]["notices"] == []
    assert told["ok"]
    assert (
        "Nothing stands in the way"
        in fenjing("deliver-check", good, "--episode", "all", "--preset", "douyin,kuaishou").out
    )


@pytest.mark.parametrize(("code", "spoil"), BAD, ids=[code for code, _spoil in BAD])
def test_each_planted_fault_is_found(
    fenjing: Terminal, good: Path, code: str, spoil: Callable[[Session], object]
) -> None:
    project = fenjing.folder / "bad.fenjing"
    shutil.copytree(good, project)
    with bootstrap.open_studio() as studio:
        session = studio.open(project)
        spoil(session)
        session.close()
    told = fenjing.json("deliver-check", project, "--episode", 1, "--preset", "douyin", code=None)
    found = {notice["code"]: notice for notice in told["checks"][0]["notices"]}
    assert code in found
    assert told["ok"] == all(notice["severity"] != "error" for notice in found.values())


def test_a_reference_without_rights_is_noticed(fenjing: Terminal, good: Path) -> None:
    project = fenjing.folder / "bad.fenjing"
    shutil.copytree(good, project)
    with bootstrap.open_studio() as studio:
        session = studio.open(project)
        entry = session.cast()[0]
        look = session.all(Look, cast_id=entry.id) or [session.intake.first_look(entry.id)]
        path = fenjing.folder / "face.png"
        path.write_bytes(clips.picture())
        media = session.intake.stage(path)
        session.do(pin_reference, look[0].id, Reference(media=media))
        shot = first(session)
        take = session.all(Take, shot_id=shot.id)[0]
        recipe = Recipe.model_validate(
            {
                "shot_id": shot.id,
                "generator": "gone",
                "model": "",
                "prompt": "x",
                "references": (RecipeReference(role="character", name=entry.name, media=media),),
            }
        )
        other = take.model_copy(update={"id": TakeId(mint("take")), "number": 2, "recipe": recipe})
        session.do(add_take, other)
        session.do(pick_take, shot.id, other.id)
        session.close()
    told = fenjing.json("deliver-check", project, "--episode", 1, "--preset", "douyin")
    assert {notice["code"] for notice in told["checks"][0]["notices"]} == {"rights"}


def test_presets_are_listed_with_source_and_date(fenjing: Terminal) -> None:
    told = fenjing.json("presets")["presets"]
    assert {"douyin", "kuaishou", "hongguo", "channels", "bilibili", "xiaohongshu", "youtube", "shorts",
            "tiktok", "instagram", "facebook", "reelshort", "review", "master-9x16"} <= {
        one["id"] for one in told
    }  # fmt: skip
    assert all(one["source"] and one["checked_on"] for one in told)
    assert "douyin" in fenjing("presets").out


def test_what_cannot_be_checked_is_said(fenjing: Terminal, good: Path) -> None:
    command = ("deliver-check", good, "--episode")
    assert "nobody" in fenjing(*command, 1, "--preset", "nobody", code=1).err
    assert fenjing(*command, 7, code=1).err
    assert fenjing(*command, "x", code=2).err
