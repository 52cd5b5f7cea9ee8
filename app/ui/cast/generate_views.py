"""Having views of a sheet made: who makes them, what is said, what it costs; the button carries the price."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from app.domain.cast import MANY, CastEntry, Look, Slot
from app.domain.choices import GeneratorChoice
from app.errors import FenjingError
from app.studio.costs import CostSheet
from app.studio.session import Session
from app.ui.cast.words import SLOTS, SLOTS_OF, look_name
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence
from app.ui.sending.asking import cap_words, price_words, total_words
from app.ui.sending.sheet_words import warnings_of
from app.ui.tokens import SPACE_3
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import FlowLayout


class GenerateViews(ShellDialog):
    """`sheet` is the priced cost sheet to send, after it was accepted."""

    def __init__(
        self,
        session: Session,
        entry: CastEntry,
        look: Look,
        slots: Sequence[Slot],
        parent: QWidget,
    ) -> None:
        title = _("Generate pictures of {name}").format(name=entry.name)
        super().__init__(title, parent, width=640, height=620)
        self._session, self._look = session, look
        self.sheet: CostSheet | None = None
        self.body.addWidget(Label(look_name(look), "muted"))
        self.makers = session.sheets.makers()
        self.maker = QComboBox()
        for maker in self.makers:
            words = f"{maker.label}  {maker.model_label}".strip()
            if not maker.ready:
                words = _("{maker} (needs a key)").format(maker=words)
            self.maker.addItem(words, maker.choice)
        self.maker.currentIndexChanged.connect(lambda _index: self._price())
        self.body.addWidget(FormRow(_("Generator"), self.maker))
        self.body.addWidget(FormRow(_("Views"), self._views(entry, slots)))
        self.body.addLayout(self._details(slots))
        self.prompt = TextBox(_("What is asked"), lines=5)
        self.prompt.setReadOnly(True)
        self.body.addWidget(FormRow(_("What is asked of the first"), self.prompt))
        self.told = Label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.send = self.add_button(_("Generate"), "primary")
        self.send.clicked.connect(self.accept)
        self._price()

    def _views(self, entry: CastEntry, wanted: Sequence[Slot]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, spacing=SPACE_3)
        self.views: dict[Slot, QCheckBox] = {}
        for slot in SLOTS_OF[entry.kind]:
            if slot == "sheet":
                continue
            box = QCheckBox(_(SLOTS[slot]))
            box.setChecked(slot in wanted)
            box.toggled.connect(lambda _on: self._price())
            self.views[slot] = box
            flow.addWidget(box)
        return holder

    def _details(self, slots: Sequence[Slot]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self.label = QLineEdit()
        self.label.setPlaceholderText(_("Such as: smile, left hand"))
        self.label.editingFinished.connect(self._price)
        self.label.setEnabled(any(slot in MANY for slot in slots))
        row.addWidget(FormRow(_("What it shows"), self.label), 3)
        self.count = QSpinBox()
        self.count.setRange(1, 4)
        self.count.valueChanged.connect(lambda _count: self._price())
        row.addWidget(FormRow(_("Of each"), self.count), 1)
        return row

    def chosen(self) -> tuple[Slot, ...]:
        """The views that are marked."""
        return tuple(slot for slot, box in self.views.items() if box.isChecked())

    def _price(self) -> None:
        slots = self.chosen()
        self.label.setEnabled(any(slot in MANY for slot in slots))
        self.sheet = None
        choice = self.maker.currentData()
        if not slots or not isinstance(choice, GeneratorChoice):
            self._show(_("Mark at least one view"), "muted")
            return
        try:
            sheet = self._session.sheets.quote(
                self._look.id,
                slots,
                generator=choice.generator,
                model=choice.model,
                label=self.label.text().strip(),
                takes=self.count.value(),
            )
        except FenjingError as error:
            self._show(sentence(error.message), "error")
            return
        self.prompt.show_other(sheet.items[0].recipe.prompt)
        if sheet.blocked:
            self._show(sentence("  ".join(sheet.blocked[0].problems)), "error")
            return
        self.sheet = sheet
        self._show_sum(sheet)

    def _show_sum(self, sheet: CostSheet) -> None:
        each = price_words(sheet.items[0].price)
        parts = [_("{price} for each, {n} pictures").format(price=each, n=len(sheet.items))]
        parts += [cap_words(state) for state in sheet.caps if state.scope != "generator"]
        warnings = warnings_of(sheet)
        parts += [words for _tone, words in warnings]
        self._show("   ".join(parts), warnings[0][0] if warnings else "muted")
        self.send.setEnabled(not any(state.is_over for state in sheet.caps))
        self.send.set_words(f"{_('Generate')}   {total_words(sheet)}")

    def _show(self, words: str, tone: str) -> None:
        self.told.setText(words)
        self.told.set_tone(tone)
        self.send.setEnabled(False)
        self.send.set_words(_("Generate"))
