"""The three columns of Deliver: what kind of file, how it will be, and what is under way or finished."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.studio.session import Session
from app.ui import theme
from app.ui.deliver.exchange import ExchangePage
from app.ui.deliver.films import FilmsView
from app.ui.deliver.formats import FormatList
from app.ui.deliver.preparing import PreparingLine
from app.ui.deliver.preset_card import PresetCard
from app.ui.deliver.presets import PresetList
from app.ui.deliver.results import ResultsPanel
from app.ui.deliver.season import SeasonPanel
from app.ui.i18n import _
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import Splitter


class DeliverColumns(QWidget):
    """Builds and lays out; what happens between the parts is the page's business."""

    def __init__(self, session: Session, farm: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._farm = session, farm
        self.split = Splitter(
            self._build_left(), self._build_middle(), self._build_right(), sizes=[244, 760, 290]
        )
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def show_mode(self, key: str) -> None:
        """Films, or the same cut in other programs."""
        place = 1 if key == "exchange" else 0
        self.mode.set_current("exchange" if place else "films")
        self.left.setCurrentIndex(place)
        self.middle.setCurrentIndex(place)
        self.render_button.setVisible(not place)
        self.season_button.setVisible(not place)

    def _build_left(self) -> QWidget:
        left = QFrame()
        left.setProperty("surface", "panel")
        left.setMinimumWidth(theme.px(210))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, SPACE_3, 0, SPACE_2)
        column.setSpacing(SPACE_1)
        self.mode = SegmentedControl(
            [("films", _("Films")), ("exchange", _("Exchange"))], name=_("Films or exchange")
        )
        # Words are never cut: the column is as wide as they ask for.
        self.mode.setMinimumWidth(self.mode.sizeHint().width())
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        row.addWidget(self.mode)
        row.addStretch(1)
        column.addLayout(row)
        self.presets = PresetList()
        self.preset_card = PresetCard()
        films = QWidget()
        films_column = QVBoxLayout(films)
        films_column.setContentsMargins(0, 0, 0, 0)
        films_column.setSpacing(SPACE_1)
        films_column.addWidget(self.presets, 1)
        holder = QHBoxLayout()
        holder.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        holder.addWidget(self.preset_card)
        films_column.addLayout(holder)
        self.formats = FormatList(self.session.exchanging.formats())
        self.left = QStackedWidget()
        self.left.addWidget(films)
        self.left.addWidget(self.formats)
        column.addWidget(self.left, 1)
        return left

    def _build_middle(self) -> QWidget:
        middle = QFrame()
        middle.setProperty("surface", "window")
        middle.setMinimumWidth(theme.px(400))
        column = QVBoxLayout(middle)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.heading = ElidedLabel("", "heading")
        self.facts = Label("", "muted")
        titles.addWidget(self.heading)
        titles.addWidget(self.facts)
        head.addLayout(titles, 1)
        self.season_button = Button(_("Several episodes…"), "plain", "episode")
        head.addWidget(self.season_button)
        self.render_button = Button(_("Render"), "primary", "deliver")
        head.addWidget(self.render_button)
        column.addLayout(head)
        self.preparing = PreparingLine(self.session)
        column.addWidget(self.preparing)
        self.films = FilmsView(self.session, self._farm)
        self.exchange = ExchangePage(self.session)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.films)
        self.middle.addWidget(self.exchange)
        column.addWidget(self.middle, 1)
        return middle

    def _build_right(self) -> QWidget:
        right = QFrame()
        right.setProperty("surface", "panel")
        right.setMinimumWidth(theme.px(240))
        column = QVBoxLayout(right)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_3)
        self.season = SeasonPanel(self.session)
        self.results = ResultsPanel()
        column.addWidget(self.season)
        column.addWidget(self.results, 1)
        row = QHBoxLayout()
        self.verify_button = Button(_("See what a file carries…"), "quiet", "search", small=True)
        self.verify_button.setMinimumWidth(self.verify_button.sizeHint().width())
        row.addWidget(self.verify_button)
        row.addStretch(1)
        column.addLayout(row)
        return right
