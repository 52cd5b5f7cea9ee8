"""Importing a ComfyUI workflow: each of our words gets the input that takes it; problems are named at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.errors import FenjingError
from app.studio.workflows import Workflow, Workflows, WorkflowWord
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence
from app.ui.notices import Notices
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.cards import Banner
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

_ALL = "*"
_SHOWN = 40


class WorkflowForm(ShellDialog):
    """`path` is where the mapped workflow was kept; empty when nothing was."""

    def __init__(
        self, workflow: Workflow, keeper: Workflows, notices: Notices, parent: QWidget
    ) -> None:
        super().__init__(_("Your own workflow"), parent, width=720, height=680)
        self._workflow, self._keeper, self._notices = workflow, keeper, notices
        self.path = ""
        self.choices: dict[str, Choice] = {}
        self.body.addWidget(Label(workflow.name, "title", wrap=True))
        words = _("Say which input of the workflow takes what. Proposed from its titles and links.")
        self.body.addWidget(Label(words, "muted", wrap=True))
        scroll = ScrollColumn(margin=0)
        scroll.body.addWidget(self._rows())
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.told = QVBoxLayout()
        self.told.setSpacing(SPACE_2)
        self.body.addLayout(self.told)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.use = self.add_button(_("Use this workflow"), "primary")
        self.use.clicked.connect(lambda _checked=False: self._keep())
        self._check()

    def _rows(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        for row, word in enumerate(self._workflow.words):
            name = _(word.label).format(n=word.n)
            choice = self._choice(word, name)
            self.choices[word.word] = choice
            label = Label(name, "caption", wrap=True)
            label.setBuddy(choice)
            grid.addWidget(label, row, 0)
            grid.addWidget(choice, row, 1)
        grid.setColumnMinimumWidth(0, theme.px(150))
        grid.setColumnStretch(1, 1)
        return holder

    def _choice(self, word: WorkflowWord, name: str) -> Choice:
        choice = Choice(name)
        choice.addItem(_("Not used"), "")
        proposed = self._workflow.proposed.get(word.word, ())
        if len(proposed) > 1:
            choice.addItem(_("All {n} proposed inputs").format(n=len(proposed)), _ALL)
        for one in self._workflow.inputs:
            if one.kind != word.kind and not (word.kind == "file" and one.kind == "text"):
                continue
            held = " ".join(one.value.split())
            held = held if len(held) <= _SHOWN else f"{held[:_SHOWN]}…"
            choice.addItem(f"{one.title} · {one.input}   {held}".rstrip(), one.key)
            choice.setItemData(choice.count() - 1, one.value, Qt.ItemDataRole.ToolTipRole)
        choice.set_key(_ALL if len(proposed) > 1 else proposed[0] if proposed else "")
        choice.picked.connect(lambda _key: self._check())
        return choice

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The mapping as it stands."""
        found: dict[str, tuple[str, ...]] = {}
        for word, choice in self.choices.items():
            key = choice.key()
            if key == _ALL:
                found[word] = self._workflow.proposed[word]
            elif key:
                found[word] = (key,)
        return found

    def _check(self) -> None:
        clear_layout(self.told)
        wrong = self._keeper.problems(self._workflow, self.chosen)
        for words in wrong[:3]:
            self.told.addWidget(Banner(sentence(words), "error", closable=False))
        for words in self._keeper.advice(self._workflow, self.chosen):
            self.told.addWidget(Banner(sentence(words), "warn", closable=False))
        self.use.setEnabled(not wrong)

    def _keep(self) -> None:
        try:
            self.path = str(self._keeper.save(self._workflow, self.chosen))
        except FenjingError as error:
            self._notices.error(error)
            return
        self.accept()
