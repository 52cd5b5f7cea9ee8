"""Parts of an episode: none too long, none torn where it can be helped, nothing lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.media import MediaRef
from app.domain.timeline import Caption, SoundClip, problems
from app.errors import BadInput
from app.export.parts import part_of, split
from tests.export.cuts import clip, cut

FILM = MediaRef(
    sha256="a" * 64, suffix=".mp4", kind="video", size=1, width=9, height=16, seconds=900, fps=24
)
VOICE = MediaRef(sha256="b" * 64, suffix=".wav", kind="sound", size=1, seconds=900)


def test_a_short_episode_is_one_part() -> None:
    line = cut([clip(FILM, 240)])
    assert [(part.first, part.end) for part in split(line, 60)] == [(0, 240)]
    assert part_of(line, split(line, 60)[0]) == line


def test_parts_end_between_shots_and_spare_lines() -> None:
    said = SoundClip(start=230, seconds=2.0, media=VOICE, kind="dialogue")
    line = cut([clip(FILM, 120), clip(FILM, 120), clip(FILM, 120), clip(FILM, 120)], sounds=(said,))
    # The middle, frame 240, lies inside the line: the shot before it ends the part.
    assert [part.end for part in split(line, 15)] == [360, 480]
    quiet = line.model_copy(update={"sounds": ()})
    assert [part.end for part in split(quiet, 15)] == [240, 480]


def test_a_dissolve_is_never_torn_and_a_long_shot_is_cut() -> None:
    line = cut([clip(FILM, 100), clip(FILM, 100, change="dissolve", frames=20), clip(FILM, 400)])
    ends = [part.end for part in split(line, 10)]
    assert 80 not in ends
    assert ends[0] == 180
    assert all(part.length <= 240 for part in split(line, 10))
    with pytest.raises(BadInput):
        split(line, 0.5)


def test_what_runs_over_an_edge_is_cut_there() -> None:
    bed = SoundClip(start=0, seconds=20.0, media=VOICE, kind="music", fade_out=1.0, source_in=3.0)
    words = Caption(start=230, end=250, text="over the edge")
    line = cut([clip(FILM, 240), clip(FILM, 240)], sounds=(bed,), captions=(words,))
    first, second = (part_of(line, part) for part in split(line, 10))
    assert [
        (s.start, s.seconds, s.source_in, s.fade_out) for s in (*first.sounds, *second.sounds)
    ] == [
        (0, 10.0, 3.0, 0.0),
        (0, 10.0, 13.0, 1.0),
    ]
    assert [(c.start, c.end) for c in (*first.captions, *second.captions)] == [(230, 240), (0, 10)]


@given(
    st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=30),
    st.integers(2, 30),
    st.booleans(),
)
def test_parts_hold_every_frame_once(shots: list[tuple[int, bool]], most: int, even: bool) -> None:
    line = cut(
        [
            clip(FILM, length, change="dissolve" if soft else "cut", frames=5)
            for length, soft in shots
        ]
    )
    parts = split(line, most, even=even)
    assert [part.first for part in parts] == [0, *(part.end for part in parts[:-1])]
    assert parts[-1].end == line.length
    for part in parts:
        own = part_of(line, part)
        assert own.length == part.length <= most * 24
        assert problems(own) == []
