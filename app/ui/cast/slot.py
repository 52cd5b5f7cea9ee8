"""One reference slot of a look: a picture with its rights, or the place to drop, paste, choose or make one."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu, QVBoxLayout, QWidget

from app.domain.cast import Reference, Slot
from app.studio.intake import PICTURE_SUFFIXES
from app.ui import theme
from app.ui.cast.words import RIGHTS, SLOTS, slot_words
from app.ui.drop_overlay import dropped_paths
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import SPACE_1
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.pictures import Thumbnail


def picture_filter() -> str:
    """The filter of the file dialog."""
    return _("Pictures ({suffixes})").format(
        suffixes=" ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
    )


def clipboard_picture() -> Path | None:
    """The picture or picture file on the clipboard as a file; None when there is none."""
    mime = QGuiApplication.clipboard().mimeData()
    for path in dropped_paths(mime):
        if path.suffix.lower() in PICTURE_SUFFIXES:
            return path
    if not mime.hasImage():
        return None
    image = QGuiApplication.clipboard().image()
    if image.isNull():
        return None
    folder = Path(tempfile.mkdtemp(prefix="fenjing-paste-"))
    path = folder / "pasted.png"
    return path if image.save(str(path)) else None


@dataclass(frozen=True)
class SlotFacts:
    """What a slot shows: `reference` is None while it is empty; `price` what filling it would cost, in words.

    `made` is how many pictures generators made for it already.
    """

    slot: Slot
    reference: Reference | None = None
    picture: Path | None = None
    price: str = ""
    made: int = 0


class ReferenceSlot(QFrame):
    """Enter, a click or Shift+F10 opens what can be done; Ctrl+V pastes, Delete unpins, pictures can be dropped.

    `wanted(verb)` with one of `frame`, `generate`, `made`, `rights:KEY`, `note`, `label`, `cut`, `large`, `unpin`;
    `picture_given(path)` for a file.
    """

    picture_given = Signal(object)
    wanted = Signal(str)

    def __init__(self, facts: SlotFacts, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts, self._editable = facts, editable
        self._filled = facts.reference is not None
        name = slot_words(facts.reference) if facts.reference else _(SLOTS[facts.slot])
        state = (
            _("{slot}: picture pinned, {rights}")
            if self._filled
            else _("{slot}: empty, press Enter to choose a picture")
        )
        rights = _(RIGHTS[facts.reference.rights][0]) if facts.reference else ""
        self.setAccessibleName(state.format(slot=name, rights=rights))
        self.setProperty("surface", "box" if self._filled else "drop")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(editable)
        self.setFixedSize(theme.px(112), theme.px(152))
        if self._filled and facts.reference is not None and facts.reference.note:
            self.setToolTip(f"{name}\n{facts.reference.note}")
        self._build(name)

    def _build(self, name: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_1, SPACE_1, SPACE_1, SPACE_1)
        layout.setSpacing(SPACE_1)
        size = QSize(theme.px(112) - 10, theme.px(152) - theme.px(18) - 16)
        thumb = Thumbnail(size, name=name)
        thumb.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if self.facts.picture is not None:
            thumb.show_source(self.facts.picture)
        else:
            thumb.show_icon("state.missing" if self._filled else "add")
        layout.addWidget(thumb)
        label = ElidedLabel(name, "caption")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(label)
        if self.facts.reference is not None:
            _words, short, tone = RIGHTS[self.facts.reference.rights]
            self.rights = Badge(_(short), tone, parent=thumb)
            self.rights.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.rights.adjustSize()
            self.rights.move(theme.px(4), size.height() - self.rights.height() - theme.px(4))

    # what can be done ---------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Everything that can be done here; the first entry is the likeliest."""
        menu = QMenu(self)
        self._filling(menu)
        if self._filled:
            menu.addSeparator()
            self._noting(menu)
            menu.addSeparator()
            self._entry(menu, "large", _("See it large"), "zoom.in")
            self._entry(menu, "cut", _("Cut it up into slots…"), "trim")
            self._entry(menu, "unpin", _("Unpin"), "remove", keys="Del")
        return menu

    def _filling(self, menu: QMenu) -> None:
        menu.addAction(icon("picture"), _("Choose a picture…"), self.choose)
        paste = menu.addAction(
            icon("paste"), _with_keys(_("Paste a picture"), "Ctrl+V"), self.paste
        )
        paste.setEnabled(_holds_picture())
        self._entry(menu, "frame", _("Take a frame of a take…"), "take")
        words = _("Generate it…")
        if self.facts.price:
            words = f"{words}   {self.facts.price}"
        self._entry(menu, "generate", words, "generate")
        if self.facts.made:
            made = _("Choose among {n} made for it…").format(n=self.facts.made)
            self._entry(menu, "made", made, "picture")

    def _noting(self, menu: QMenu) -> None:
        held = self.facts.reference
        rights = menu.addMenu(icon("label"), _("Rights"))
        group = QActionGroup(rights)
        for key, (words, _short, _tone) in RIGHTS.items():
            action = rights.addAction(_(words))
            action.setCheckable(True)
            action.setChecked(held is not None and held.rights == key)
            action.triggered.connect(
                lambda _checked=False, of=key: self.wanted.emit(f"rights:{of}")
            )
            group.addAction(action)
        self._entry(menu, "note", _("Note, such as whose release…"), "note")
        self._entry(menu, "label", _("What it shows…"), "rename")

    def _entry(self, menu: QMenu, verb: str, words: str, icon_name: str, keys: str = "") -> None:
        action = QAction(icon(icon_name), _with_keys(words, keys), menu)
        action.triggered.connect(lambda _checked=False: self.wanted.emit(verb))
        menu.addAction(action)

    def open_menu(self, at: QPoint | None = None) -> None:
        """Show it below the slot, or where the mouse is."""
        if not self._editable:
            if self._filled:
                self.wanted.emit("large")
            return
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = menu.actions()[0]
        menu.popup(at or self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(first)

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a picture"), "", picture_filter()
        )
        if chosen:
            self.picture_given.emit(Path(chosen))

    def paste(self) -> None:
        """Take the clipboard's picture."""
        path = clipboard_picture()
        if path is not None:
            self.picture_given.emit(path)

    # Qt ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Ctrl+V, Delete."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.open_menu()
        elif self._editable and event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif (
            self._editable
            and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
            and self._filled
        ):
            self.wanted.emit("unpin")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click, the menu key, Shift+F10."""
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self.open_menu(event.globalPos() if mouse else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows an own picture large and asks what to do with an empty place."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.open_menu(event.globalPosition().toPoint())
        super().mouseReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only pictures land here."""
        if any(path.suffix.lower() in PICTURE_SUFFIXES for path in dropped_paths(event.mimeData())):
            self._hover(over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """The hint goes."""
        self._hover(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first picture."""
        self._hover(over=False)
        path = next(
            one for one in dropped_paths(event.mimeData()) if one.suffix.lower() in PICTURE_SUFFIXES
        )
        event.acceptProposedAction()
        self.picture_given.emit(path)

    def _hover(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().polish(self)


def _with_keys(words: str, keys: str) -> str:
    """Shown beside the words, not bound: the slot itself answers the key."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words}\t{shown}" if shown else words


def _holds_picture() -> bool:
    mime = QGuiApplication.clipboard().mimeData()
    return mime.hasImage() or any(
        path.suffix.lower() in PICTURE_SUFFIXES for path in dropped_paths(mime)
    )
