"""One generator in full: what it is, its key with a free test, its address, its manners, its models and prices."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.cards import Card
from app.domain.money import Money
from app.domain.wording import N_
from app.ui.i18n import _, sentence
from app.ui.models.makers import closed_words, good_at, label_of, note_of
from app.ui.preferences.models_table import ModelsTable
from app.ui.preferences.money_field import MoneyField
from app.ui.preferences.panel_desk import PanelDesk
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import ScrollColumn

KINDS = {
    "offline": (N_("On this machine, free"), "ok"),
    "local": (N_("Your own server"), "accent"),
    "remote": (N_("Paid service"), "warn"),
    "person": (N_("By hand"), "plain"),
}
_KEY_PLACES = {
    "environment": (N_("The key comes from the environment."), "ok"),
    "keyring": (N_("The key is in the system's keyring."), "ok"),
    "session": (N_("The key is kept until you quit: this system has no keyring."), "warn"),
    "missing": (N_("No key yet. It is only needed before the first paid take."), "muted"),
}
#: What happens to a question whose answer was lost (DESIGN §5.3).
_SAFETY = {
    "token": N_("If an answer is lost, the service itself sees to it that nothing is made twice."),
    "own_id": N_("If an answer is lost, the job is found again by the id we gave it."),
    "tag": N_("If an answer is lost, the job is looked for by our mark on it."),
    "list": N_("If an answer is lost, the job is looked for in the service's own list."),
    "blind": N_("If an answer is lost, you are asked: this service cannot be looked through."),
}


class GeneratorPanel(ScrollColumn):
    """The right side of Preferences › Generators."""

    def __init__(self, card: Card, desk: PanelDesk, parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_2, parent=parent)
        self.card, self.desk = card, desk
        self.vendor = card.vendor or card.id
        self.body.setSpacing(SPACE_3)
        self._add_head()
        if card.key != "none":
            self._add_key()
        if card.kind in {"local", "remote"}:
            self._add_test()
            self._add_address()
        if card.kind == "local":
            self._add_workflow()
        self._add_manners()
        if card.kind != "offline":
            self.body.addWidget(SectionHeader(_("Models and prices")))
            self.models = ModelsTable(card, desk)
            self.body.addWidget(self.models)
        if card.kind == "remote":
            self._add_money()
        self.body.addStretch(1)

    # -- what it is ------------------------------------------------------------------------------
    def _add_head(self) -> None:
        header = SectionHeader(label_of(self.card), "title")
        words, tone = KINDS[self.card.kind]
        header.add(Badge(_(words), tone))
        self.body.addWidget(header)
        for text in (note_of(self.card), good_at(self.card)):
            if text:
                self.body.addWidget(Label(text, "muted", wrap=True))
        own = {card.id for card in self.desk.studio.cards.list()}
        if self.card.id in own:
            row = QHBoxLayout()
            change = Button(_("Change the card…"), "quiet", "edit", small=True)
            change.clicked.connect(lambda _checked=False: self.desk.edit_model(self.card))
            remove = Button(_("Remove the card"), "quiet", "remove", small=True)
            remove.clicked.connect(lambda _checked=False: self.desk.remove_model(self.card.id))
            row.addWidget(Label(_("A card of your own."), "caption"))
            row.addStretch(1)
            row.addWidget(change)
            row.addWidget(remove)
            self.body.addLayout(row)
        if self.card.closed:
            self.body.addWidget(Banner(closed_words(self.card), "warn", closable=False))

    # -- key and test ----------------------------------------------------------------------------
    def _add_key(self) -> None:
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        usual = _("access key:secret key") if self.card.key == "pair" else _("Paste the key here")
        self.key.setPlaceholderText(self.card.key_hint or usual)
        self.key.setAccessibleName(_("Key"))
        self.key.returnPressed.connect(self.keep_key)
        keep = Button(_("Keep"), small=True)
        keep.clicked.connect(lambda _checked=False: self.keep_key())
        self.forget = Button(_("Forget"), "quiet", small=True)
        self.forget.clicked.connect(lambda _checked=False: self.forget_key())
        self.key_row = FormRow(_("Key"), _holder(self.key, keep, self.forget))
        self.body.addWidget(self.key_row)
        if self.card.key_page:
            page = Button(_("Where to get a key"), "link", "link", small=True)
            page.setToolTip(self.card.key_page)
            page.clicked.connect(
                lambda _checked=False: QDesktopServices.openUrl(QUrl(self.card.key_page))
            )
            self.body.addWidget(page, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_key_place()

    def _show_key_place(self) -> None:
        state = self.desk.studio.key_state(self.card)
        words, tone = _KEY_PLACES.get(state, ("", ""))
        self.key_row.set_hint(_(words) if words else "", tone)
        self.forget.setEnabled(state in ("keyring", "session"))

    def keep_key(self) -> bool:
        """Keep what was pasted; False when there is nothing, or half of a pair."""
        text = "".join(self.key.text().split())
        if not text:
            return False
        if self.card.key == "pair" and ":" not in text.strip(":"):
            self.key_row.set_hint(
                _("This key has two parts: write both, with a colon between them."), "error"
            )
            return False
        self.desk.studio.keys.put(self.vendor, text)
        self.key.clear()
        self._show_key_place()
        self.desk.key_changed()
        return True

    def forget_key(self) -> None:
        """Take the key out of the keyring or of memory."""
        self.desk.studio.keys.put(self.vendor, "")
        self.key.clear()
        self._show_key_place()
        self.desk.key_changed()

    def _add_test(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.test = Button(_("Test, free of charge"), small=True, icon_name="test")
        self.test.clicked.connect(lambda _checked=False: self.run_test())
        self.answer = Label("", "small", wrap=True)
        row.addWidget(self.test, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.answer, 1)
        self.body.addLayout(row)
        if self.desk.session is None:
            self.test.setEnabled(False)
            self.answer.setText(_("Open a project to test."))
            self.answer.set_tone("muted")

    def run_test(self) -> None:
        """Keep a pasted key, then ask the service a question that costs nothing."""
        if self.desk.session is None:
            return
        if self.card.key != "none" and self.key.text().strip() and not self.keep_key():
            return
        self.answer.setText(_("Asking..."))
        self.answer.set_tone("muted")
        self.test.setEnabled(False)
        self.desk.session.production.attempts.test_key(
            self.card.id,
            lambda check: self._show_answer(
                f"{sentence(check.message)} {sentence(check.fix)}".strip(), good=check.good
            ),
            lambda error: self._show_answer(
                sentence(getattr(error, "message", str(error))), good=False
            ),
        )

    def _show_answer(self, words: str, *, good: bool) -> None:
        if not shiboken6.isValid(self):
            return
        self.test.setEnabled(True)
        self.answer.setText(words)
        self.answer.set_tone("ok" if good else "error")

    # -- where and how ---------------------------------------------------------------------------
    def _add_address(self) -> None:
        self.url = QLineEdit(self.desk.studio.settings.vendor(self.vendor).url)
        self.url.setPlaceholderText(self.card.address or _("The address of your own gateway"))
        self.url.editingFinished.connect(lambda: self._keep(url=self.url.text().strip()))
        self.in_flight = QLineEdit()
        held = self.desk.studio.settings.vendor(self.vendor).in_flight
        self.in_flight.setText(str(held) if held else "")
        self.in_flight.setPlaceholderText(str(self.card.in_flight))
        self.in_flight.setValidator(QIntValidator(0, 100, self.in_flight))
        self.in_flight.editingFinished.connect(
            lambda: self._keep(in_flight=int(self.in_flight.text() or 0))
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(FormRow(_("Address"), self.url), 3)
        row.addWidget(FormRow(_("Jobs at once"), self.in_flight), 1)
        self.body.addLayout(row)

    def _add_workflow(self) -> None:
        self.workflow = QLineEdit(self.desk.studio.settings.vendor(self.vendor).workflow)
        self.workflow.setPlaceholderText(_("The one that ships"))
        self.workflow.setAccessibleName(_("Workflow"))
        self.workflow.editingFinished.connect(
            lambda: self._keep(workflow=self.workflow.text().strip())
        )
        choose = Button(_("Import…"), small=True)
        choose.setAccessibleName(_("Import a workflow"))
        choose.clicked.connect(lambda _checked=False: self.desk.choose_workflow())
        hint = _("Your own export in API format; its inputs are mapped in a form.")
        self.body.addWidget(FormRow(_("Your own workflow"), _holder(self.workflow, choose), hint))

    def _add_manners(self) -> None:
        lines = [_(_SAFETY[self.card.resubmission])] if self.card.resubmission in _SAFETY else []
        if self.card.result_hours:
            hours = f"{self.card.result_hours:g}"
            lines.append(
                _("Results stay there for {hours} h; they are fetched at once.").format(hours=hours)
            )
        if lines and self.card.kind != "person":
            self.body.addWidget(Label("  ".join(lines), "caption", wrap=True))

    def _add_money(self) -> None:
        settings = self.desk.studio.settings
        self.cap = MoneyField(
            _("Most that a project may spend here"),
            settings.generator_caps.get(self.card.id),
            self._keep_cap,
            hint=_("Never exceeded, also with many shots at once."),
            placeholder=_("No cap"),
            currency=settings.cap_currency,
        )
        self.body.addWidget(self.cap)
        priced = [price.currency for model in self.card.models for price in model.prices]
        if "POINTS" not in priced and self.vendor not in settings.point_worth:
            return
        shipped = self.card.point_worth
        self.points = MoneyField(
            _("What one of its points costs you"),
            settings.point_worth.get(self.vendor),
            self._keep_points,
            hint=_("Points are counted against caps at this worth."),
            placeholder=format(shipped.amount.normalize(), "f") if shipped else _("Not known"),
            currency=shipped.currency if shipped else settings.cap_currency,
        )
        self.body.addWidget(self.points)

    def _keep_cap(self, money: Money | None) -> None:
        caps = dict(self.desk.studio.settings.generator_caps)
        self.desk.keep(generator_caps=_with(caps, self.card.id, money))

    def _keep_points(self, money: Money | None) -> None:
        worth = dict(self.desk.studio.settings.point_worth)
        self.desk.keep(point_worth=_with(worth, self.vendor, money))

    def _keep(self, **fields: object) -> None:
        settings = self.desk.studio.settings
        held = settings.vendor(self.vendor)
        changed = held.model_copy(update=fields)
        if changed != held:
            self.desk.keep(vendors={**settings.vendors, self.vendor: changed})


def _holder(field: QLineEdit, *buttons: Button) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    row.addWidget(field, 1)
    for button in buttons:
        row.addWidget(button)
    return holder


def _with(held: dict[str, Money], key: str, money: Money | None) -> dict[str, Money]:
    """The amounts with one changed, or without it."""
    rest = {name: value for name, value in held.items() if name != key}
    return rest if money is None else {**rest, key: money}
