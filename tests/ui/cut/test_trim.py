from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.timeline import PictureClip
from app.ui.cut.trim import Trim, media_frames


def clip(length: int = 48, source_in: int = 12, seconds: float = 5.0) -> PictureClip:
    media = MediaRef(
        sha256="a" * 64, suffix=".mp4", kind="video", size=1, seconds=seconds, fps=24, frames=120
    )
    return PictureClip(
        start=100, length=length, shot_id=ShotId("s"), media=media, source_in=source_in
    )


@given(st.sampled_from(["head", "tail"]), st.floats(-2000, 2000))
def test_a_trim_stays_within_its_media(edge: str, frame: float) -> None:
    made = Trim(0, "head" if edge == "head" else "tail", clip()).moved_to(frame, 24)
    assert made.length >= 1
    assert made.source_in >= 0
    assert made.source_in + made.length <= 120


def test_the_tail_ripples_and_says_where_the_media_ends() -> None:
    made = Trim(0, "tail", clip()).moved_to(160, 24)
    assert (made.length, made.source_in, made.shift, made.limited) == (60, 12, 12, False)
    far = made.moved_to(500, 24)
    assert (far.length, far.limited) == (108, True)


def test_the_head_takes_from_the_media() -> None:
    made = Trim(0, "head", clip()).moved_to(110, 24)
    assert (made.length, made.source_in, made.shift) == (38, 22, -10)
    assert Trim(0, "head", clip()).moved_to(0, 24).source_in == 0


def test_a_slate_has_no_end() -> None:
    slate = PictureClip(start=0, length=24, shot_id=ShotId("s"))
    assert media_frames(slate, 24) is None
    assert Trim(0, "tail", slate).moved_to(900, 24).length == 900
