"""A corpus of bad episodes with one fault each, and a good one: every fault is found, the good one has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app import paths
from app.domain.ids import ShotId
from app.domain.project import LabelChoice
from app.domain.timeline import Caption, PictureClip, Timeline, lay
from app.export import delivery, typeface
from app.export.captions import CaptionStyle
from app.export.delivery import Delivery, Filing, ShotFacts, Texts
from app.export.presets import all_presets, preset
from tests.export.exchange.cuts import media

FACE = typeface.choose(paths.resource("fonts"))


def good() -> Delivery:
    """Ninety seconds that Douyin takes: picked, approved, labelled, filed, readable."""
    clips = lay(
        [
            PictureClip(start=0, length=72, media=media(f"f{n}"), shot_id=ShotId(f"s{n}"))
            for n in range(30)
        ]
    )
    captions = (
        Caption(start=12, end=60, text="打烊了，明天再来吧。"),
        Caption(start=80, end=120, text="你是谁？"),
    )
    line = Timeline(fps=24, width=1080, height=1920, pictures=clips, captions=captions)
    shots = tuple(
        ShotFacts(shot_id=ShotId(f"s{n}"), number=f"1-1-{n:02d}", start=n * 72, source=(1080, 1920))
        for n in range(30)
    )
    return Delivery(
        timeline=line,
        preset=preset("douyin"),
        shots=shots,
        texts=Texts(title="明天才会丢 第1集", description="雨夜，灯笼铺。", tags=("短剧",)),
        filing=Filing(number="（京）网微剧备字（2026）第001号"),
        approval_needed=True,
    )


def shot(made: Delivery, **changes: object) -> Delivery:
    first = made.shots[3].model_copy(update=changes)
    return made.model_copy(update={"shots": (*made.shots[:3], first, *made.shots[4:])})


def line(made: Delivery, **changes: object) -> Delivery:
    return made.model_copy(update={"timeline": made.timeline.model_copy(update=changes)})


def said(made: Delivery, text: str, start: int = 12, end: int = 60) -> Delivery:
    return line(made, captions=(Caption(start=start, end=end, text=text),))


def set_to(name: str, value: object) -> Callable[[Delivery], Delivery]:
    return lambda made: made.model_copy(update={name: value})


def with_gap(made: Delivery) -> Delivery:
    gap = PictureClip(start=0, length=20)
    return line(made, pictures=lay([*made.timeline.pictures[:2], gap, *made.timeline.pictures[2:]]))


FAULTS: list[tuple[str, Callable[[Delivery], Delivery]]] = [
    ("missing_take", lambda made: shot(made, has_take=False)),
    ("outdated", lambda made: shot(made, outdated=("sheet v3 → v4 of 林夏",))),
    ("unapproved", lambda made: shot(made, status="review")),
    ("rights", lambda made: shot(made, rights=("林夏",))),
    ("scaled_up", lambda made: shot(made, source=(720, 1280))),
    ("gap", with_gap),
    ("too_long", lambda made: line(made, pictures=lay(list(made.timeline.pictures) * 12))),
    (
        "rate",
        lambda made: line(
            made.model_copy(update={"preset": preset("reelshort")}), fps=60, captions=()
        ),
    ),
    ("shape", lambda made: line(made, width=1920, height=1080)),
    ("caption_fast", lambda made: said(made, "这一句话实在是太长太长了根本来不及看完", 12, 30)),
    ("caption_brief", lambda made: said(made, "走", 12, 24)),
    ("caption_long", lambda made: said(made, "这句台词特别长" * 6, 0, 400)),
    ("caption_zone", set_to("style", CaptionStyle(bottom=0.05))),
    ("glyphs", lambda made: said(made, "你好\U0001f600")),
    ("label_missing", set_to("label", LabelChoice(visible=False))),
    ("label_words", set_to("label", LabelChoice(text="由机器制作"))),
    ("filing_missing", set_to("filing", Filing(kind="ordinary"))),
    ("licence_missing", set_to("filing", Filing(kind="key", number="x"))),
    ("title_long", set_to("texts", Texts(title="很" * 31))),
    ("description_long", set_to("texts", Texts(description="很" * 1001))),
    ("tags_many", set_to("texts", Texts(tags=tuple("abcdef")))),
    (
        "title_short",
        lambda made: made.model_copy(
            update={"preset": preset("channels"), "texts": Texts(title="第1集")}
        ),
    ),
    (
        "too_short",
        lambda made: line(
            made.model_copy(update={"preset": preset("tiktok")}),
            pictures=lay(list(made.timeline.pictures[:1])[:1])[:1],
            captions=(),
        ).model_copy(update={"shots": ()}),
    ),
]


def test_the_good_episode_has_no_fault() -> None:
    assert delivery.check(good(), FACE) == ()


@pytest.mark.parametrize(("code", "spoil"), FAULTS, ids=[code for code, _ in FAULTS])
def test_each_planted_fault_is_found(code: str, spoil: Callable[[Delivery], Delivery]) -> None:
    spoilt = spoil(good())
    if code == "too_short":
        clip = spoilt.timeline.pictures[0].model_copy(update={"length": 30})
        spoilt = line(spoilt, pictures=(clip,))
    found = delivery.check(spoilt, FACE)
    codes = {notice.code for notice in found}
    assert code in codes
    assert codes <= {code, "shape", "scaled_up"} | (
        {"filing_missing"} if code == "title_short" else set()
    )
    notice = next(one for one in found if one.code == code)
    assert notice.message
    if code in ("missing_take", "outdated", "unapproved", "rights", "scaled_up"):
        assert notice.shot_id == "s3"
    if code.startswith("caption") and code != "caption_zone":
        assert notice.frame is not None


def test_every_platform_can_be_checked() -> None:
    for one in all_presets():
        for notice in delivery.check(good().model_copy(update={"preset": one}), FACE):
            assert notice.message
            assert "{" not in notice.message


def test_ascii_counts_a_half_where_the_platform_says_so() -> None:
    limits = preset("xiaohongshu").texts
    assert limits.count("第1集ab") == 2 + 1.5
    assert preset("douyin").texts.count("第1集ab") == 5
