"""The bar on top: menu, project, episode, search, undo, saved-at, spend, jobs, preferences."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

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
        self._keys = keys_of(actions["palette"])
        self.search.setAccessibleName(_("Search or run a command"))
        self.search.clicked.connect(self.search_wanted)
        self.search.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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
        self._spend_words = ""
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
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows show less: first the spend goes, then the time, then the words of the search."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_project = not self.project.isHidden()
        wide, narrow = theme.px(340), theme.px(96)
        words = "  " + _("Search or run a command") + f"      {self._keys}"
        fixed = [self.menu_button, self.project, self.episode, self.undo, self.redo, self.jobs]
        need = sum(
            widget.sizeHint().width() + SPACE_2 for widget in fixed if not widget.isHidden()
        ) + theme.px(72)
        saved = self.saved.sizeHint().width() + SPACE_2
        spend = self.spend.sizeHint().width() + SPACE_3 if self._spend_words else 0
        room = self.width() - need
        show_saved = has_project and room >= narrow + saved
        show_spend = has_project and bool(spend) and room >= narrow + saved + spend
        room -= (saved if show_saved else 0) + (spend if show_spend else 0)
        self.saved.setVisible(show_saved)
        self.spend.setVisible(show_spend)
        self._spend_rule.setVisible(show_spend)
        fits = self.search.fontMetrics().horizontalAdvance(words) + theme.px(44) <= min(room, wide)
        self.search.setText(words if fits else f"  {self._keys}")
        self.search.setFixedWidth(
            wide if fits and room >= wide else min(wide, max(narrow, room)) if fits else narrow
        )

    def show_saved(self, at: datetime | None) -> None:
        """Show the time of the last commit."""
        self.saved.setText(_("Saved {time}").format(time=clock_time(at)) if at else _("Saved"))
        self.saved.set_tone("")
        self._fit()

    def show_spend(self, words: str, tone: str = "") -> None:
        """Show today's spend and cap, already in words; empty hides it."""
        self._spend_words = words
        self.spend.setText(words)
        self.spend.set_tone(tone)
        self._fit()

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
        self._fit()
