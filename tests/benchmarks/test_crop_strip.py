"""A strip of 300 crops scrolled from end to end, against the same list with nothing painted in it."""

from __future__ import annotations

import time
from typing import cast

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from app.domain.ids import EpisodeId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.studio.drift import StripCrop
from app.studio.session import Session
from app.ui.continuity.crops import CropModel, CropStore, CropView, key_of

CROPS = 300


def crop(number: int) -> StripCrop:
    media = MediaRef(sha256=f"{number:064x}", suffix=".png", kind="picture", size=1)
    return StripCrop(
        shot_id=ShotId(f"shot_{number}"),
        shot_number=f"1-{number}",
        scene_id=SceneId("scene_1"),
        episode_id=EpisodeId("ep_1"),
        take_id=TakeId(f"take_{number}"),
        media=media,
        look_name="红大衣",
        distance=number / CROPS,
        flagged=number % 17 == 0,
    )


def frames(view: QListView) -> list[float]:
    """Milliseconds of each step of a scroll from top to bottom."""
    bar = view.verticalScrollBar()
    taken = []
    for place in range(0, bar.maximum() + 1, max(bar.maximum() // 120, 1)):
        start = time.perf_counter()
        bar.setValue(place)
        view.viewport().repaint()
        QApplication.processEvents()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


@pytest.mark.benchmark
def test_three_hundred_crops_scroll_smoothly(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    store, model = CropStore(cast("Session", None)), CropModel()
    crops = [crop(number) for number in range(CROPS)]
    for number, one in enumerate(crops):
        made = QPixmap(88, 156)
        made.fill(QColor.fromHsv(number % 360, 120, 180))
        store._kept[key_of(one)] = made
    model.set_crops(crops, {SceneId("scene_1"): "1-1"})
    view = CropView(model, store)
    plain = QListView()
    words = QStringListModel([str(number) for number in range(CROPS * 12)])
    plain.setModel(words)
    for one in (view, plain):
        qtbot.addWidget(one)
        one.resize(900, 700)
        one.show()
    qtbot.waitExposed(view)
    painted, bare = frames(view), frames(plain)
    middle, late = painted[len(painted) // 2], painted[len(painted) * 95 // 100]
    with capsys.disabled():
        print(
            f"\n300 crops: median {middle:.1f} ms, 95 % under {late:.1f} ms a frame; "
            f"{middle / bare[len(bare) // 2]:.1f} times a plain list"
        )
    assert len(painted) > 50
