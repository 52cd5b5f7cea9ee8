"""Outdated: every shot whose take no longer fits, with the reason; marked, gone to, or sent again for a price."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.ids import ShotId
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import FenjingError
from app.ui.continuity.rows_tree import ReasonRow, RowsTree
from app.ui.finding import episode_title
from app.ui.i18n import _, ngettext, sentence
from app.ui.page import Context
from app.ui.sending.generation import Generation
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import ElidedLabel, Label


class OutdatedView(QWidget):
    """Reads one episode after the other between frames; `counted(n)` when the number is known.

    `shots_wanted(list of shot ids)`.
    """

    counted = Signal(int)
    shots_wanted = Signal(list)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, context.project
        self.generation = Generation(context, self)
        self._rows: list[ReasonRow] = []
        self._groups: dict[str, str] = {}
        self._walk: Iterator[Episode] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._step)
        self._price = QTimer(self, singleShot=True, interval=120)
        self._price.timeout.connect(self._show_price)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.stack.addWidget(self._whole())
        self.calm = EmptyState(
            "state.done",
            _("Nothing is outdated"),
            _(
                "When a line, a look or a pinned sheet changes, the takes made before are listed here. "
                "Nothing is remade by itself."
            ),
            (_("Go to Board"), lambda: context.go("board")),
        )
        self.stack.addWidget(self.calm)

    def _whole(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_2)
        self.told = ElidedLabel("", "small")
        column.addWidget(self.told)
        self.tree = RowsTree(_("Outdated shots"), (_("Shot"), _("Why")))
        self.tree.opened.connect(lambda row: self.shots_wanted.emit([row.shot_id]))
        self.tree.itemSelectionChanged.connect(self._price.start)
        column.addWidget(self.tree, 1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        self.all = Button(_("Mark all"), "plain", small=True)
        self.all.clicked.connect(self.tree.mark_all)
        self.board = Button(_("Select on Board"), "plain", "goto", small=True)
        self.board.clicked.connect(self._to_board)
        self.note = Label("", "caption", wrap=True)
        self.send = Button(_("Send again…"), "primary", "generate")
        self.send.clicked.connect(self.send_again)
        foot.addWidget(self.all)
        foot.addWidget(self.board)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.send)
        column.addLayout(foot)
        return whole

    # reading ------------------------------------------------------------------------------------

    def read(self) -> None:
        """Look all episodes over, one in each pass of the event loop."""
        self._rows, self._groups = [], {}
        self._walk = iter(self._session.episodes())
        self.told.setText(_("Looking…"))
        self._timer.start()

    def read_now(self) -> None:
        """Look all episodes over before going on."""
        self.read()
        self._timer.stop()
        while self._walk is not None:
            self._step()

    def _step(self) -> None:
        episode = next(self._walk, None) if self._walk is not None else None
        if episode is None:
            self._walk = None
            self._show()
            return
        self._groups[episode.id] = episode_title(episode.number, episode.title)
        try:
            found = self._session.production.recipes.outdated_of(episode.id)
        except FenjingError:
            found = {}  # a generator that is gone: said where the person asks for a take
        order = {scene.id: at for at, scene in enumerate(self._session.scenes(episode.id))}
        own: list[tuple[int, str, ReasonRow]] = []
        for take_id, reasons in found.items():
            take = self._session.get(Take, take_id)
            shot = self._session.find(Shot, take.shot_id)
            if shot is None:
                continue
            words = "  ".join(sentence(one) for one in reasons)
            place = f"{shot.number}   T{take.number}"
            row = ReasonRow(
                episode.id, place, words, "state.outdated", shot.id, shot.scene_id,
                tip="\n".join(sentence(one) for one in reasons),
            )  # fmt: skip
            own.append((order.get(shot.scene_id, 0), shot.rank, row))
        self._rows += [row for _at, _rank, row in sorted(own, key=lambda one: one[:2])]
        self._timer.start()

    def _show(self) -> None:
        self.tree.show_rows(self._rows, self._groups)
        count = len(self._rows)
        self.stack.setCurrentIndex(0 if count else 1)
        words = ngettext("{n} take no longer fits its shot", "{n} takes no longer fit", count)
        self.told.setText(
            f"{words.format(n=count)}.  {_('Nothing is remade until you send it again.')}"
        )
        self.counted.emit(count)
        self._show_price()

    # acting -------------------------------------------------------------------------------------

    def shots(self) -> list[ShotId]:
        """The marked shots."""
        return [ShotId(row.shot_id) for row in self.tree.marked()]

    def _to_board(self) -> None:
        chosen = self.shots()
        if chosen:
            self.shots_wanted.emit(list(chosen))

    def send_again(self) -> None:
        """Through the cost sheet, always."""
        if self.shots():
            self.generation.run(self.shots(), always_ask=True)

    def _show_price(self) -> None:
        shots = self.shots()
        words, note, enabled = self.generation.price(shots[:60])
        if len(shots) > 60:
            words, note = "", _("The cost sheet shows the price of all of them.")
        count = ngettext("Send {n} shot again…", "Send {n} shots again…", len(shots))
        label = count.format(n=len(shots)) if shots else _("Send again…")
        self.send.set_words(f"{label}   {words}".rstrip())
        self.send.setEnabled(enabled and not self._session.read_only)
        self.board.setEnabled(bool(shots))
        self.note.setText(sentence(note) if note else "")

    def stop(self) -> None:
        """The page goes away."""
        self._timer.stop()
        self._price.stop()
