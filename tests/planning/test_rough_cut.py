from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.media import MediaRef
from app.domain.ordering import spread
from app.domain.script import Episode, Music
from app.domain.shots import Shot, Transition
from app.domain.takes import Take, VoiceTake
from app.domain.timeline import PictureClip, Timeline, lay, problems
from app.planning import breakdown, pacing, rough_cut
from app.planning.voices import voice_take_for
from tests.planning.stories import EPISODE, as_shots, element, entry, people, project, scene, shop

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MEDIA = {"sha256": "a" * 64, "suffix": ".mp4", "size": 1}


def take(shot: str, seconds: float, *, sound: bool = True, kind: str = "video") -> Take:
    media = MediaRef(kind=kind, seconds=seconds, has_sound=sound, **MEDIA)
    return Take(
        id=f"take_{shot}", shot_id=shot, number=1, created_at=NOON, source="generated", media=media
    )


def voice(
    line: str, text: str, seconds: float, *, minutes: int = 0, who: str = "林夏"
) -> VoiceTake:
    return VoiceTake(
        id=f"voice_{line}_{minutes}",
        element_id=line,
        created_at=NOON + timedelta(minutes=minutes),
        text=text,
        voice=entry(who).voice,
        media=MediaRef(
            kind="sound", seconds=seconds, has_sound=True, **(MEDIA | {"suffix": ".wav"})
        ),
    )


def episode(**more: object) -> Episode:
    return Episode(id=EPISODE, rank="V", number=1, **more)


def shop_cut(
    shots: list[Shot], takes: list[Take], voices: list[VoiceTake], **more: object
) -> Timeline:
    return rough_cut.assemble(
        project(), episode(**more), shop(), shots, takes, voices, cast=people()
    )


_TRANSITIONS = st.builds(
    Transition,
    kind=st.sampled_from(["cut", "dissolve", "fade_in", "fade_out", "fade_white"]),
    frames=st.integers(0, 60),
)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[Shot], list[Take], list[VoiceTake], Music | None]:
    count = draw(st.integers(0, 8))
    lines = ["d1", "d2", "d3", "d4", "d5", "d6"]
    shots, takes, voices = [], [], []
    texts = {row.id: row.text for each in shop() for row in each.elements}
    for index, rank in enumerate(spread(count)):
        held = tuple(lines.pop(0) for _ in range(draw(st.integers(0, min(2, len(lines))))))
        picked = draw(st.booleans())
        shots.append(
            Shot(
                id=f"shot_{index}",
                scene_id=draw(st.sampled_from(["s1", "s2"])) if not held else "s1",
                rank=rank,
                lines=held,
                length=draw(st.integers(1, 200)),
                trim_in=draw(st.integers(0, 100)),
                gap_before=draw(st.integers(0, 30)),
                transition=draw(_TRANSITIONS),
                locked_length=draw(st.booleans()),
                orphaned=draw(st.integers(0, 9)) == 0,
                pick=f"take_shot_{index}" if picked else None,
            )
        )
        takes.append(take(f"shot_{index}", draw(st.floats(0.05, 12)), sound=draw(st.booleans())))
        voices += [
            voice(line, texts[line], draw(st.floats(0.05, 8)))
            for line in held
            if draw(st.booleans())
        ]
    length = draw(st.one_of(st.none(), st.floats(0.5, 60)))
    music = None if length is None else Music(sha256="b" * 64, suffix=".mp3", seconds=length)
    return shots, takes, voices, music


@given(cuts())
def test_any_cut_holds_together(made: tuple) -> None:
    shots, takes, voices, music = made
    cut = shop_cut(shots, takes, voices, music=music)
    assert problems(cut) == []
    shown = [clip.shot_id for clip in cut.pictures if clip.shot_id]
    assert sorted(shown) == sorted(shot.id for shot in shots if not shot.orphaned)
    end = cut.length / cut.fps
    for sound in cut.sounds:
        assert sound.start / cut.fps + sound.seconds <= end + 1e-6 or sound.kind == "native"
        if sound.kind == "native":
            assert sound.source_in + sound.seconds <= sound.media.seconds + 1e-6
    assert all(
        first.end <= second.start
        for first, second in zip(cut.captions, cut.captions[1:], strict=False)
    )
    assert all(caption.end <= cut.length for caption in cut.captions)


@given(st.lists(st.tuples(st.integers(1, 100), _TRANSITIONS), max_size=12))
def test_laying_any_clips_makes_a_magnetic_track(rows: list) -> None:
    clips = [
        PictureClip(start=0, length=length, transition=transition) for length, transition in rows
    ]
    laid = lay(clips)
    assert problems(Timeline(fps=24, width=9, height=16, pictures=laid)) == []
    starts = [clip.start for clip in laid]
    assert starts == sorted(set(starts))


def test_a_shot_without_a_pick_is_a_slate() -> None:
    shots = as_shots(breakdown.propose_episode(shop(), people()))
    cut = shop_cut(shots, [], [])
    assert [clip.shot_id for clip in cut.pictures] == [shot.id for shot in shots]
    assert all(clip.media is None for clip in cut.pictures)
    assert cut.length == sum(shot.length for shot in shots)
    assert cut.captions


def test_the_voice_sets_the_least_length() -> None:
    shot = Shot(id="x", scene_id="s1", rank="A", lines=("d3",), length=24)
    cut = shop_cut([shot], [], [voice("d3", "您怎么进来的？", 3.0)])
    expected = round((pacing.HEAD_SECONDS + 3.0 + pacing.TAIL_SECONDS) * 24)
    assert cut.pictures[0].length == expected
    (sound,) = cut.sounds
    assert (sound.kind, sound.seconds, sound.element_id) == ("dialogue", 3.0, "d3")


def test_a_locked_length_stays_and_the_line_still_begins_within_it() -> None:
    shot = Shot(id="x", scene_id="s1", rank="A", lines=("d3", "d4"), length=24, locked_length=True)
    voices = [
        voice("d3", "您怎么进来的？", 3.0),
        voice("d4", "走进来的。我来买一盏灯。", 2.0, who="老陈"),
    ]
    cut = shop_cut([shot], [], voices)
    assert cut.length == 24
    assert [sound.element_id for sound in cut.sounds] == ["d3", "d4"]
    assert all(sound.start < 24 for sound in cut.sounds)


def test_a_dissolve_uses_the_handle_of_the_take_before_it() -> None:
    first = Shot(id="a", scene_id="s1", rank="A", length=48, pick="take_a")
    second = Shot(
        id="b",
        scene_id="s1",
        rank="B",
        length=48,
        pick="take_b",
        transition=Transition(kind="dissolve", frames=12),
    )
    cut = shop_cut([first, second], [take("a", 5.0), take("b", 5.0)], [])
    assert cut.length == 96
    assert cut.pictures[1].start == 48
    assert cut.pictures[0].end == 60


def test_trims_and_gaps_are_kept() -> None:
    shot = Shot(id="a", scene_id="s1", rank="A", length=48, pick="take_a", trim_in=10, gap_before=6)
    cut = shop_cut([shot], [take("a", 5.0)], [])
    gap, clip = cut.pictures
    assert (gap.media, gap.shot_id, gap.length) == (None, None, 6)
    assert (clip.source_in, clip.start) == (10, 6)
    assert cut.sounds[0].source_in == 10 / 24


def test_native_sound_steps_back_behind_a_voice() -> None:
    shot = Shot(id="a", scene_id="s1", rank="A", lines=("d3",), length=96, pick="take_a")
    cut = shop_cut([shot], [take("a", 5.0)], [voice("d3", "您怎么进来的？", 1.0)])
    native = next(sound for sound in cut.sounds if sound.kind == "native")
    assert native.gain_db == rough_cut.NATIVE_UNDER_VOICE_DB


def test_music_lasts_as_long_as_the_episode() -> None:
    shots = as_shots(breakdown.propose_episode(shop(), people()))
    cut = shop_cut(shots, [], [], music=Music(sha256="c" * 64, suffix=".mp3", seconds=10))
    music = [sound for sound in cut.sounds if sound.kind == "music"]
    assert len(music) > 1
    assert music[0].start == 0
    last = music[-1]
    assert abs(last.start / 24 + last.seconds - cut.length / 24) < 0.05
    assert last.fade_out > 0


def test_omitted_and_orphaned_shots_are_not_in_the_film() -> None:
    shots = [
        Shot(id="a", scene_id="s1", rank="A"),
        Shot(id="b", scene_id="s1", rank="B", status="omitted"),
        Shot(id="c", scene_id="s1", rank="C", orphaned=True),
    ]
    assert [clip.shot_id for clip in shop_cut(shots, [], []).pictures] == ["a"]


def test_the_newest_reading_that_still_fits_is_heard() -> None:
    line = element("d3", "dialogue", "您怎么（停顿）进来的？", "林夏")
    old = voice("d3", "您怎么进来的？", 1.0)
    new = voice("d3", "您怎么进来的？", 1.5, minutes=5)
    other = voice("d3", "你是谁？", 1.5, minutes=9)
    assert voice_take_for(line, entry("林夏"), [old, new, other]) == new
    deeper = entry("林夏", voice=entry("x").voice.model_copy(update={"pitch": 20}))
    assert voice_take_for(line, deeper, [old, new, other]) is None
    assert voice_take_for(line, None, [old]) == old


def test_a_subtitle_is_captioned_where_the_take_cannot_show_it() -> None:
    story = (scene("s1", (element("w", "subtitle", "三年前"),)),)
    shot = Shot(id="a", scene_id="s1", rank="A", covers=("w",), length=48, pick="take_a")
    made = take("a", 5.0)
    cut = rough_cut.assemble(project(), episode(), story, [shot], [made], [])
    assert [caption.text for caption in cut.captions] == ["三年前"]
    drawn = made.model_copy(update={"source": "drawn"})
    assert rough_cut.assemble(project(), episode(), story, [shot], [drawn], []).captions == ()
