from __future__ import annotations

import pytest

from app.domain.bible import BIBLE_FIELDS, BIBLE_WORDS, SEEN_FIELDS, Bible
from app.domain.shots import Shot
from app.planning import identities, prompts, views
from tests.planning import golden_recipes as golden
from tests.planning.stories import entry, project


def test_the_block_is_what_was_written_else_what_the_fields_give() -> None:
    plain = entry(
        "林夏", age="24", description="便利店店员。", bible=Bible(hair="黑色短发", voice="沙哑")
    )
    assert identities.identity(plain, "zh") == "24岁，便利店店员，黑色短发"
    own = plain.model_copy(update={"identity_zh": "左眼下一颗小痣。"})
    assert identities.identity(own, "zh") == "左眼下一颗小痣"
    assert identities.identity(own, "en") == "24, 便利店店员, 黑色短发"


def test_every_prompt_of_a_look_says_the_block_word_for_word() -> None:
    for case in golden.CASES:
        shot = golden.shot_of(case)
        told = prompts.describe(shot, golden.SCENE, golden.CAST, golden.LOOKS, project(), "zh")
        if golden.LIN.id in shot.subjects:
            assert f"林夏：{golden.LIN.identity_zh}，灰色长雨衣，湿发。" in told.text


def test_what_someone_never_shows_is_not_wanted() -> None:
    told = prompts.describe(
        golden.shot_of("wide"), golden.SCENE, golden.CAST, golden.LOOKS, project(), "zh"
    )
    assert told.negative.startswith(prompts.NEGATIVE["zh"])
    assert {"过度磨皮", "眼镜"} <= set(told.negative.split("，"))
    assert "眼镜" in prompts.constraint(told, "zh").text


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [("短发" * 10, "zh", "short"), ("短发" * 40, "zh", "good"), ("短发" * 70, "zh", "long"),
     ("a woman " * 25, "en", "good"), ("it's", "en", "short")],
)  # fmt: skip
def test_blocks_are_counted_as_their_language_is(text: str, language: str, verdict: str) -> None:
    assert identities.measure(text, "zh" if language == "zh" else "en").verdict == verdict


def test_every_field_has_a_word_and_every_kind_its_fields() -> None:
    assert set(BIBLE_WORDS) == set(Bible.model_fields)
    assert {field for fields in BIBLE_FIELDS.values() for field in fields} == set(BIBLE_WORDS)
    assert all(set(SEEN_FIELDS[kind]) <= set(fields) for kind, fields in BIBLE_FIELDS.items())


@pytest.mark.parametrize(
    ("kind", "size", "angle", "best"),
    [
        ("character", "CU", "eye", "close_up"), ("character", "LS", "eye", "full"),
        ("character", "MS", "back", "back"), ("character", "MCU", "profile", "side"),
        ("character", "MS", "eye", "front"), ("character", "INS", "eye", "in_hand"),
        ("prop", "INS", "eye", "detail"), ("place", "LS", "aerial", "plan"), ("place", "LS", "eye", "wide"),
    ],
)  # fmt: skip
def test_the_best_view_for_the_framing_comes_first(
    kind: str, size: str, angle: str, best: str
) -> None:
    shot = Shot.model_validate(
        {"id": "x", "scene_id": "s", "rank": "V", "size": size, "angle": angle}
    )
    order = views.best_first(
        "place" if kind == "place" else "prop" if kind == "prop" else "character",
        shot.size,
        shot.angle,
    )
    assert order[0] == best
    assert len(order) == len(set(order))
