from __future__ import annotations

from hypothesis import given, strategies

from app.domain.ids import EpisodeId
from app.domain.script import Episode
from app.ui.script.reading import move_scene, read_episode, word_count

TEXT = """第1集  灯

1-1 夜 内 店
△甲数硬币。
甲：打烊了。

1-2 夜 外 巷
△乙走来。
乙：有人吗？

1-3 日 内 库房
丙：在。"""
EPISODE = Episode(id=EpisodeId("ep_1"), rank="V", number=1)


def test_scenes_are_found_at_their_lines() -> None:
    reading = read_episode(EPISODE, TEXT)
    assert [(span.first, span.end) for span in reading.spans] == [(2, 6), (6, 10), (10, 12)]
    assert [reading.span_at(line) for line in (0, 2, 5, 6, 11)] == [-1, 0, 0, 1, 2]
    assert len(reading.marks) == len(TEXT.split("\n"))


@given(strategies.integers(0, 2), strategies.integers(-3, 3))
def test_moving_a_scene_loses_no_line(index: int, step: int) -> None:
    spans = read_episode(EPISODE, TEXT).spans
    moved, line = move_scene(TEXT, spans, index, step)
    assert sorted(part for part in moved.split("\n") if part) == sorted(
        part for part in TEXT.split("\n") if part
    )
    if moved != TEXT:
        assert moved.split("\n")[line] == TEXT.split("\n")[spans[index].first]
        numbers = [span.scene.number for span in read_episode(EPISODE, moved).spans]
        expected = ["1-1", "1-2", "1-3"]
        expected.insert(index + step, expected.pop(index))
        assert numbers == expected


def test_words_are_counted_as_writers_count() -> None:
    assert word_count("打烊了。Hello big world 2026") == 7


def test_words_before_the_first_heading_are_a_span_without_a_name() -> None:
    episode = Episode(id=EpisodeId("ep_1"), rank="a", number=1)
    assert read_episode(episode, "").spans == ()
    (span,) = read_episode(episode, "only a note\n").spans
    assert (span.first, span.scene.heading) == (0, "")
