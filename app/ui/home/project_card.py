"""A recent project as a card: poster, name, how far it is, when it was open, or that it cannot be reached."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.domain.cast import PALETTE
from app.studio.studio import RecentProject
from app.ui import theme
from app.ui.home.facts import ProjectFacts
from app.ui.home.poster import poster_path
from app.ui.i18n import _, ngettext, short_date
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import StateMark
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.pictures import Thumbnail

WIDTH, POSTER = 232, 140


def when(stamp: str) -> str:
    """An ISO time in the language's own form; empty when there is none."""
    try:
        return short_date(datetime.fromisoformat(stamp))
    except ValueError:
        return ""


def progress_words(facts: ProjectFacts | None) -> str:
    """`2 episodes · 18 of 24 shots`."""
    if facts is None:
        return ""
    episodes = ngettext("{n} episode", "{n} episodes", facts.episodes).format(n=facts.episodes)
    if not facts.shots:
        return episodes
    shots = ngettext("{done} of {n} shot", "{done} of {n} shots", facts.shots).format(
        done=facts.done, n=facts.shots
    )
    return f"{episodes} · {shots}"


class ProjectCard(Card):
    """Enter or double click opens; Delete takes it off the list; `locate_wanted` when it is not there."""

    remove_wanted = Signal()
    locate_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, project: RecentProject, facts: ProjectFacts | None) -> None:
        name = (
            project.title
            if project.reachable
            else _("{title}, not reachable").format(title=project.title)
        )
        super().__init__(name, margin=0)
        self.project = project
        self.setFixedWidth(theme.px(WIDTH))
        self.setToolTip(str(project.folder))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        poster = Thumbnail(
            QSize(theme.px(WIDTH) - 2, theme.px(POSTER)), name=project.title, radius=9
        )
        tint = PALETTE[sum(project.title.encode()) % len(PALETTE)]
        poster.show_initial(project.title, tint)
        if poster_path(project.folder).is_file():
            poster.show_source(poster_path(project.folder), f"{project.folder}{project.opened_at}")
        self.body.setSpacing(0)
        self.body.addWidget(poster, 0, Qt.AlignmentFlag.AlignHCenter)
        words = ElidedLabel(project.title, "title")
        words.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)
        self.body.addWidget(words)
        if project.reachable:
            self._add_reachable(project, facts)
        else:
            self._add_missing()
        self._add_menu()

    def _add_reachable(self, project: RecentProject, facts: ProjectFacts | None) -> None:
        for text in (progress_words(facts), when(project.opened_at)):
            if not text:
                continue
            line = ElidedLabel(text, "caption")
            line.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
            self.body.addWidget(line)
        self.body.addSpacing(SPACE_3)

    def _add_missing(self) -> None:
        mark = StateMark("missing", words=_("The drive is not connected"))
        mark.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        self.body.addWidget(mark)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_2)
        locate = Button(_("Locate"), "link", small=True)
        locate.clicked.connect(self.locate_wanted)
        remove = Button(_("Remove"), "link", small=True)
        remove.clicked.connect(self.remove_wanted)
        row.addWidget(locate)
        row.addWidget(remove)
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_menu(self) -> None:
        for words, signal in (
            (_("Open"), self.opened),
            (_("Open a copy"), self.copy_wanted),
            (_("Remove from the list"), self.remove_wanted),
        ):
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, tell=signal: tell.emit())
            self.addAction(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes it off the list only."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


class StartCard(Card):
    """One way to begin: an icon, a title, a sentence."""

    def __init__(self, icon_name: str, title: str, text: str, tone: str = "accent") -> None:
        super().__init__(f"{title}. {text}", margin=SPACE_3 * 2)
        from app.ui.icons import icon

        self.setFixedWidth(theme.px(280))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        mark = Label()
        mark.setPixmap(icon(icon_name, tone).pixmap(QSize(theme.px(32), theme.px(32))))
        self.body.addWidget(mark)
        self.body.addWidget(Label(title, "title", wrap=True))
        self.body.addWidget(Label(text, "muted", wrap=True))
        self.body.addStretch(1)
