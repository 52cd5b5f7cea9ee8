from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.deliveries import Remark, Severity
from app.domain.ids import ShotId
from app.ui.deliver.checks import ChecksPanel, Found, joined, place_of
from app.ui.widgets.buttons import Button


def remark(code: str, severity: Severity = "warning", **fields: object) -> Remark:
    return Remark.model_validate(
        {"code": code, "severity": severity, "message": f"About {code}.", **fields}
    )


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot) -> ChecksPanel:
    made = ChecksPanel()
    qtbot.addWidget(made)
    return made


def go_buttons(panel: ChecksPanel) -> list[Button]:
    return [one for one in panel.rows.findChildren(Button) if one.text() == "Go to"]


def test_what_holds_for_every_kind_is_said_once() -> None:
    everywhere, here = remark("outdated", frame=30), remark("too_long", "error")
    found = joined({"Douyin": [everywhere, here], "TikTok": [everywhere]})
    assert [(one.remark.code, one.kinds) for one in found] == [
        ("too_long", ("Douyin",)),
        ("outdated", ()),
    ]


@pytest.mark.parametrize(
    ("code", "fields", "place"),
    [
        ("outdated", {"shot_id": ShotId("shot_1")}, "shot"),
        ("gap", {"frame": 12}, "frame"),
        ("label_missing", {}, "labels"),
        ("filing_missing", {}, "labels"),
        ("licence_missing", {}, "labels"),
        ("title_long", {}, "texts"),
        ("too_long", {}, "file"),
        ("rights", {"shot_id": ShotId("shot_1")}, "cast"),
        ("glyphs", {}, ""),
    ],
)
def test_every_remark_leads_to_its_place(code: str, fields: dict[str, object], place: str) -> None:
    assert place_of(remark(code, **fields)) == place


def test_go_to_hands_the_remark_on(panel: ChecksPanel, qtbot: QtBot) -> None:
    wanted = remark("gap", frame=48)
    panel.set_before((Found(wanted), Found(remark("glyphs", "error"))))
    assert "1 thing is wrong, 1 thing to look at" in panel.summary.text()
    (button,) = go_buttons(panel)
    with qtbot.waitSignal(panel.go) as caught:
        button.click()
    assert caught.args == [wanted]


def test_after_rendering_stands_apart(panel: ChecksPanel) -> None:
    panel.set_before((Found(remark("gap", frame=1)),))
    panel.show_side("after")
    assert panel.shown == ()
    assert "No file of this kind" in panel.summary.text()
    panel.set_after((Found(remark("loudness", "info")),))
    assert len(panel.shown) == 1
    assert panel.summary.text() == "The finished file is as it was ordered."


def test_long_lists_open_on_demand(panel: ChecksPanel) -> None:
    panel.set_before(tuple(Found(remark("gap", frame=at)) for at in range(75)))
    assert len(go_buttons(panel)) == 60
    more = next(one for one in panel.rows.findChildren(Button) if "15" in one.text())
    more.click()
    assert len([one for one in go_buttons(panel) if one.parent() is not None]) >= 75


def test_all_is_well_is_said(panel: ChecksPanel) -> None:
    panel.set_looking()
    assert "Looking" in panel.summary.text()
    panel.set_before(())
    assert panel.summary.text() == "Nothing stands in the way of this delivery."
