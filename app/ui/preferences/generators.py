"""The generators: a list with what each makes and whether its key is there; one in full beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import FenjingError
from app.studio.session import Session
from app.studio.studio import Studio
from app.studio.workflows import Workflows
from app.ui import theme
from app.ui.board.choices import Choice
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.matching import key_of, score
from app.ui.models.makers import label_of
from app.ui.models.words import MEDIA, media_words
from app.ui.notices import Notices
from app.ui.preferences.generator_panel import GeneratorPanel
from app.ui.preferences.model_form import ModelForm
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.preferences.workflow_form import WorkflowForm
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Label

#: Short words for the list, with icon and colour: never colour alone.
_STATES: dict[str, tuple[str, str, str]] = {
    "not needed": (N_("no key needed"), "state.ready", "muted"),
    "environment": (N_("key is set"), "state.done", "ok"),
    "keyring": (N_("key is set"), "state.done", "ok"),
    "session": (N_("key until you quit"), "state.done", "warn"),
    "missing": (N_("no key yet"), "key", "muted"),
}


class GeneratorsSection(QWidget):
    """Finds, filters and shows generators; the panel at the right belongs to the chosen one."""

    def __init__(self, studio: Studio, session: Session | None, notices: Notices) -> None:
        super().__init__()
        self.studio, self.session, self.notices = studio, session, notices
        self.panel: GeneratorPanel | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_2, 0, 0, 0)
        outer.setSpacing(SPACE_2)
        outer.addWidget(
            Label(
                _("Keys never leave this machine except to their own service."), "muted", wrap=True
            )
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self._side())
        self._room = QVBoxLayout()
        row.addLayout(self._room, 1)
        outer.addLayout(row, 1)
        self.read()

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(theme.px(236))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.search = SearchField(_("Find a generator or model"))
        self.search.wanted.connect(lambda _text: self._filter())
        column.addWidget(self.search)
        self.medium = Choice(_("What it makes"))
        self.medium.addItem(_("Everything"), "")
        for key, words in MEDIA.items():
            self.medium.addItem(_(words), key)
        self.medium.set_key("")
        self.medium.picked.connect(lambda _key: self._filter())
        column.addWidget(self.medium)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Generators"))
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda item, _before: self._show(item))
        column.addWidget(self.list, 1)
        for words, mark, do in (
            (_("A model by its id…"), "add", self.add_model),
            (_("A ComfyUI workflow…"), "import", self.choose_workflow),
        ):
            button = Button(words, "quiet", mark, small=True)
            button.clicked.connect(lambda _checked=False, act=do: act())
            column.addWidget(button)
        return side

    # -- one's own -------------------------------------------------------------------------------
    def add_model(self, card: Card | None = None) -> None:
        """The form for any model by its id; `card` is an own one to be changed."""
        form = ModelForm(self._desk(), self.window(), card)
        form.finished.connect(lambda _code: self._model_kept(form.saved))
        form.open()

    def _model_kept(self, card_id: str) -> None:
        if card_id:
            self._drop_panel()
            self.read(card_id)

    def remove_model(self, card_id: str) -> None:
        """Take an own card away; what it made stays."""
        try:
            self.studio.cards.remove(card_id)
        except FenjingError as error:
            self.notices.error(error)
            return
        self._drop_panel()
        self.read(self._first())

    def choose_workflow(self) -> None:
        """A workflow that the person exported from ComfyUI in API format."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a workflow file"), "", "JSON (*.json)"
        )
        if chosen:
            self.import_workflow(Path(chosen))

    def import_workflow(self, path: Path) -> None:
        """Map its inputs in a form, then use it."""
        keeper = Workflows(self.studio.services.settings.path.parent)
        try:
            workflow = keeper.read(path)
        except FenjingError as error:
            self.notices.error(error)
            return
        form = WorkflowForm(workflow, keeper, self.notices, self.window())
        form.finished.connect(lambda _code: self._workflow_kept(form.path))
        form.open()

    def _workflow_kept(self, path: str) -> None:
        if path:
            settings = self.studio.settings
            held = settings.vendor("comfyui").model_copy(update={"workflow": path})
            if self.set(vendors={**settings.vendors, "comfyui": held}):
                self._drop_panel()
                self.choose("comfyui")

    # -- content ---------------------------------------------------------------------------------
    def read(self, choose: str = "") -> None:
        """List the generators anew, keeping (or making) the choice."""
        held = choose or self.current()
        self.list.blockSignals(True)
        self.list.clear()
        for card in self.studio.catalog.cards:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, card.id)
            item.setSizeHint(QSize(0, theme.px(46)))
            self.list.addItem(item)
            self._word(item, card)
        self.list.blockSignals(False)
        self._filter()
        self.choose(held or self._first())

    def choose(self, generator: str) -> None:
        """Show one generator."""
        for item in self._items():
            if item.data(Qt.ItemDataRole.UserRole) == generator:
                item.setHidden(False)
                self.list.setCurrentItem(item)
                self._show(item)

    def current(self) -> str:
        """The generator shown; empty when none is."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def refresh(self) -> None:
        """A key came or went: say so in the list."""
        cards = {card.id: card for card in self.studio.catalog.cards}
        for item in self._items():
            self._word(item, cards[str(item.data(Qt.ItemDataRole.UserRole))])

    def set(self, **fields: Any) -> bool:
        """Keep new settings; False when they could not be written."""
        try:
            self.studio.save_settings(self.studio.settings.model_copy(update=fields))
        except FenjingError as error:
            self.notices.error(error)
            return False
        return True

    def _items(self) -> Sequence[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _first(self) -> str:
        """A paid one without a key is what a person comes for; else the first."""
        cards = self.studio.catalog.cards
        paid = next((card for card in cards if card.kind == "remote"), cards[0])
        return paid.id

    def _word(self, item: QListWidgetItem, card: Card) -> None:
        words, mark, tone = _STATES[self.studio.key_state(card)]
        if card.kind == "person":
            words, mark, tone = N_("by hand"), "handoff", "muted"
        item.setText(f"{label_of(card)}\n{media_words(_media(card))} · {_(words)}")
        item.setIcon(icon(mark, tone))
        item.setToolTip(item.text())

    def _filter(self) -> None:
        text, medium = self.search.text().strip(), self.medium.key()
        cards = {card.id: card for card in self.studio.catalog.cards}
        for item in self._items():
            card = cards[str(item.data(Qt.ItemDataRole.UserRole))]
            names = " ".join((card.id, card.label, card.label_zh, *(m.label for m in card.models)))
            fits = not text or score(text.casefold().split(), key_of(names)) > 0
            item.setHidden(not (fits and (not medium or medium in _media(card))))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        generator = str(item.data(Qt.ItemDataRole.UserRole))
        if self.panel is not None and self.panel.card.id == generator:
            return
        self._drop_panel()
        card = next(card for card in self.studio.catalog.cards if card.id == generator)
        self.panel = GeneratorPanel(card, self._desk())
        self._room.addWidget(self.panel)

    def _drop_panel(self) -> None:
        if self.panel is not None:
            self._room.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _desk(self) -> PanelDesk:
        return PanelDesk(
            self.studio, self.session, self.set, self.refresh, self.add_model, self.remove_model,
            self.choose_workflow,
        )  # fmt: skip


def _media(card: Card) -> tuple[str, ...]:
    """Everything that any model of the card makes, in the order of the words."""
    made = {medium for model in card.models for medium in card.media_of(model)}
    return tuple(key for key in MEDIA if key in made)
