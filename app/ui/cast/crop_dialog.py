"""Cutting a picture of several views into slots: boxes found by themselves, corrected by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QImageReader, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.cast import CastKind, Slot
from app.studio.intake import PICTURE_SUFFIXES
from app.studio.sheets import Box
from app.ui import theme
from app.ui.cast.crop_canvas import CropBox, CropCanvas
from app.ui.cast.slot import clipboard_picture, picture_filter
from app.ui.cast.words import SLOTS, SLOTS_OF
from app.ui.dialogs import ShellDialog
from app.ui.drop_overlay import dropped_paths
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import FormRow, Label

#: The views of a turnaround from left to right, as painters lay them out.
_USUAL: dict[CastKind, tuple[Slot, ...]] = {
    "character": ("front", "three_quarter", "side", "back", "close_up", "full", "expression"),
    "place": ("wide", "opposite", "plan", "detail"),
    "prop": ("front", "three_quarter", "side", "back", "detail"),
    "style": ("wide", "detail"),
}
#: Looks for the views of a picture and answers with their boxes, row by row.
Finder = Callable[[Path, Callable[[Sequence[Box]], None]], None]


class CropDialog(ShellDialog):
    """`source` and `crops()` after it was accepted."""

    def __init__(self, kind: CastKind, path: Path | None, find: Finder, parent: QWidget) -> None:
        super().__init__(_("Cut a picture into slots"), parent, width=1000, height=720)
        self._kind, self._find = kind, find
        self.source: Path | None = None
        self.setAcceptDrops(True)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_3)
        self.canvas = CropCanvas()
        self.canvas.changed.connect(self._show)
        middle.addWidget(self.canvas, 1)
        middle.addLayout(self._side())
        self.body.addLayout(middle, 1)
        self.told = Label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        choose = self.add_button(_("Another picture…"), left=True)
        choose.clicked.connect(self.choose)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.done_ = self.add_button(_("Pin"), "primary")
        self.done_.clicked.connect(self.accept)
        if path is not None:
            self.open_picture(path)
        self._show()

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(SPACE_2)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Boxes"))
        self.list.setFixedWidth(theme.px(210))
        self.list.currentRowChanged.connect(self._chosen)
        side.addWidget(self.list, 1)
        self.slot = QComboBox()
        for slot in SLOTS_OF[self._kind]:
            self.slot.addItem(_(SLOTS[slot]), slot)
        self.slot.activated.connect(self._slot_chosen)
        side.addWidget(FormRow(_("This box is"), self.slot))
        again = Button(_("Find the views"), "plain", "search", small=True)
        again.clicked.connect(self.find_views)
        self.remove = Button(_("Remove this box"), "plain", "remove", small=True)
        self.remove.clicked.connect(lambda: self.canvas.remove(self.canvas.current))
        side.addWidget(again)
        side.addWidget(self.remove)
        return side

    # content ------------------------------------------------------------------------------------

    def open_picture(self, path: Path) -> None:
        """Show a picture and look for its views."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            self.told.setText(_("{name} cannot be read as a picture").format(name=path.name))
            self.told.set_tone("error")
            return
        self.source = path
        self.canvas.set_image(image.convertToFormat(QImage.Format.Format_RGB32))
        self.find_views()

    def find_views(self) -> None:
        """Boxes where the views seem to be; the person corrects them."""
        path, find = self.source, self._find
        if path is not None:
            find(path, self._found)

    def _found(self, found: Sequence[Box]) -> None:
        if not shiboken6.isValid(self):
            return
        names = _USUAL[self._kind]
        boxes = [
            CropBox(one.left, one.top, one.right, one.bottom, names[min(place, len(names) - 1)])
            for place, one in enumerate(found)
        ]
        self.canvas.set_boxes(boxes)
        self.canvas.setFocus()

    def crops(self) -> list[CropBox]:
        """The boxes as they are now."""
        return list(self.canvas.boxes)

    # following ----------------------------------------------------------------------------------

    def _show(self) -> None:
        boxes, current = self.canvas.boxes, self.canvas.current
        self.list.blockSignals(True)
        self.list.clear()
        for place, box in enumerate(boxes, start=1):
            self.list.addItem(QListWidgetItem(f"{place}   {_(SLOTS[box.slot])}"))
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        chosen = 0 <= current < len(boxes)
        self.slot.setEnabled(chosen)
        self.remove.setEnabled(chosen)
        if chosen:
            self.slot.setCurrentIndex(max(self.slot.findData(boxes[current].slot), 0))
        self.done_.setEnabled(bool(boxes))
        self.done_.set_words(_("Pin {n} pictures").format(n=len(boxes)))
        if self.source is not None:
            self.told.setText(
                _(
                    "Drag on the picture for a new box. Arrows move it, Shift+arrows change its size, "
                    "Space goes to the next, N adds one, Delete removes."
                )
            )
            self.told.set_tone("muted")

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.canvas.choose(row)

    def _slot_chosen(self, _index: int) -> None:
        if self.canvas.current >= 0:
            self.canvas.set_slot(self.canvas.current, self.slot.currentData())

    # bringing a picture in ----------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a picture"), "", picture_filter()
        )
        if chosen:
            self.open_picture(Path(chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V takes the clipboard's picture."""
        if event.matches(QKeySequence.StandardKey.Paste):
            path = clipboard_picture()
            if path is not None:
                self.open_picture(path)
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.done_.isEnabled():
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures land here."""
        if any(path.suffix.lower() in PICTURE_SUFFIXES for path in dropped_paths(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the first one."""
        paths = [
            one for one in dropped_paths(event.mimeData()) if one.suffix.lower() in PICTURE_SUFFIXES
        ]
        event.acceptProposedAction()
        self.open_picture(paths[0])
