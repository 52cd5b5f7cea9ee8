"""The Continuity page: drift beside the sheet, what is outdated, and the report of what to look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from app.domain.changes import Changes
from app.domain.ids import ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.ui.continuity.outdated_view import OutdatedView
from app.ui.continuity.report_view import ReportView
from app.ui.continuity.strip_view import StripView
from app.ui.i18n import _
from app.ui.page import Context, Page
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import ElidedLabel

_SHOWN = ("CastEntry", "Look", "Shot", "Take", "Scene", "Episode")
#: Milliseconds of quiet before the pictures are looked at again after a change.
_IDLE = 400


class ContinuityPage(Page):
    """Three views over one question: is it the same face, coat and room in every shot?"""

    key = "continuity"
    icon_name = "page.continuity"
    shortcut = "Ctrl+7"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.strip = StripView(context)
        self.outdated = OutdatedView(context)
        self.report = ReportView(context)
        self._views: dict[str, QWidget] = {
            "drift": self.strip,
            "outdated": self.outdated,
            "report": self.report,
        }
        self._read: set[str] = set()
        self._build()
        self.strip.shots_wanted.connect(
            lambda crops: self._to_board([crop.shot_id for crop in crops])
        )
        self.strip.sheet_wanted.connect(lambda cast_id: context.go(f"cast:{cast_id}"))
        self.outdated.shots_wanted.connect(self._to_board)
        self.report.shot_wanted.connect(lambda row: self._to_board([row.shot_id]))
        self.report.sheet_wanted.connect(lambda cast_id: context.go(f"cast:{cast_id}"))
        self.report.wardrobe_wanted.connect(lambda: context.go("cast:wardrobe"))
        self._timer = QTimer(self, singleShot=True, interval=_IDLE)
        self._timer.timeout.connect(self._read_current)
        self._add_actions()

    @classmethod
    def title(cls) -> str:
        """The page's name."""
        return _("Continuity")

    def _build(self) -> None:
        head = QFrame()
        head.setProperty("surface", "header")
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_3)
        self.choice = SegmentedControl(
            [
                ("drift", _("Beside the sheet")),
                ("outdated", _("Outdated")),
                ("report", _("Report")),
            ],
            "drift",
            _("View"),
        )
        self.choice.chosen.connect(self.show_view)
        row.addWidget(self.choice)
        self.words = ElidedLabel("", "caption")
        row.addWidget(self.words, 1)
        self.views = QStackedWidget()
        for view in self._views.values():
            self.views.addWidget(view)
        self.empty = EmptyState(
            "page.continuity",
            _("Nobody is in the cast yet"),
            _("Once there are characters with picks, this shows each beside its pinned sheet."),
            (_("Go to Cast"), lambda: self.context.go("cast")),
        )
        self.views.addWidget(self.empty)
        self.layout_.addWidget(head)
        self.layout_.addWidget(self.views, 1)

    def _add_actions(self) -> None:
        for keys, view, words in (
            ("Ctrl+Alt+1", "drift", _("Beside the sheet")),
            ("Ctrl+Alt+2", "outdated", _("Outdated")),
            ("Ctrl+Alt+3", "report", _("Report")),
        ):
            self.act(
                words, lambda one=view: self.show_view(one), keys=keys, name=f"continuity.{view}"
            )
        self.act(
            _("To the next pick that stands out"), self.strip.to_next, keys="N", icon_name="goto",
            name="continuity.next",
        )  # fmt: skip
        self.act(
            _("Send what is marked again…"), self.outdated.send_again, keys="Ctrl+Return",
            icon_name="generate", name="continuity.send",
        )  # fmt: skip
        self.act(
            _("Look again"), self._read_again, keys="F5", icon_name="retry", name="continuity.again"
        )

    # reading ------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Look at what may have changed while another page was in front."""
        self._read_again()

    def show_changes(self, changes: Changes) -> None:
        """After a commit: look again when it has been quiet for a moment."""
        if changes.touches(*_SHOWN):
            self._read.clear()
            self._timer.start()

    def _read_again(self) -> None:
        self._read.clear()
        self._read_current()

    def _read_current(self) -> None:
        view = self.choice.current()
        words = {
            "drift": _("Every pick in story order, measured by colour on this machine"),
            "outdated": _("Takes made before something changed"),
            "report": _("What may break the continuity, with where to mend it"),
        }
        self.words.setText(words[view])
        if not self.context.project.cast():
            self.views.setCurrentWidget(self.empty)
            return
        self.views.setCurrentWidget(self._views[view])
        if view in self._read:
            return
        self._read.add(view)
        if view == "drift":
            self.strip.read()
        elif view == "outdated":
            self.outdated.read()
        else:
            self.report.read()

    def show_view(self, view: str) -> None:
        """`drift`, `outdated` or `report`."""
        if view in self._views:
            self.choice.set_current(view)
            self._read_current()

    def _to_board(self, shot_ids: list[str]) -> None:
        session = self.context.project
        shots = [shot for one in shot_ids if (shot := session.find(Shot, one)) is not None]
        if not shots:
            return
        scene = session.get(Scene, shots[0].scene_id)
        scenes = {one.id for one in session.scenes(scene.episode_id)}
        chosen = [ShotId(shot.id) for shot in shots if shot.scene_id in scenes]
        self.context.selection.choose(scene.episode_id, scene.id, *chosen)
        self.context.go("board")

    # state --------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """View, entry and sizes."""
        return {
            "view": self.choice.current(),
            "cast": self.strip.current,
            "sizes": self.strip.splitter.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back; `target` is a view, or an entry to look at."""
        self.strip.splitter.restore(state.get("sizes"))
        target = state.get("target")
        cast_id = state.get("cast")
        if isinstance(target, str) and target not in self._views:
            cast_id, target = target, "drift"
        if isinstance(cast_id, str):
            self.strip.current = cast_id
        self._read.clear()
        view = target or state.get("view")
        if isinstance(view, str):
            self.show_view(view)

    def panels(self) -> list[QWidget]:
        """What F6 walks through."""
        view = self.views.currentWidget()
        if view is self.strip:
            return [self.strip.list, self.strip.view, self.strip.beside.goto]
        if view is self.outdated:
            return [self.outdated.tree]
        return [self.report.tree] if view is self.report else []

    def leave(self) -> None:
        """Stop everything under way."""
        self._timer.stop()
        self.strip.stop()
        self.outdated.stop()
        self.report.stop()
