"""One look: its name, the scenes it is valid for, its description and its reference pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.domain.cast import CastKind, Look, Reference, Slot
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.ui.cast.slot import ReferenceSlot
from app.ui.cast.words import SLOTS, SLOTS_OF
from app.ui.finding import scene_title
from app.ui.i18n import _
from app.ui.tokens import SPACE_3
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.chips import Badge
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import FormRow, SectionHeader
from app.ui.widgets.layouts import FlowLayout, Panel


class LookEditor(Panel):
    """`changed(fields)`, `picture_given(slot, path)`, `unpin_wanted(reference)`, `remove_wanted`."""

    changed = Signal(dict)
    picture_given = Signal(str, object)
    unpin_wanted = Signal(object)
    remove_wanted = Signal()

    def __init__(
        self,
        look: Look,
        kind: CastKind,
        scenes: list[Scene],
        media_path: Callable[[MediaRef], Path | None],
        *,
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("box", SPACE_3, parent)
        self.look = look
        header = SectionHeader(look.name or _("Everyday look"), "title")
        if look.sheet_version:
            header.add(Badge(_("Sheet version {n}").format(n=look.sheet_version), "accent", "pin"))
        remove = IconButton("remove", _("Remove look"))
        remove.setEnabled(editable)
        remove.clicked.connect(self.remove_wanted)
        header.add(remove)
        self.body.addWidget(header)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self._name = QLineEdit(look.name)
        self._name.setPlaceholderText(_("Such as: red coat, age 8"))
        self._name.editingFinished.connect(self._name_done)
        row.addWidget(FormRow(_("Name of the look"), self._name), 2)
        row.addWidget(
            FormRow(_("From scene"), self._scene_box(scenes, look.from_scene, "from_scene")), 2
        )
        row.addWidget(FormRow(_("To scene"), self._scene_box(scenes, look.to_scene, "to_scene")), 2)
        self.body.addLayout(row)
        self._words = TextBox(
            _("What is seen"),
            look.description,
            lines=2,
            placeholder=_("Hair, clothes, marks: what a painter needs"),
        )
        self._words.finished.connect(lambda text: self.changed.emit({"description": text}))
        self.body.addWidget(FormRow(_("What is seen"), self._words))
        for field in (self._name, self._words):
            field.setReadOnly(not editable)
        holder = QWidget()
        flow = FlowLayout(holder)
        for slot in SLOTS_OF[kind]:
            self._add_slot(flow, slot, media_path, editable=editable)
        self.body.addWidget(holder)

    def flush(self) -> None:
        """Tell what was typed."""
        self._name_done()
        self._words.flush()

    def _name_done(self) -> None:
        name = self._name.text().strip()
        if name != self.look.name:
            self.look = self.look.model_copy(update={"name": name})
            self.changed.emit({"name": name})

    def _scene_box(self, scenes: list[Scene], chosen: str | None, field: str) -> QComboBox:
        box = QComboBox()
        box.addItem(_("Any scene"), None)
        for scene in scenes:
            box.addItem(scene_title(scene), scene.id)
        box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(lambda _index: self._range_done(field, box.currentData()))
        return box

    def _range_done(self, field: str, scene: Any) -> None:
        self.changed.emit({field: scene})

    def _add_slot(
        self,
        flow: FlowLayout,
        slot: Slot,
        media_path: Callable[[MediaRef], Path | None],
        *,
        editable: bool,
    ) -> None:
        pinned: list[Reference | None] = [one for one in self.look.references if one.slot == slot]
        if not pinned or slot in {"expression", "detail"}:
            pinned.append(None)
        for reference in pinned:
            path = media_path(reference.media) if reference else None
            widget = ReferenceSlot(
                _(SLOTS[slot]),
                path,
                missing=reference is not None and path is None,
                editable=editable,
            )
            widget.picture_given.connect(lambda given, at=slot: self.picture_given.emit(at, given))
            if reference is not None:
                widget.remove_wanted.connect(lambda one=reference: self.unpin_wanted.emit(one))
            flow.addWidget(widget)
