from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.media import MediaRef
from app.domain.shots import Transition
from app.domain.timeline import Caption, PictureClip, SoundClip, Timeline, lay, problems

TRANSITIONS = st.builds(
    Transition,
    kind=st.sampled_from(["cut", "dissolve", "fade_in", "fade_out", "fade_white"]),
    frames=st.integers(0, 90),
)
CLIPS = st.lists(
    st.builds(PictureClip, start=st.just(0), length=st.integers(1, 200), transition=TRANSITIONS),
    max_size=15,
)
SOUND = MediaRef(sha256="a" * 64, suffix=".wav", kind="sound", size=1, seconds=2)


def cut(*clips: PictureClip, **more: object) -> Timeline:
    return Timeline(fps=24, width=1080, height=1920, pictures=clips, **more)


@given(CLIPS)
def test_laid_clips_stand_in_order_without_gaps(clips: list[PictureClip]) -> None:
    laid = lay(clips)
    assert problems(cut(*laid)) == []
    assert [clip.length for clip in laid] == [clip.length for clip in clips]
    overlaps = sum(clip.transition.frames for clip in laid if clip.transition.kind == "dissolve")
    assert cut(*laid).length == sum(clip.length for clip in clips) - overlaps
    assert lay(list(laid)) == laid


@given(CLIPS)
def test_every_frame_shows_one_clip(clips: list[PictureClip]) -> None:
    timeline = cut(*lay(clips))
    for frame in range(0, timeline.length, 7):
        seen = timeline.at(frame)
        assert seen is not None
        assert seen.start <= frame < seen.end
    assert timeline.at(timeline.length) is None


def test_within_a_dissolve_the_incoming_clip_is_meant() -> None:
    soft = Transition(kind="dissolve", frames=10)
    timeline = cut(
        *lay([PictureClip(start=0, length=48), PictureClip(start=0, length=48, transition=soft)])
    )
    assert timeline.at(37) == timeline.pictures[0]
    assert timeline.at(38) == timeline.pictures[1]


def test_problems_are_named() -> None:
    gap = cut(PictureClip(start=0, length=10), PictureClip(start=12, length=10))
    assert "clip 1" in problems(gap)[0]
    late = cut(
        PictureClip(start=0, length=10),
        sounds=(SoundClip(start=10, seconds=1, media=SOUND, kind="effect"),),
        captions=(Caption(start=3, end=3, text="x"),),
    )
    assert len(problems(late)) == 2


def test_an_empty_cut_is_sound() -> None:
    assert problems(cut()) == []
    assert cut().length == 0
    assert cut().at(0) is None
