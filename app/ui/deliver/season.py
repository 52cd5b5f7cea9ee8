"""The queue of films under way and waiting: progress, time left, pause, cancel, order; it belongs to the project."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.session import Session
from app.ui import theme
from app.ui.deliver.preset_words import TITLES
from app.ui.deliver.season_watch import SeasonWatch
from app.ui.i18n import _, ngettext, sentence, span
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.cards import Banner
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

#: What the stages of a render are called while it runs.
STAGES: dict[str, str] = {
    "pictures": N_("Drawing the pictures"),
    "sound": N_("Mixing the sound"),
    "joining": N_("Joining the pieces"),
    "checking": N_("Reading the file back"),
}
_MARKS: dict[str, tuple[str, str]] = {
    "waiting": ("state.waiting", "muted"),
    "running": ("state.running", "accent"),
    "done": ("state.done", "ok"),
    "failed": ("state.failed", "error"),
    "cancelled": ("state.cancelled", "muted"),
}
_STATES: dict[str, str] = {
    "waiting": N_("Waiting"),
    "running": N_("Rendering"),
    "done": N_("Done"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
}


class SeasonLine(QFrame):
    """One film of the queue. `asked(verb)`: cancel, retry, remove, up or down."""

    asked = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_1)
        top = QHBoxLayout()
        top.setSpacing(SPACE_1)
        self.mark = Label()
        top.addWidget(self.mark)
        self.name = ElidedLabel(title)
        top.addWidget(self.name, 1)
        self.buttons: dict[str, IconButton] = {}
        for verb, meaning, words in (
            ("up", "move.up", _("Earlier")),
            ("down", "move.down", _("Later")),
            ("retry", "retry", _("Render again")),
            ("cancel", "cancel", _("Cancel")),
            ("remove", "close", _("Take off the list")),
        ):
            button = IconButton(meaning, f"{words}: {title}")
            button.clicked.connect(lambda _checked=False, asked=verb: self.asked.emit(asked))
            self.buttons[verb] = button
            top.addWidget(button)
        column.addLayout(top)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(title)
        column.addWidget(self.bar)
        self.words = Label("", "caption", wrap=True)
        column.addWidget(self.words)

    def show_row(self, row: Any, *, paused: bool, first: bool, last: bool) -> None:
        """Show how far it is."""
        meaning, tone = _MARKS[row.state]
        side = theme.px(16)
        self.mark.setPixmap(icon(meaning, tone).pixmap(QSize(side, side)))
        self.mark.setAccessibleName(_(_STATES[row.state]))
        self.bar.setVisible(row.state == "running")
        self.bar.setValue(round(row.share * 1000))
        self.words.setText(words_of(row, paused=paused))
        self.words.set_tone("error" if row.state == "failed" else "")
        shown = {
            "up": row.state == "waiting" and not first,
            "down": row.state == "waiting" and not last,
            "retry": row.state in ("failed", "cancelled"),
            "cancel": row.state in ("waiting", "running"),
            "remove": row.state in ("done", "failed", "cancelled"),
        }
        for verb, visible in shown.items():
            self.buttons[verb].setVisible(visible)


def title_of(row: Any) -> str:
    """What a film of the queue is called: episode, kind, part."""
    key = row.choice.preset
    kind = _(TITLES[key]) if key in TITLES else key or _("Master")
    words = _("Episode {n}, {kind}").format(n=row.episode_number, kind=kind)
    part = row.choice.part
    return _("{name}, part {n}").format(name=words, n=part) if part else words


def words_of(row: Any, *, paused: bool) -> str:
    """One line on how far a row is, in words."""
    if row.state == "running":
        stage = _(STAGES[row.stage]) if row.stage in STAGES else _("Preparing")
        parts = [_("Paused") if paused else stage, f"{row.share:.0%}"]
        if row.eta is not None and not paused:
            parts.append(_("{time} left").format(time=span(row.eta)))
        parts.append(_("{time} so far").format(time=span(row.elapsed)))
        return "  ·  ".join(parts)
    if row.state == "failed":
        return f"{sentence(row.error)} {sentence(row.fix)}".strip()
    if row.state == "done" and row.elapsed:
        return _("Done in {time}").format(time=span(row.elapsed))
    return _(_STATES[row.state])


class SeasonPanel(QFrame):
    """The project's queue; hidden while empty. `finished(row)` for each film, `failed(error)` for refused verbs."""

    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._lines: dict[str, SeasonLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self._build(column)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._show_lines)
        self._watch = SeasonWatch(session, self)
        self._watch.moved.connect(self.read)
        self._watch.finished.connect(self.finished)
        self.read()

    def _build(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_1)
        self.title = Label(_("Under way"), "title")
        head.addWidget(self.title)
        head.addStretch(1)
        self.clear = Button(_("Clear finished"), "quiet", small=True)
        self.clear.clicked.connect(lambda _checked=False: self._session.season.clear_done())
        head.addWidget(self.clear)
        self.pause = IconButton("pause", _("Pause"), tone="text")
        self.pause.clicked.connect(lambda _checked=False: self.toggle())
        head.addWidget(self.pause)
        column.addLayout(head)
        self.summary = Label("", "caption", wrap=True)
        column.addWidget(self.summary)
        self.interrupted = Banner(
            _("The program ended while films were being rendered."),
            "info",
            _("What was finished is kept; going on makes the rest."),
            [(_("Go on"), self.toggle)],
            closable=False,
        )
        column.addWidget(self.interrupted)
        self.rows = ScrollColumn(margin=0)
        self.rows.body.setSpacing(SPACE_2)
        self.rows.body.addStretch(1)
        column.addWidget(self.rows)

    # -- content ---------------------------------------------------------------------------------
    def read(self) -> None:
        """Read the queue."""
        rows = self._session.season.rows
        if [row.id for row in rows] != list(self._lines):
            self._rebuild(rows)
        self._show_lines()
        self.setVisible(bool(rows))

    def _rebuild(self, rows: Any) -> None:
        body = self.rows.body
        clear_layout(body)
        self._lines = {}
        for row in rows:
            line = SeasonLine(title_of(row))
            line.asked.connect(lambda verb, row_id=row.id: self._do(row_id, verb))
            body.addWidget(line)
            self._lines[row.id] = line
        body.addStretch(1)
        self._fit()

    def _fit(self) -> None:
        """As high as its films ask for, up to a share of the column; then it scrolls."""
        inner = self.rows.widget()
        wanted = inner.sizeHint().height() if inner is not None else 0
        most = max(theme.px(150), round(self.window().height() * 0.42))
        self.rows.setFixedHeight(min(wanted, most))

    def _show_lines(self) -> None:
        season = self._session.season
        rows = season.rows
        waiting = [row.id for row in rows if row.state == "waiting"]
        for row in rows:
            line = self._lines.get(row.id)
            if line is not None:
                line.show_row(
                    row,
                    paused=season.paused,
                    first=row.id == waiting[0] if waiting else True,
                    last=row.id == waiting[-1] if waiting else True,
                )
        busy = any(row.state == "running" for row in rows)
        left = busy or bool(waiting)
        self._clock.start() if busy and not season.paused else self._clock.stop()
        self.pause.setVisible(left)
        words = (_("Go on"), "play") if season.paused else (_("Pause"), "pause")
        self.pause.set_meaning(words[1], words[0])
        self.interrupted.setVisible(bool(season.interrupted and season.paused and left))
        self.clear.setVisible(any(row.state in ("done", "cancelled") for row in rows))
        self.summary.setText(self._sum_up(rows))
        self._fit()

    def _sum_up(self, rows: Any) -> str:
        season = self._session.season
        open_ = [row for row in rows if row.state in ("waiting", "running")]
        done = sum(1 for row in rows if row.state == "done")
        parts = []
        if open_:
            count = len(open_)
            parts.append(ngettext("{n} film to go", "{n} films to go", count).format(n=count))
        if done:
            parts.append(ngettext("{n} done", "{n} done", done).format(n=done))
        if season.paused and open_:
            parts.append(_("Paused"))
        elif season.eta is not None and open_:
            parts.append(_("{time} left").format(time=span(season.eta)))
        return "  ·  ".join(parts)

    # -- verbs -----------------------------------------------------------------------------------
    def toggle(self) -> None:
        """Pause, or go on; finished pieces are kept either way."""
        season = self._session.season
        season.resume() if season.paused else season.pause()
        self.read()

    def cancel_all(self) -> None:
        """Take everything that is not finished off the list."""
        for row in self._session.season.rows:
            if row.state in ("waiting", "running"):
                self._session.season.cancel(row.id)

    def _do(self, row_id: str, verb: str) -> None:
        season = self._session.season
        waiting = [row.id for row in season.rows if row.state == "waiting"]
        try:
            if verb == "cancel":
                season.cancel(row_id)
            elif verb == "retry":
                season.retry(row_id)
            elif verb == "remove":
                season.remove(row_id)
            elif row_id in waiting:
                self._move(waiting, row_id, -1 if verb == "up" else 1)
        except FenjingError as error:
            self.failed.emit(error)
        self.read()

    def _move(self, waiting: list[str], row_id: str, step: int) -> None:
        at = waiting.index(row_id) + step
        if not 0 <= at < len(waiting):
            return
        rest = [one for one in waiting if one != row_id]
        before = [row.id for row in self._session.season.rows if row.id not in waiting]
        after = rest[at - 1] if at else (before[-1] if before else None)
        self._session.season.move(row_id, after)

    def leave(self) -> None:
        """The queue goes on; only this view ends."""
        self._clock.stop()
        self._watch.stop()
