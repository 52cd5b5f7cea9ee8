"""The comparison: two to four takes of a shot on one clock; 1 to 4 pick, the others are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QIcon, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.shots import Shot
from app.domain.takes import Take, counting
from app.errors import NotFound
from app.studio.session import Session
from app.ui import theme
from app.ui.board.verbs import BoardVerbs
from app.ui.compare import reading
from app.ui.compare.bar import TransportBar
from app.ui.compare.facts import NAMES, FactsTable
from app.ui.compare.pane import TakePane
from app.ui.i18n import _
from app.ui.models.makers import Makers
from app.ui.models.thumbnails import Thumbnails
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import Splitter, clear_layout


class CompareDialog(QDialog):
    """Shows the takes of one shot; picking goes through `verbs`, as one undo step each."""

    def __init__(
        self,
        session: Session,
        shot_id: ShotId,
        makers: Makers,
        verbs: BoardVerbs,
        thumbnails: Thumbnails,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._shot, self._makers, self._verbs = session, shot_id, makers, verbs
        self._thumbnails = thumbnails
        self._attempts: dict[AttemptId, Attempt | None] = {}
        self.panes: list[TakePane] = []
        self.front = 0
        self._left = False
        self.setWindowTitle(_("Compare takes"))
        self.setAccessibleName(_("Compare takes"))
        self.resize(
            min(parent.window().width() - 60, theme.px(1600)), parent.window().height() - 60
        )
        self.list = QListWidget()
        self.facts = FactsTable()
        self.bar = TransportBar()
        self._build()
        self._keys()
        self.bar.transport.moved.connect(self._follow)
        self.bar.transport.speed_changed.connect(lambda _speed: self._follow())
        takes = self._takes()
        picked = self._counting(takes)
        self._shown = reading.first_shown(takes, picked, self._batch)
        self._stop = session.listen(self._changed)
        thumbnails.ready.connect(self._show_list)
        self.read()

    # -- building --------------------------------------------------------------------------------
    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        self.heading = Label("", "heading")
        head.addWidget(self.heading)
        head.addSpacing(SPACE_3)
        self.hint = Label(
            _("1 to 4 use a take   Space plays   Tab goes to the next   Esc closes; all are kept"),
            "caption",
            wrap=True,
        )
        head.addWidget(self.hint, 1)
        column.addLayout(head)
        self.list.setAccessibleName(_("Takes to lay side by side"))
        self.list.setFixedWidth(theme.px(NAMES))
        self.list.setProperty("surface", "clear")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(theme.px(36), theme.px(36)))
        self.list.itemClicked.connect(self._toggled)
        self.list.itemActivated.connect(self._toggled)
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.list)
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE_2)
        row.addLayout(self.row, 1)
        self.split = Splitter(upper, self.facts, sizes=[640, theme.px(190)], vertical=True)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        upper.setMinimumHeight(theme.px(240))
        self.facts.setMinimumHeight(theme.px(90))
        column.addWidget(self.split, 1)
        column.addWidget(self.bar)

    def _keys(self) -> None:
        transport = self.bar.transport
        bound: list[tuple[str, Callable[[], object]]] = [
            ("Space", transport.toggle),
            ("J", lambda: transport.shuttle(-1)),
            ("K", transport.pause),
            ("L", lambda: transport.shuttle(1)),
            (",|Left", lambda: transport.step(-1)),
            (".|Right", lambda: transport.step(1)),
            ("Home", lambda: transport.seek(0)),
            ("End", lambda: transport.seek(transport.last)),
            ("M", self.bar.mute.toggle),
            ("D", self.facts.toggle),
            ("Tab", lambda: self.go(self.front + 1)),
            ("Shift+Tab", lambda: self.go(self.front - 1)),
            ("[", lambda: self._swap(-1)),
            ("]", lambda: self._swap(1)),
            ("Return|Enter|U", lambda: self.pick(self.front)),
            ("C", self.close),
        ]
        bound += [(str(number + 1), lambda at=number: self.pick(at)) for number in range(4)]
        for keys, do in bound:
            action = QAction(self)
            action.setShortcuts([QKeySequence(one) for one in keys.split("|")])
            action.triggered.connect(lambda _checked=False, act=do: act())
            self.addAction(action)

    # -- reading ---------------------------------------------------------------------------------
    def _takes(self) -> list[Take]:
        return sorted(self._session.all(Take, shot_id=self._shot), key=lambda take: take.number)

    def _counting(self, takes: Sequence[Take]) -> TakeId | None:
        shot = self._session.find(Shot, self._shot)
        found = counting(shot.pick if shot else None, takes)
        return found.id if found else None

    def _attempt(self, attempt_id: AttemptId | None) -> Attempt | None:
        if attempt_id is None:
            return None
        if attempt_id not in self._attempts:
            try:
                self._attempts[attempt_id] = self._session.production.attempts.get(attempt_id)
            except NotFound:
                self._attempts[attempt_id] = None
        return self._attempts[attempt_id]

    def _batch(self, attempt_id: AttemptId) -> str:
        found = self._attempt(attempt_id)
        return found.batch if found else ""

    def _changed(self, changes: Changes) -> None:
        if changes.touches("Take", "Shot"):
            self._attempts.clear()
            self.read()

    def read(self) -> None:
        """Read the takes and lay out what is to be seen; panes of takes that stay are kept."""
        takes = {take.id: take for take in self._takes()}
        self._shown = [one for one in self._shown if one in takes]
        if [pane.column.take.id for pane in self.panes] != self._shown:
            self._lay([takes[one] for one in self._shown])
        shot = self._session.find(Shot, self._shot)
        number = shot.number if shot else ""
        self.heading.setText(_("Takes of {number}").format(number=number))
        self._show_states(takes)
        self._show_list()

    def _lay(self, takes: Sequence[Take]) -> None:
        for pane in self.panes:
            pane.close_source()
        clear_layout(self.row)
        fps = self._session.project.fps
        self.panes = []
        for place, take in enumerate(takes):
            column = reading.column_of(take, self._makers, self._attempt(take.attempt_id))
            pane = TakePane(column, fps, str(place + 1))
            pane.picked.connect(lambda at=place: self.pick(at))
            pane.chosen.connect(lambda at=place: self.go(at))
            pane.rated.connect(lambda stars, of=take.id: self._verbs.rate_take(of, stars))
            self.row.addWidget(pane, 1)
            self.panes.append(pane)
            self._want_frames(pane)
        longest = max((pane.timeline.length for pane in self.panes), default=0)
        self.bar.set_range(longest, fps)
        self.facts.set_rows(reading.rows([pane.column for pane in self.panes]))
        self.go(min(self.front, max(len(self.panes) - 1, 0)))
        self._follow()

    def _want_frames(self, pane: TakePane) -> None:
        """The originals at once; the small copies, which scrub faster, when they are made."""
        rendering = self._session.rendering
        pane.set_source(rendering.frame_source(pane.timeline))

        def made() -> None:
            if shiboken6.isValid(self) and not self._left and pane in self.panes:
                pane.set_source(rendering.frame_source(pane.timeline))

        rendering.make_proxies(pane.timeline, made)

    def _show_states(self, takes: Mapping[TakeId, Take]) -> None:
        picked = self._counting(list(takes.values()))
        for place, pane in enumerate(self.panes):
            take = takes[pane.column.take.id]
            pane.show_state(picked=take.id == picked, front=place == self.front, rating=take.rating)
            pane.use.setEnabled(take.id != picked and not self._session.read_only)

    def _show_list(self, _sha: str = "") -> None:
        if self._left or not shiboken6.isValid(self):
            return
        row = self.list.currentRow()
        self.list.clear()
        for take in self._takes():
            shown = take.id in self._shown
            name = self._makers.short(take.generator, take.model) or _("Imported")
            item = QListWidgetItem(f"T{take.number}  {name}")
            item.setData(Qt.ItemDataRole.UserRole, take.id)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            width = round(theme.px(36) * self.devicePixelRatioF())
            picture = self._thumbnails.pixmap(take.media, width, 0)
            if picture is not None:
                item.setIcon(QIcon(picture))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.list.setCurrentRow(row)

    # -- doing -----------------------------------------------------------------------------------
    def go(self, place: int) -> None:
        """Put a take in front: its sound is heard, Enter picks it."""
        if not self.panes:
            return
        self.front = place % len(self.panes)
        for at, pane in enumerate(self.panes):
            pane.show_state(
                picked=not pane.mark.isHidden(), front=at == self.front, rating=pane.rating.stars
            )
            pane.use.setEnabled(pane.mark.isHidden() and not self._session.read_only)
        media = self.panes[self.front].column.take.media
        self.bar.set_sound(self._session.media_path(media) if media.has_sound else None)

    def pick(self, place: int) -> None:
        """This take counts from now on; the others stay."""
        if place >= len(self.panes) or self._session.read_only:
            return
        self.go(place)
        take = self.panes[place].column.take
        if take.id != self._counting(self._takes()):
            self._verbs.pick(self._shot, take.id)

    def _toggled(self, item: QListWidgetItem) -> None:
        take_id = TakeId(str(item.data(Qt.ItemDataRole.UserRole)))
        if take_id in self._shown:
            if len(self._shown) > 1:
                self._shown = [one for one in self._shown if one != take_id]
        else:
            wanted = [*self._shown, take_id][-reading.MOST :]
            order = {take.id: take.number for take in self._takes()}
            self._shown = sorted(wanted, key=lambda one: order.get(one, 0))
        self.read()

    def _swap(self, step: int) -> None:
        """[ and ]: the take in front gives its place to the one before or after that is not shown."""
        order = [take.id for take in self._takes()]
        if not self.panes:
            return
        at = order.index(self.panes[self.front].column.take.id)
        place = at + step
        while 0 <= place < len(order) and order[place] in self._shown:
            place += step
        if 0 <= place < len(order):
            self._shown[self.front] = order[place]
            self.read()

    def _follow(self, _frame: int = 0) -> None:
        transport = self.bar.transport
        speed = transport.speed
        direction = 0 if speed == 0 else 1 if speed > 0 else -1
        for pane in self.panes:
            pane.show_frame(transport.frame, direction)

    # -- Qt --------------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        """Keys go to the takes, not to the list."""
        super().showEvent(event)
        if self.panes:
            self.panes[0].setFocus()

    def done(self, result: int) -> None:
        """Stop the clock and the reading threads, then close."""
        self._leave()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """As `done`."""
        self._leave()
        super().closeEvent(event)

    def _leave(self) -> None:
        self._left = True
        self._stop()
        self.bar.close_sound()
        for pane in self.panes:
            pane.close_source()
