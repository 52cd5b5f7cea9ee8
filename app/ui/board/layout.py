"""The Board's parts and where they stand; no behaviour beyond switching views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.media import MediaRef
from app.studio.session import Session
from app.ui import theme
from app.ui.board.filters import FilterChips
from app.ui.board.grid import ShotGrid
from app.ui.board.inspector import Inspector
from app.ui.board.navigator import SceneNavigator
from app.ui.board.player import Player
from app.ui.board.table import ShotTable
from app.ui.board.takes_strip import TakesStrip
from app.ui.cut.panel import CutPanel
from app.ui.cut.waveform import Waveforms
from app.ui.i18n import _
from app.ui.models.shots import Edit, ShotModel
from app.ui.models.thumbnails import Thumbnails
from app.ui.models.words import word
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton, SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Splitter


class BoardLayout(QWidget):
    """Navigator | (toolbar, grid or table, takes) | player | inspector, and the cut below."""

    clear_filter = Signal()

    def __init__(
        self,
        thumbnails: Thumbnails,
        session: Session,
        height_by_width: float,
        edit: Edit,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.model = ShotModel(self, edit=None if session.read_only else edit, say=word)
        self.grid = ShotGrid(self.model, thumbnails)
        self.grid.set_shape(height_by_width)
        self.grid.setDragEnabled(not session.read_only)
        self.table = ShotTable(self.model, thumbnails)
        self.table.cells.aspect = height_by_width
        self.navigator = SceneNavigator()
        self.filters = FilterChips()
        self.takes = TakesStrip(thumbnails)
        self.player = Player()
        self.inspector = Inspector()
        self.inspector.set_editable(not session.read_only)
        self.waveforms = Waveforms(self._peaks, self)
        self.cut = CutPanel(thumbnails, self.waveforms)
        self.strip, self.cut_table = self.cut.strip, self.cut.table
        self.strip.editable = not session.read_only
        self.status = self.cut.facts
        self.cut.hints.setText(
            _(
                "Alt+arrows move   [ ] take   C compare   G generator   S split   1-5 stars   A approve   R retake"
            )
        )
        self._build()

    def _peaks(self, ref: MediaRef, columns: int, done: Any) -> None:
        def came(pairs: Sequence[tuple[float, float]]) -> None:
            done([max(abs(low), abs(high)) for low, high in pairs])

        job = self._session.rendering.peaks(ref, columns, came, lambda _error: done(None))
        if job is None:
            done(None)

    # -- building --------------------------------------------------------------------------------
    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.views = QStackedWidget()
        self.views.addWidget(self.grid)
        self.views.addWidget(self.table)
        self.views.addWidget(EmptyState(
            "filter", _("No shot matches"), _("The filter or the scene hides them all."),
            (_("Clear the filter"), self.clear_filter.emit),
        ))  # fmt: skip
        self.centre = centre = QFrame()
        centre.setProperty("surface", "window")
        centre.installEventFilter(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._toolbar())
        column.addWidget(self.views, 1)
        self.middle = Splitter(centre, self.takes, sizes=[500, 132], vertical=True)
        self.middle.setStretchFactor(0, 1)
        self.middle.setStretchFactor(1, 0)
        self.takes.setMinimumHeight(theme.px(112))
        # said once here, so that no word of any language decides how small the window can be
        for panel, least in (
            (centre, 300),
            (self.middle, 300),
            (self.navigator, 130),
            (self.player, 176),
        ):
            panel.setMinimumWidth(theme.px(least))
        self.across = Splitter(self.navigator, self.middle, self.player, sizes=[180, 640, 280])
        self.across.setStretchFactor(0, 0)
        self.across.setStretchFactor(1, 1)
        self.across.setStretchFactor(2, 0)
        self.left = Splitter(self.across, self.cut, sizes=[600, 240], vertical=True)
        self.left.setStretchFactor(0, 1)
        self.left.setStretchFactor(1, 0)
        self.across.setMinimumWidth(theme.px(610))
        self.left.setMinimumWidth(theme.px(610))
        self.cut.setMinimumWidth(theme.px(300))
        self.inspector.setMinimumWidth(theme.px(250))
        self.whole = Splitter(self.left, self.inspector, sizes=[1120, 300])
        self.whole.setStretchFactor(0, 1)
        self.whole.setStretchFactor(1, 0)
        outer.addWidget(self.whole, 1)

    def _toolbar(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_2)
        self.switch = SegmentedControl(
            [("grid", _("Grid")), ("table", _("Table"))], "grid", _("View")
        )
        self.switch.chosen.connect(self.show_view)
        self.switch.setMinimumWidth(self.switch.sizeHint().width())
        row.addWidget(self.switch)
        row.addSpacing(SPACE_1)
        row.addWidget(self.filters, 1)
        self.smaller = IconButton("zoom.out", _("Smaller cards"), shortcut="-")
        self.smaller.clicked.connect(lambda: self.grid.set_zoom(self.grid.zoom - 1))
        self.larger = IconButton("zoom.in", _("Larger cards"), shortcut="+")
        self.larger.clicked.connect(lambda: self.grid.set_zoom(self.grid.zoom + 1))
        row.addWidget(self.smaller)
        row.addWidget(self.larger)
        row.addSpacing(SPACE_1)
        self.generate = Button(_("Generate…"), "primary", "generate", small=True)
        self.generate.setMinimumWidth(self.generate.sizeHint().width())
        row.addWidget(self.generate)
        return bar

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a narrow middle the filters stay; zoom has its keys, and Generate stands in the inspector too."""
        if watched is self.centre and event.type() == QEvent.Type.Resize:
            self._fit_toolbar()
        return super().eventFilter(watched, event)

    def _fit_toolbar(self) -> None:
        roomy = self.centre.width() > theme.px(430)
        self.smaller.setVisible(roomy)
        self.larger.setVisible(roomy)
        self.generate.setVisible(self.centre.width() > theme.px(390))

    # -- switching -------------------------------------------------------------------------------
    @property
    def view(self) -> QListView | QTableView:
        """The grid or the table, whichever is chosen."""
        return self.table if self.switch.current() == "table" else self.grid

    def show_view(self, key: str) -> None:
        """Grid or table."""
        self.switch.set_current(key)
        self.views.setCurrentWidget(self.table if key == "table" else self.grid)
        for button in (self.smaller, self.larger):
            button.setEnabled(key == "grid")

    def show_no_match(self, nothing: bool) -> None:
        """The filtered empty view, or the shots."""
        if nothing:
            self.views.setCurrentIndex(2)
        else:
            self.show_view(self.switch.current())

    def show_inspector(self, anything: bool) -> None:
        """Without a selection the inspector is quiet, but keeps its place."""
        self.inspector.setEnabled(anything)

    def state(self) -> dict[str, Any]:
        """Everything a person arranged."""
        return {
            "view": self.switch.current(), "zoom": self.grid.zoom, "whole": self.whole.state(),
            "left": self.left.state(), "across": self.across.state(), "middle": self.middle.state(),
            "scroll": self.grid.verticalScrollBar().value(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Arrange it again; missing keys are normal."""
        self.show_view(str(state.get("view", "grid")))
        self.grid.set_zoom(int(state.get("zoom", self.grid.zoom)))
        for name in ("whole", "left", "across", "middle"):
            getattr(self, name).restore(state.get(name))
        self.grid.verticalScrollBar().setValue(int(state.get("scroll", 0)))
