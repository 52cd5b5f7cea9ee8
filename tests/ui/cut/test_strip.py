from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.ids import ShotId
from app.domain.timeline import Caption, PictureClip, Timeline, lay
from app.ui import theme
from app.ui.cut.panel import CutPanel
from app.ui.cut.rows import band_tops
from app.ui.cut.strip import TimelineStrip

Y = band_tops()["picture"] + 30


def timeline(count: int = 5, gap: bool = False) -> Timeline:
    clips = [PictureClip(start=0, length=48, shot_id=ShotId(f"s{n}")) for n in range(count)]
    if gap:
        clips.insert(1, PictureClip(start=0, length=24))
    laid = lay(clips)
    return Timeline(
        fps=24,
        width=1080,
        height=1920,
        pictures=laid,
        captions=(Caption(start=4, end=20, text="灯"),),
    )


@pytest.fixture
def strip(qapp: QApplication, qtbot: QtBot) -> TimelineStrip:
    theme.apply(qapp, "dark")
    made = TimelineStrip()
    qtbot.addWidget(made)
    made.resize(1000, made.sizeHint().height())
    made.set_timeline(timeline())
    made.show()
    return made


def x_of(strip: TimelineStrip, frame: float) -> int:
    return round(strip.scale.x(frame))


def drag(qtbot: QtBot, strip: TimelineStrip, start: int, end: int, *, release: bool = True) -> None:
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(start, Y))
    for step in range(1, 5):
        qtbot.mouseMove(strip, QPoint(start + (end - start) * step // 4, Y))
        QApplication.processEvents()
    if release:
        qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(end, Y))


def test_knows_what_is_under_the_mouse(strip: TimelineStrip) -> None:
    scale, tracks = strip.scale, strip.tracks
    assert tracks.hit(scale.x(60), 5, scale).part == "ruler"
    assert (tracks.hit(scale.x(72), Y, scale).part, tracks.hit(scale.x(72), Y, scale).index) == (
        "body",
        1,
    )
    assert tracks.hit(scale.x(96) - 2, Y, scale).part == "tail"
    assert tracks.hit(scale.x(96) + 2, Y, scale).part == "head"
    assert tracks.hit(scale.x(10), band_tops()["captions"] + 4, scale).part == "caption"
    strip.set_timeline(timeline(gap=True))
    assert strip.tracks.hit(strip.scale.x(60), Y, strip.scale).part == "gap"


def test_the_ruler_scrubs(strip: TimelineStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.scrubbed) as caught:
        qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(x_of(strip, 100), 5))
    assert abs(caught.args[0] - 100) <= 1


def test_a_click_chooses_a_shot(strip: TimelineStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.chosen) as caught:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x_of(strip, 72), Y))
    assert caught.args == ["s1", False]


def test_dragging_the_tail_trims_with_ripple(strip: TimelineStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.trimmed) as caught:
        drag(qtbot, strip, x_of(strip, 96) - 2, x_of(strip, 84))
    shot, length, source_in, edge = caught.args
    assert (shot, source_in, edge) == ("s1", 0, "tail")
    assert abs(length - 36) <= 1


def test_escape_forgets_the_trim(strip: TimelineStrip, qtbot: QtBot) -> None:
    told: list[object] = []
    strip.trimmed.connect(lambda *args: told.append(args))
    drag(qtbot, strip, x_of(strip, 96) - 2, x_of(strip, 70), release=False)
    assert strip.trim is not None
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.trim is None
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(x_of(strip, 70), Y))
    assert told == []


def test_dragging_a_clip_reorders(strip: TimelineStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.moved) as caught:
        drag(qtbot, strip, x_of(strip, 20), x_of(strip, 140))
    assert caught.args == ["s0", "s2", "s3"]


def test_keys_walk_by_frames_seconds_and_cuts(strip: TimelineStrip, qtbot: QtBot) -> None:
    strip.set_playhead(50)
    for key, modifier, wanted in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 51),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 26),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 96),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 48),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 239),
    ):
        with qtbot.waitSignal(strip.scrubbed) as caught:
            qtbot.keyClick(strip, key, modifier)
        assert caught.args == [wanted]
    with qtbot.waitSignal(strip.nudged) as caught:
        qtbot.keyClick(strip, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert caught.args == [-1]


def test_ctrl_wheel_zooms_around_the_mouse(strip: TimelineStrip) -> None:
    before = strip.scale.density
    point = QPoint(300, Y)
    event = QWheelEvent(
        point, point, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip, event)
    assert strip.scale.density > before
    strip.fit()
    assert abs(strip.scale.density - before) < 1e-6


def test_read_only_takes_hold_of_nothing(strip: TimelineStrip, qtbot: QtBot) -> None:
    strip.editable = False
    drag(qtbot, strip, x_of(strip, 96) - 2, x_of(strip, 70), release=False)
    assert strip.trim is None


def test_the_cut_is_also_a_table(qapp: QApplication, qtbot: QtBot) -> None:
    panel = CutPanel()
    qtbot.addWidget(panel)
    panel.strip.set_timeline(timeline(gap=True))
    panel.table.set_tracks(panel.strip.tracks, {})
    panel.as_table.setChecked(True)
    model = panel.table.model()
    assert model.rowCount() == 6
    assert model.index(1, 1).data() == "Gap"
    with qtbot.waitSignal(panel.strip.scrubbed) as caught:
        panel.table.clicked.emit(model.index(2, 0))
    assert caught.args == [72]
