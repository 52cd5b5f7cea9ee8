from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.ui.board.transport import Transport


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def made(length: int = 240, fps: int = 24) -> tuple[Transport, Clock]:
    clock = Clock()
    transport = Transport(now=clock)
    transport.set_range(length, fps)
    return transport, clock


def test_plays_in_real_time_without_any_sound_device(qapp: QApplication) -> None:
    transport, clock = made()
    transport.play()
    clock.time = 2.0
    transport.advance()
    assert transport.frame == 48


def test_a_slow_machine_drops_pictures_not_time(qapp: QApplication) -> None:
    transport, clock = made()
    seen: list[int] = []
    transport.moved.connect(seen.append)
    transport.play()
    for time in (0.5, 3.0):
        clock.time = time
        transport.advance()
    assert seen == [12, 72]


def test_stops_on_the_last_frame_and_starts_over(qapp: QApplication) -> None:
    transport, clock = made(24)
    transport.play()
    clock.time = 5.0
    transport.advance()
    assert (transport.frame, transport.playing) == (23, False)
    transport.toggle()
    assert (transport.frame, transport.playing) == (0, True)
    transport.pause()


def test_shuttle_doubles_and_turns(qapp: QApplication) -> None:
    transport, _clock = made()
    transport.shuttle(1)
    transport.shuttle(1)
    assert transport.speed == 2.0
    transport.shuttle(-1)
    assert transport.speed == -1.0
    transport.pause()


def test_seeking_while_it_plays_goes_on_from_there(qapp: QApplication) -> None:
    transport, clock = made()
    transport.play()
    clock.time = 1.0
    transport.advance()
    transport.seek(100)
    clock.time = 2.0
    transport.advance()
    assert transport.frame == 124
    transport.pause()


def test_an_empty_cut_never_plays(qapp: QApplication) -> None:
    transport, _clock = made(0)
    transport.toggle()
    assert not transport.playing


def test_loop_returns_to_its_first_frame(qapp: QApplication) -> None:
    transport, clock = made()
    transport.set_loop(10, 20)
    transport.seek(10)
    transport.play()
    clock.time = 1.0
    transport.advance()
    assert transport.frame == 10
    transport.pause()
