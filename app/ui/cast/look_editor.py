"""One look: what it is, the scenes it holds for and why, its description and its reference pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QWidget

from app.domain.cast import MANY, CastKind, Look, Slot
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.ui.cast.slot import ReferenceSlot, SlotFacts
from app.ui.cast.words import LOOK_KINDS, SLOTS_OF, look_name
from app.ui.finding import scene_title
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import SPACE_3
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.chips import Badge
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import FormRow, Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, Panel


def slots_of(
    look: Look,
    kind: CastKind,
    media_path: Callable[[MediaRef], Path | None],
    price: str = "",
    made: Mapping[Slot, int] | None = None,
) -> list[SlotFacts]:
    """The slots of a look in order: each picture, and an empty place where one more may go."""
    found: list[SlotFacts] = []
    order = SLOTS_OF[kind]
    strange = sorted({one.slot for one in look.references} - set(order))
    for slot in (*order, *strange):
        pinned = [one for one in look.references if one.slot == slot]
        count = (made or {}).get(slot, 0)
        found += [SlotFacts(slot, one, media_path(one.media), price, count) for one in pinned]
        if not pinned or slot in MANY:
            found.append(SlotFacts(slot, price=price, made=count))
    return found


class LookEditor(Panel):
    """`changed(fields)`, `picture_given(slot, path)`, `slot_wanted(slot, reference, verb)`, `wanted(verb)`.

    Verbs of the look: `duplicate`, `remove`, `earlier`, `later`, `compose`, `cut`, `versions`, `generate`.
    """

    changed = Signal(dict)
    picture_given = Signal(str, object)
    slot_wanted = Signal(str, object, str)
    wanted = Signal(str)

    def __init__(
        self,
        look: Look,
        scenes: list[Scene],
        slots: Sequence[SlotFacts],
        *,
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("box", SPACE_3, parent)
        self.look, self._editable = look, editable
        self.body.addWidget(self._head())
        self.body.addWidget(self._pictures(slots))
        self.body.addWidget(self._foot(slots))
        self._naming()
        self._range(scenes)
        self._words = TextBox(
            _("What is seen"),
            look.description,
            lines=2,
            placeholder=_("Hair, clothes, marks: what a painter needs"),
        )
        self._words.finished.connect(lambda text: self.changed.emit({"description": text}))
        self.body.addWidget(FormRow(_("What is seen"), self._words))
        for field in (self._name, self._reason, self._words):
            field.setReadOnly(not editable)

    # parts --------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        header = SectionHeader(look_name(self.look), "title")
        if self.look.sheet_version:
            words = _("Sheet version {n}").format(n=self.look.sheet_version)
            header.add(Badge(words, "accent", "pin"))
        if self.look.earlier:
            versions = Button(_("Compare versions"), "link", small=True)
            versions.clicked.connect(lambda _checked=False: self.wanted.emit("versions"))
            header.add(versions)
        more = IconButton("more", _("More for this look"))
        menu = QMenu(more)
        for verb, words, icon_name in (
            ("duplicate", _("Duplicate this look"), "duplicate"),
            ("earlier", _("Move this look to the front"), "move.left"),
            ("later", _("Move this look back"), "move.right"),
            ("remove", _("Remove look"), "remove"),
        ):
            action = QAction(icon(icon_name), words, menu)
            action.setEnabled(self._editable)
            action.triggered.connect(lambda _checked=False, of=verb: self.wanted.emit(of))
            menu.addAction(action)
        more.setMenu(menu)
        more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        header.add(more)
        return header

    def _naming(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self._name = QLineEdit(self.look.name)
        self._name.setPlaceholderText(_("Such as: red coat, age 8"))
        self._name.editingFinished.connect(self._name_done)
        row.addWidget(FormRow(_("Name of the look"), self._name), 3)
        self._kind = QComboBox()
        for key, words in LOOK_KINDS.items():
            self._kind.addItem(_(words), key)
        self._kind.setCurrentIndex(self._kind.findData(self.look.kind))
        self._kind.setEnabled(self._editable)
        self._kind.activated.connect(
            lambda _index: self.changed.emit({"kind": self._kind.currentData()})
        )
        row.addWidget(FormRow(_("What changes"), self._kind), 1)
        self.body.addLayout(row)

    def _range(self, scenes: list[Scene]) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        for words, field in ((_("From scene"), "from_scene"), (_("To scene"), "to_scene")):
            box = self._scene_box(scenes, getattr(self.look, field), field)
            row.addWidget(FormRow(words, box), 1)
        self.body.addLayout(row)
        self._reason = QLineEdit(self.look.reason)
        self._reason.setPlaceholderText(_("Such as: after the rain, six years later"))
        self._reason.editingFinished.connect(self._reason_done)
        self.body.addWidget(FormRow(_("Why it holds there"), self._reason))

    def _scene_box(self, scenes: list[Scene], chosen: str | None, field: str) -> QComboBox:
        box = QComboBox()
        box.addItem(_("Any scene"), None)
        for scene in scenes:
            box.addItem(scene_title(scene), scene.id)
        box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setEnabled(self._editable)
        box.activated.connect(lambda _index: self._range_done(field, box.currentData()))
        return box

    def _pictures(self, slots: Sequence[SlotFacts]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        self.slots: list[ReferenceSlot] = []
        for facts in slots:
            slot = ReferenceSlot(facts, editable=self._editable)
            slot.picture_given.connect(
                lambda path, at=facts.slot: self.picture_given.emit(at, path)
            )
            slot.wanted.connect(
                lambda verb, at=facts: self.slot_wanted.emit(at.slot, at.reference, verb)
            )
            self.slots.append(slot)
            flow.addWidget(slot)
        return holder

    def _foot(self, slots: Sequence[SlotFacts]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        empty = missing(slots)
        filled = bool(self.look.references)
        for verb, words, icon_name, useful in (
            ("generate", self._generate_words(len(empty), slots), "generate", bool(empty)),
            ("compose", _("Compose one sheet…"), "sheet", filled),
            ("cut", _("Cut up a picture…"), "trim", True),
        ):
            button = Button(words, "plain", icon_name, small=True)
            button.setEnabled(self._editable and useful)
            button.clicked.connect(lambda _checked=False, of=verb: self.wanted.emit(of))
            flow.addWidget(button)
        unsaid = sum(1 for one in self.look.references if not one.rights)
        if unsaid:
            words = _("Rights are not noted for {n} of {all} pictures").format(
                n=unsaid, all=len(self.look.references)
            )
            flow.addWidget(Label(words, "caption", "warn"))
        return holder

    def _generate_words(self, count: int, slots: Sequence[SlotFacts]) -> str:
        price = slots[0].price if slots else ""
        words = _("Generate what is missing ({n})").format(n=count)
        return f"{words}   {price}".rstrip()

    # telling ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Tell what was typed."""
        self._name_done()
        self._reason_done()
        self._words.flush()

    def _name_done(self) -> None:
        self._line_done("name", self._name.text().strip())

    def _reason_done(self) -> None:
        self._line_done("reason", self._reason.text().strip())

    def _line_done(self, field: str, text: str) -> None:
        if text != getattr(self.look, field):
            self.look = self.look.model_copy(update={field: text})
            self.changed.emit({field: text})

    def _range_done(self, field: str, scene: Any) -> None:
        self.changed.emit({field: scene})


def missing(slots: Sequence[SlotFacts]) -> list[Slot]:
    """The single slots without a picture; the composed sheet is not one of them."""
    held = {one.slot for one in slots if one.reference is not None}
    return [
        one.slot
        for one in slots
        if one.reference is None and one.slot not in held and one.slot not in MANY | {"sheet"}
    ]
