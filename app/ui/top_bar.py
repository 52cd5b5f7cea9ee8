"""The bar on top: menu, project, episode, search, undo, saved-at, spend, jobs, preferences."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from app.ui import theme
from app.ui.i18n import _, clock_time, ngettext
from app.ui.icons import icon
from app.ui.shortcuts import keys_of
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import ActionButton, IconButton
from app.ui.widgets.labels import Label, Rule, set_tip
from app.ui.window_actions import WindowActions


class Picker(QToolButton):
    """A quiet button with words and a small arrow that opens a menu."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setProperty("kind", "picker")
        self.setAccessibleName(name)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setIcon(icon("picker", "muted"))
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaximumWidth(theme.px(240))

    def show_words(self, text: str) -> None:
        """Show the current choice."""
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, theme.px(200))
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {text}")
        set_tip(self, text if shown != text else "")


class TopBar(QFrame):
    """Shows what it is told; `search_wanted`, `jobs_wanted` and the actions do the rest."""

    search_wanted = Signal()
    jobs_wanted = Signal()

    def __init__(self, actions: WindowActions, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_1)
        self.menu_button = IconButton("menu", _("Menu"), shortcut="F10", tone="text")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(menu)
        layout.addWidget(self.menu_button)
        self.project = Picker(_("Project"))
        font = theme.font("body")
        font.setWeight(font.Weight(600))
        self.project.setFont(font)
        layout.addWidget(self.project)
        self.episode = Picker(_("Episode"))
        layout.addWidget(self.episode)
        layout.addStretch(1)
        self.search = QToolButton()
        self.search.setProperty("kind", "field")
        self.search.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.search.setIcon(icon("search", "muted"))
        self.search.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keys = keys_of(actions["palette"])
        self.search.setText("  " + _("Search or run a command") + f"      {keys}")
        self.search.setAccessibleName(_("Search or run a command"))
        self.search.clicked.connect(self.search_wanted)
        self.search.setMinimumWidth(theme.px(340))
        layout.addWidget(self.search)
        layout.addStretch(1)
        self.undo = ActionButton(actions["undo"])
        self.redo = ActionButton(actions["redo"])
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        self.saved = Label("", "caption")
        self.saved.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        layout.addWidget(self.saved)
        self.spend = Label("", "caption")
        self.spend.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        self._spend_rule = Rule(vertical=True)
        layout.addWidget(self._spend_rule)
        layout.addWidget(self.spend)
        self.jobs = QToolButton()
        self.jobs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.jobs.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.jobs.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.jobs.clicked.connect(self.jobs_wanted)
        layout.addWidget(self.jobs)
        layout.addSpacing(SPACE_3 - SPACE_1)
        layout.addWidget(ActionButton(actions["preferences"]))
        self.show_jobs(0, 0)
        self.show_spend("")
        self.show_project("", "", has_project=False)

    def show_project(self, title: str, episode: str, *, has_project: bool) -> None:
        """Name the project and the episode; without a project most of the bar is hidden."""
        self.project.show_words(title or _("No project"))
        self.episode.show_words(episode or _("No episode"))
        for widget in (
            self.project,
            self.episode,
            self.undo,
            self.redo,
            self.saved,
            self._spend_rule,
            self.spend,
            self.jobs,
        ):
            widget.setVisible(has_project)
        if not has_project:
            self.saved.setText("")

    def show_saved(self, at: datetime | None) -> None:
        """Show the time of the last commit."""
        self.saved.setText(_("Saved {time}").format(time=clock_time(at)) if at else _("Saved"))
        self.saved.set_tone("")

    def show_spend(self, words: str, tone: str = "") -> None:
        """Show today's spend and cap, already in words; empty hides it."""
        self.spend.setText(words)
        self.spend.set_tone(tone)
        self.spend.setVisible(bool(words) and not self.project.isHidden())
        self._spend_rule.setVisible(self.spend.isVisibleTo(self))

    def show_jobs(self, running: int, needs_person: int) -> None:
        """Show how many jobs run or wait, and how many need the person."""
        if needs_person:
            words = ngettext("{n} job needs you", "{n} jobs need you", needs_person).format(
                n=needs_person
            )
            self.jobs.setIcon(icon("state.warn", "warn"))
        else:
            words = (
                ngettext("{n} job", "{n} jobs", running).format(n=running)
                if running
                else _("No jobs")
            )
            self.jobs.setIcon(icon("job", "accent" if running else "muted"))
        self.jobs.setText(words)
        self.jobs.setAccessibleName(words)
