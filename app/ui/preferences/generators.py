"""The generators: what each is, where it is reached, its key, and a free test call."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.domain.cards import Card
from app.domain.wording import N_
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui.i18n import _, language, sentence
from app.ui.notices import Notices
from app.ui.preferences.sections import Section
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import Panel

_KINDS = {
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


class GeneratorsSection(Section):
    """One panel for each generator."""

    def __init__(self, studio: Studio, session: Session | None, notices: Notices) -> None:
        super().__init__(studio, notices)
        self.body.addWidget(
            Label(
                _("Keys never leave this machine except to their own service."), "muted", wrap=True
            )
        )
        for card in studio.catalog.cards:
            self.body.addWidget(GeneratorPanel(card, self, session))
        self.body.addStretch(1)


class GeneratorPanel(Panel):
    """One generator's card: note, address, key, test."""

    def __init__(self, card: Card, section: Section, session: Session | None) -> None:
        super().__init__("box", SPACE_3)
        self._card, self._section, self._session = card, section, session
        self._vendor = card.vendor or card.id
        label = card.label_zh if language() == "zh" and card.label_zh else card.label
        header = SectionHeader(label, "title")
        words, tone = _KINDS[card.kind]
        header.add(Badge(_(words), tone))
        self.body.addWidget(header)
        note = card.note_zh if language() == "zh" and card.note_zh else card.note
        if note:
            self.body.addWidget(Label(note, "muted", wrap=True))
        if card.address or card.kind in {"local", "remote"}:
            self._add_address()
        if card.id == "comfyui" or card.kind == "local":
            self._add_workflow()
        if card.key != "none":
            self._add_key()
        if card.kind in {"local", "remote"}:
            self._add_test()

    def _add_address(self) -> None:
        self._url = QLineEdit(self._section.studio.settings.vendor(self._vendor).url)
        self._url.setPlaceholderText(self._card.address or "http://127.0.0.1:8188")
        self._url.editingFinished.connect(lambda: self._keep(url=self._url.text().strip()))
        self.body.addWidget(FormRow(_("Address"), self._url))

    def _add_workflow(self) -> None:
        held = self._section.studio.settings.vendor(self._vendor).workflow
        self._workflow = QLineEdit(held)
        self._workflow.setPlaceholderText(_("The one that ships"))
        self._workflow.editingFinished.connect(
            lambda: self._keep(workflow=self._workflow.text().strip())
        )
        choose = Button(_("Choose"), small=True)
        choose.setAccessibleName(_("Choose a workflow file"))
        choose.clicked.connect(self._choose_workflow)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._workflow, 1)
        row.addWidget(choose)
        self._workflow.setAccessibleName(_("Workflow"))
        self.body.addWidget(FormRow(_("Workflow"), holder))

    def _choose_workflow(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a workflow file"), "", "JSON (*.json)"
        )
        if chosen:
            self._workflow.setText(chosen)
            self._keep(workflow=chosen)

    def _add_key(self) -> None:
        self._key = QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        pair = self._card.key == "pair"
        self._key.setPlaceholderText(
            _("access key:secret key") if pair else _("Paste the key here")
        )
        self._key.setAccessibleName(_("Key"))
        keep = Button(_("Keep"), small=True)
        keep.clicked.connect(self._keep_key)
        forget = Button(_("Forget"), "quiet", small=True)
        forget.clicked.connect(self._forget_key)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._key, 1)
        row.addWidget(keep)
        row.addWidget(forget)
        self._key_row = FormRow(_("Key"), holder)
        self.body.addWidget(self._key_row)
        self._show_key_place()

    def _show_key_place(self) -> None:
        words, tone = _KEY_PLACES.get(self._section.studio.key_state(self._card), ("", ""))
        self._key_row.set_hint(_(words) if words else "", tone)

    def _keep_key(self) -> None:
        text = "".join(self._key.text().split())
        if not text:
            return
        self._section.studio.keys.put(self._vendor, text)
        self._key.clear()
        self._show_key_place()

    def _forget_key(self) -> None:
        self._section.studio.keys.put(self._vendor, "")
        self._key.clear()
        self._show_key_place()

    def _add_test(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self._test = Button(_("Test, free of charge"), small=True, icon_name="test")
        self._test.clicked.connect(self._run_test)
        self._answer = Label("", "small", wrap=True)
        row.addWidget(self._test, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._answer, 1)
        self.body.addLayout(row)
        if self._session is None:
            self._test.setEnabled(False)
            self._answer.setText(_("Open a project to test."))
            self._answer.set_tone("muted")

    def _run_test(self) -> None:
        if self._session is None:
            return
        self._answer.setText(_("Asking..."))
        self._answer.set_tone("muted")
        self._test.setEnabled(False)
        self._session.production.attempts.test_key(
            self._card.id,
            lambda check: self._show_answer(
                f"{sentence(check.message)} {sentence(check.fix)}".strip(), good=check.good
            ),
            lambda error: self._show_answer(
                sentence(getattr(error, "message", str(error))), good=False
            ),
        )

    def _show_answer(self, words: str, *, good: bool) -> None:
        import shiboken6

        if not shiboken6.isValid(self):
            return
        self._test.setEnabled(True)
        self._answer.setText(words)
        self._answer.set_tone("ok" if good else "error")

    def _keep(self, **fields: str) -> None:
        settings = self._section.studio.settings
        held = settings.vendor(self._vendor)
        changed = held.model_copy(update=fields)
        if changed != held:
            self._section.set(vendors={**settings.vendors, self._vendor: changed})
