"""The board's frames: 4,000 cards scrolling and a strip of 10,000 clips; prints figures, asserts none."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import EpisodeId, SceneId, ShotId
from app.domain.media import MediaRef
from app.domain.timeline import Caption, PictureClip, Timeline, lay
from app.ui import theme
from app.ui.board.grid import ShotGrid
from app.ui.cut.strip import TimelineStrip
from app.ui.models.shot_cards import ShotCard, SubjectDot
from app.ui.models.shots import ShotModel
from app.ui.models.thumbnails import Thumbnails
from app.ui.models.words import word

STATES = ("draft", "new_take", "approved", "running", "outdated", "failed", "waiting", "retake")
CAST = (
    SubjectDot("a", "林夏", "#E4572E"),
    SubjectDot("b", "顾沉", "#2E86AB"),
    SubjectDot("c", "老板", "#8F5FBF"),
)


class Nowhere:
    def thumbnail(
        self, ref: MediaRef, width: int, frame: int, done: Callable[[bytes | None], None]
    ) -> None:
        """Never answers."""


def card(number: int) -> ShotCard:
    return ShotCard(
        ShotId(f"s{number}"), SceneId(f"c{number // 12}"), EpisodeId("e"), f"1-{number // 12}-{number % 12:02d}",
        place="便利店", action="林夏推门进来，雨水从伞尖滴到地上。", subjects=CAST[: number % 4], takes=number % 4,
        state=STATES[number % 8], rating=number % 4, cost="¥1.20" if number % 3 else "",
    )  # fmt: skip


def figures(times: list[float]) -> str:
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {middle:.1f} ms, p95 {late:.1f} ms, worst {ordered[-1]:.1f} ms, p95 / 16 ms = {late / 16:.2f}"


def timed(frames: int, work: Callable[[int], None]) -> list[float]:
    times = []
    for number in range(frames):
        start = perf_counter()
        work(number)
        times.append((perf_counter() - start) * 1000)
    return times


@pytest.mark.benchmark
def test_four_thousand_cards_scroll(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    thumbnails = Thumbnails(Nowhere())
    model = ShotModel(say=word)
    grid = ShotGrid(model, thumbnails)
    grid.resize(900, 800)
    grid.show()
    start = perf_counter()
    model.set_cards([card(number) for number in range(4000)])
    print(f"\n4,000 cards set in {(perf_counter() - start) * 1000:.0f} ms")
    qapp.processEvents()
    bar = grid.verticalScrollBar()

    def scroll(_number: int) -> None:
        bar.setValue(bar.value() + 60)
        grid.viewport().repaint()

    print("scrolling 4,000 cards:", figures(timed(300, scroll)))
    grid.close()
    thumbnails.wait()


@pytest.mark.benchmark
def test_ten_thousand_clips_zoom_and_scroll(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    strip = TimelineStrip()
    clips = lay(
        [PictureClip(start=0, length=60 + n % 40, shot_id=ShotId(f"s{n}")) for n in range(10_000)]
    )
    captions = tuple(Caption(start=clip.start, end=clip.end, text="灯还亮着。") for clip in clips)
    strip.resize(1400, strip.sizeHint().height())
    strip.show()
    start = perf_counter()
    strip.set_timeline(Timeline(fps=24, width=1080, height=1920, pictures=clips, captions=captions))
    print(f"\n10,000 clips set in {(perf_counter() - start) * 1000:.0f} ms")
    qapp.processEvents()

    def move(number: int) -> None:
        if number < 100:
            strip.zoom(1.08)
        else:
            strip.scroll(60)
        strip.repaint()

    print("zooming and scrolling 10,000 clips:", figures(timed(300, move)))

    def play(number: int) -> None:
        strip.set_playhead(number)
        strip.repaint()

    print("playing over 10,000 clips:", figures(timed(200, play)))
    strip.close()
