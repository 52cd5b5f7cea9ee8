from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.export import covers
from app.ui.deliver.bundling import BundleDialog, UnbundleDialog
from app.ui.deliver.list_back import CutBackDialog, ShotListDialog
from app.ui.deliver.page import DeliverPage
from app.ui.deliver.season_dialog import SeasonDialog
from app.ui.deliver.verify import VerifyDialog
from tests.ui.board.stage import Stage


@pytest.fixture
def page(stage: Stage, tmp_path: Path) -> DeliverPage:
    for shot in stage.shots:
        stage.add_take(shot, tmp_path)
    made = stage.open(DeliverPage)
    assert isinstance(made, DeliverPage)
    return made


def written(page: DeliverPage, qtbot: QtBot, name: str, folder: Path) -> Path:
    page.show_mode("exchange")
    page.formats.choose(name)
    page.exchange._folder = folder
    page.exchange._show_path()
    page.exchange.write_button.click()
    assert page.exchange._job is not None
    qtbot.waitUntil(lambda: page.exchange._job is None, timeout=30_000)
    assert page.exchange.target().exists()
    return page.exchange.target()


def test_a_format_says_what_it_is_for_and_what_stays_behind(page: DeliverPage) -> None:
    page.show_mode("exchange")
    for place in range(page.formats.list.count()):
        page.formats.list.setCurrentRow(place)
        assert page.exchange.heading.text()
        assert page.exchange.use.text()
    page.formats.choose("edl")
    assert page.exchange.lost.count() == 1


def test_a_changed_list_is_shown_and_taken_over_in_one_step(
    page: DeliverPage, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = written(page, qtbot, "csv", tmp_path / "out")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    head = next(place for place, row in enumerate(rows) if "镜号" in row or "Shot" in row)
    column = next(at for at, name in enumerate(rows[head]) if name in ("画面内容", "Action"))
    rows[head + 1][column] = "她抬头看灯。"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    before = stage.shots[0].action
    dialog = ShotListDialog(stage.session, path, page.episode, stage.window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.preview is not None)
    assert dialog.go.isEnabled()
    assert "1 changed" in dialog.summary.text()
    with qtbot.waitSignal(dialog.accepted_):
        dialog.go.click()
    assert stage.shots[0].action == "她抬头看灯。"
    stage.session.undo()
    assert stage.shots[0].action == before


def test_a_file_that_is_no_list_is_refused_in_words(
    page: DeliverPage, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"PK\x03\x04 not a workbook")
    dialog = ShotListDialog(stage.session, wrong, page.episode, stage.window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.remarks.count() > 0)
    assert not dialog.go.isEnabled()


def test_the_same_cut_comes_back_without_a_difference(
    page: DeliverPage, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = written(page, qtbot, "otio", tmp_path / "out")
    dialog = CutBackDialog(stage.session, path, page.episode, stage.window)
    qtbot.addWidget(dialog)
    assert dialog.summary.text() == "It is the same cut."
    assert not dialog.go.isEnabled()


def test_a_bundle_goes_out_and_comes_in(
    stage: Stage, page: DeliverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    out = BundleDialog(stage.session, stage.window, tmp_path)
    qtbot.addWidget(out)
    out.go.click()
    bundle = Path(out.path.text())
    qtbot.waitUntil(lambda: out._job is None and bundle.is_file(), timeout=30_000)
    back = UnbundleDialog(stage.studio, stage.window, bundle)
    qtbot.addWidget(back)
    back.folder.setText(str(tmp_path / "in"))
    with qtbot.waitSignal(back.unpacked, timeout=30_000) as caught:
        back.go.click()
    opened = stage.studio.open(caught.args[0])
    assert [one.id for one in opened.episodes()] == [one.id for one in stage.session.episodes()]
    opened.close()


def test_a_hostile_bundle_is_refused_and_the_fields_stay(
    stage: Stage, page: DeliverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    bundle = tmp_path / "bad.fenjingbundle"
    bundle.write_bytes(b"no zip at all")
    dialog = UnbundleDialog(stage.studio, stage.window, bundle)
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path / "in"))
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.shelf.count() > 0, timeout=10_000)
    assert dialog.bundle.text() == str(bundle)
    assert dialog.go.isEnabled()


def test_a_file_says_what_it_carries(
    stage: Stage, page: DeliverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    cover = covers.write(Image.new("RGB", (108, 192)), tmp_path / "c.jpg", "Fenjing", "E01")
    dialog = VerifyDialog(stage.studio, cover, stage.window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=10_000)
    said = [label.text() for label in dialog.column.findChildren(QLabel)]
    assert "made with AI" in said
    assert "Fenjing" in said
    assert "This file is not signed." in said


def test_what_is_no_media_is_refused_in_words(
    stage: Stage, page: DeliverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    text = tmp_path / "a.txt"
    text.write_text("words")
    dialog = VerifyDialog(stage.studio, text, stage.window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.progress.isHidden, timeout=10_000)
    assert dialog.report is None


def test_a_season_names_what_it_will_make(page: DeliverPage, stage: Stage, qtbot: QtBot) -> None:
    episodes = [(one.id, f"Episode {one.number}", True) for one in stage.session.episodes()]
    dialog = SeasonDialog(
        episodes, page.presets.ticked_rows(),
        lambda pattern: ("E01.mp4", "") if pattern else ("", "Write a pattern."),
        lambda *_asked: "The disk is full.", stage.window,
    )  # fmt: skip
    qtbot.addWidget(dialog)
    assert dialog.go.text() == "Put 1 film into the queue"
    dialog.pattern.setText("")
    assert not dialog.go.isEnabled()
    dialog.pattern.setText("{title}")
    dialog.go.click()
    assert dialog.pattern_row.hint.text() == "The disk is full."
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.ticked() == ()
    assert not dialog.go.isEnabled()
