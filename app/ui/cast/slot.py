"""One reference slot of a look: a picture, or the place to drop, paste or choose one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from app.studio.intake import PICTURE_SUFFIXES
from app.ui import theme
from app.ui.drop_overlay import dropped_paths
from app.ui.i18n import _
from app.ui.tokens import SPACE_1
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


class ReferenceSlot(QFrame):
    """Enter or click chooses a file, Ctrl+V pastes, Delete unpins, files and pictures can be dropped.

    `picture_given(path)` and `remove_wanted`.
    """

    picture_given = Signal(object)
    remove_wanted = Signal()

    def __init__(
        self,
        words: str,
        picture: Path | None,
        *,
        missing: bool,
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._filled = picture is not None or missing
        self._editable = editable
        state = (
            _("{slot}: picture pinned")
            if self._filled
            else _("{slot}: empty, press Enter to choose a picture")
        )
        self.setAccessibleName(state.format(slot=words))
        self.setProperty("surface", "box" if self._filled else "drop")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(editable)
        self.setFixedSize(theme.px(112), theme.px(150))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_1, SPACE_1, SPACE_1, SPACE_1)
        layout.setSpacing(SPACE_1)
        thumb = Thumbnail(QSize(theme.px(112) - 10, theme.px(150) - theme.px(18) - 16), name=words)
        thumb.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if picture is not None:
            thumb.show_source(picture)
        else:
            thumb.show_icon("state.missing" if missing else "add")
        layout.addWidget(thumb)
        label = ElidedLabel(words, "caption")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(label)
        self._add_menu()

    def _add_menu(self) -> None:
        if not self._editable:
            return
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        entries = [(_("Choose a picture"), self.choose), (_("Paste a picture"), self.paste)]
        if self._filled:
            entries.append((_("Unpin"), self.remove_wanted.emit))
        for words, do in entries:
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=do: act())
            self.addAction(action)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Ctrl+V, Delete."""
        if not self._editable:
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.choose()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._filled:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on an empty slot chooses a file."""
        if self._editable and not self._filled and event.button() == Qt.MouseButton.LeftButton:
            self.choose()
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
