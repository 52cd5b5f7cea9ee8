"""The generator picker: every model with what it makes, its price for this shot, its key, and what it did so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.domain.choices import GeneratorChoice, Place
from app.planning.spelling import key_of, score
from app.ui import theme
from app.ui.choosing.painting import PickDelegate
from app.ui.choosing.rows import PickRow
from app.ui.i18n import _
from app.ui.palette import ListField
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import Label, Rule

ROW_ROLE = Qt.ItemDataRole.UserRole
FACTS_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class PickFacts:
    """What is only known of the shots at hand: price in words (with its tone) and what was made so far."""

    price: str = ""
    tone: str = "text"
    experience: str = ""


#: Finds the facts of a choice; asked once a row, between two passes of the event loop.
Ask = Callable[[GeneratorChoice | None], PickFacts]


class PickModel(QAbstractListModel):
    """The rows that match, with their facts as they come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PickRow] = []
        self.facts: dict[str, PickFacts] = {}

    def show_rows(self, rows: Sequence[PickRow]) -> None:
        """List these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def set_facts(self, row: PickRow, facts: PickFacts) -> None:
        """The facts of one row came."""
        self.facts[str(row.choice)] = facts
        if row in self.rows:
            index = self.index(self.rows.index(row))
            self.dataChanged.emit(index, index, [])

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's form
        """Rows that match."""
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The row, its facts, or all of it in words."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        facts = self.facts.get(str(row.choice), PickFacts())
        if role == ROW_ROLE:
            return row
        if role == FACTS_ROLE:
            return facts
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = (row.title, row.under, row.key_words, facts.price, facts.experience, row.reason)
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.reason or row.note or None
        return None


class GeneratorPicker(QDialog):
    """`picked(choice, place)`; a choice of None follows what stands above. Esc changes nothing."""

    picked = Signal(object, str)
    fallbacks_wanted = Signal()

    def __init__(
        self,
        rows: Callable[[Place], Sequence[PickRow]],
        ask: Ask,
        parent: QWidget,
        *,
        current: Callable[[Place], GeneratorChoice | None],
        places: Sequence[tuple[Place, str]] = (("shot", ""),),
        title: str = "",
    ) -> None:
        """`rows(place)` lists what can be chosen there, `current(place)` is what is chosen there now."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setProperty("surface", "palette")
        self.setWindowTitle(title or _("Who makes it?"))
        self.setAccessibleName(self.windowTitle())
        self._rows, self._ask, self._current = rows, ask, current
        self.model = PickModel(self)
        self.list = QListView()
        self._build(list(places))
        self._asking = QTimer(self, interval=0)
        self._asking.timeout.connect(self._ask_next)
        self._wanted: list[PickRow] = []
        self.resize(
            min(theme.px(680), parent.width() - 48), min(theme.px(560), parent.height() - 96)
        )
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + theme.px(64))
        self.search("")
        self._go_to_current()

    def _build(self, places: list[tuple[Place, str]]) -> None:
        self.list.setAccessibleName(_("Generators and models"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(PickDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(lambda _index: self.choose())
        self.field = ListField(self.list)
        self.field.setProperty("flat", "big")
        self.field.setFont(theme.font("title"))
        self.field.setMinimumHeight(theme.px(44))
        self.field.setTextMargins(SPACE_3, 0, SPACE_3, 0)
        self.field.setPlaceholderText(_("Find a generator or model"))
        self.field.setAccessibleName(_("Find a generator or model"))
        self.field.textChanged.connect(self.search)
        self.field.returnPressed.connect(self.choose)
        self.place = SegmentedControl(
            [(key, words) for key, words in places], places[0][0], _("For what")
        )
        self.place.chosen.connect(lambda _key: self._place_changed())
        self.place.setVisible(len(places) > 1)
        self.medium = SegmentedControl(
            [("", _("All")), ("video", _("Video")), ("picture", _("Pictures"))],
            "",
            _("What it makes"),
        )
        self.medium.chosen.connect(lambda _key: self.search(self.field.text()))
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        top.addWidget(self.place)
        top.addStretch(1)
        top.addWidget(self.medium)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        hint = Label(
            _("Up and Down choose, Enter takes it, Esc changes nothing."), "caption", wrap=True
        )
        foot.addWidget(hint, 1)
        self.fallbacks = Button(_("If it fails…"), "link", small=True)
        self.fallbacks.clicked.connect(lambda _checked=False: self._to_fallbacks())
        foot.addWidget(self.fallbacks)
        self.nothing = Label(_("No model matches"), "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFixedHeight(theme.px(72))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(Rule())
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing)
        column.addWidget(Rule())
        column.addLayout(foot)

    # -- content ---------------------------------------------------------------------------------
    @property
    def where(self) -> Place:
        """For what a choice counts."""
        key = self.place.current()
        return "scene" if key == "scene" else "project" if key == "project" else "shot"

    def search(self, text: str) -> None:
        """List what answers `text` and the medium."""
        words, medium = text.casefold().split(), self.medium.current()
        found = [
            row
            for row in self._rows(self.where)
            if (not words or score(words, key_of(row.words)) > 0)
            and (not medium or medium in row.media or row.choice is None)
        ]
        self.model.show_rows(found)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        self._wanted = [row for row in found if str(row.choice) not in self.model.facts]
        if self._wanted:
            self._asking.start()

    def choose(self) -> None:
        """Take the current row; one with a reason against it does nothing."""
        index = self.list.currentIndex()
        if not index.isValid():
            return
        row = self.model.rows[index.row()]
        if row.reason:
            return
        self.accept()
        self.picked.emit(row.choice, self.where)

    def _place_changed(self) -> None:
        self.search(self.field.text())
        self._go_to_current()
        self.field.setFocus()

    def _go_to_current(self) -> None:
        wanted = self._current(self.where)
        for place, row in enumerate(self.model.rows):
            if row.choice == wanted:
                self.list.setCurrentIndex(self.model.index(place))
                self.list.scrollTo(self.model.index(place))

    def _ask_next(self) -> None:
        """One row's price at a time, so that typing is never held up."""
        if not self._wanted:
            self._asking.stop()
            return
        row = self._wanted.pop(0)
        if str(row.choice) not in self.model.facts:
            self.model.set_facts(row, self._ask(row.choice))

    def _to_fallbacks(self) -> None:
        self.reject()
        self.fallbacks_wanted.emit()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a name and a price."""
        return QSize(theme.px(420), theme.px(320))

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self._asking.stop()
        super().done(result)
