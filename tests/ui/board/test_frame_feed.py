from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from app.ui.board.frame_feed import Box, FrameFeed


class Flat:
    """A frame whose red is its number."""

    def __init__(self, index: int, box: Box) -> None:
        self.width, self.height = box
        self.rgb = bytes([index % 256, 0, 0]) * (box[0] * box[1])


class Source:
    def __init__(self) -> None:
        self.read: list[int] = []
        self.threads: set[int] = set()
        self.closed = False

    def frame(self, index: int, box: Box, /) -> Flat:
        self.read.append(index)
        self.threads.add(threading.get_ident())
        return Flat(index, box)

    def close(self) -> None:
        self.closed = True


def test_frames_come_from_another_thread(qtbot: QtBot) -> None:
    feed, source = FrameFeed(), Source()
    feed.set_source(source)
    with qtbot.waitSignal(feed.came, timeout=3000) as caught:
        feed.want(7, (8, 6))
    assert caught.args[0] == 7
    assert caught.args[1].pixelColor(0, 0).red() == 7
    assert threading.get_ident() not in source.threads
    feed.close()
    assert source.closed


def test_a_new_cut_closes_the_old_one(qtbot: QtBot) -> None:
    feed, first, second = FrameFeed(), Source(), Source()
    feed.set_source(first)
    with qtbot.waitSignal(feed.came, timeout=3000):
        feed.want(1, (4, 4))
    feed.set_source(second)
    with qtbot.waitSignal(feed.came, timeout=3000):
        feed.want(2, (4, 4))
    assert first.closed
    assert second.read[0] == 2
    feed.close()


def test_reads_ahead_while_it_plays(qtbot: QtBot) -> None:
    feed, source = FrameFeed(), Source()
    feed.set_source(source)
    with qtbot.waitSignal(feed.came, timeout=3000):
        feed.want(10, (4, 4), 1)
    qtbot.waitUntil(lambda: len(source.read) >= 1 + FrameFeed.AHEAD, timeout=3000)
    assert source.read[:3] == [10, 11, 12]
    feed.close()
