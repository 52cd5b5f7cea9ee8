"""The cover maker: look through the cut for a frame, write large words, see every shape as it will be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.project import LabelChoice
from app.domain.release import Release
from app.domain.timeline import Timeline
from app.domain.timing import timecode
from app.errors import FenjingError
from app.studio import covers
from app.studio.session import Session
from app.ui import theme
from app.ui.i18n import _, ngettext, sentence
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout

#: Milliseconds after the last key or drag.
_CALM = 180
_WIDE = 320
Size = tuple[int, int]


class CoverPicture(QWidget):
    """One shape, drawn by the same code that writes the file."""

    def __init__(self, size: Size, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_ = size
        self.image: QImage | None = None
        self.setAccessibleName(_("Cover {wide} × {high}").format(wide=size[0], high=size[1]))
        high = theme.px(210)
        wide = round(high * size[0] / size[1])
        if wide > theme.px(240):
            wide, high = theme.px(240), round(theme.px(240) * size[1] / size[0])
        self.setFixedSize(wide, high)

    def show_image(self, image: QImage) -> None:
        """The drawn cover."""
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:
        """As large as it is."""
        return self.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cover, or an empty well while it is drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(box, theme.color("sunken"))
        if self.image is not None:
            painter.drawImage(box, self.image)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(box)
        painter.end()


class CoverPanel(ScrollColumn):
    """Frame, words, label; `edited(fields)` changes `Release`, `frame_wanted(frame)` shows one in the preview."""

    edited = Signal(dict)
    frame_wanted = Signal(int)
    written = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_3, parent=parent)
        self._session = session
        self._timeline: Timeline | None = None
        self._release = Release()
        self._label = LabelChoice()
        self._seen = 0
        self._jobs: list[Any] = []
        self._drawn: dict[Size, object] = {}
        self.pictures: dict[Size, CoverPicture] = {}
        self.body.setSpacing(SPACE_2)
        self._build()
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._draw)

    def _build(self) -> None:
        self.frame_words = Label("", "muted", wrap=True)
        self.body.addWidget(self.frame_words)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.take_frame = Button(_("Use the frame in the preview"), "plain", "camera", small=True)
        self.take_frame.clicked.connect(lambda _checked=False: self.use_frame(self._seen))
        self.see_frame = Button(_("Show it"), "quiet", small=True)
        self.see_frame.clicked.connect(lambda _checked=False: self._show_frame())
        row.addWidget(self.take_frame)
        row.addWidget(self.see_frame)
        row.addStretch(1)
        self.body.addLayout(row)
        self.title = QLineEdit()
        self.title.setMaxLength(120)
        self.title.textEdited.connect(lambda _text: self._calm.start())
        self.title.editingFinished.connect(self.flush)
        self.body.addWidget(FormRow(_("Words on the cover"), self.title))
        self.label = QCheckBox(_("AI label on the cover"))
        self.label.toggled.connect(self._label_toggled)
        self.body.addWidget(self.label)
        self.trouble = Label("", "caption", "error", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        holder = QWidget()
        self.flow = FlowLayout(holder, spacing=SPACE_3)
        self.body.addWidget(holder)
        self.save = Button(_("Save the covers"), "plain", "save")
        self.save.clicked.connect(lambda _checked=False: self.write())
        self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    # -- content ---------------------------------------------------------------------------------
    def set_cut(self, timeline: Timeline) -> None:
        """The episode's cut."""
        if timeline != self._timeline:
            self._timeline = timeline
            self._drawn.clear()
            self._calm.start()

    def set_release(self, release: Release, label: LabelChoice) -> None:
        """What is kept of the cover, and what the project's label says."""
        self._release, self._label = release, label
        if not self.title.hasFocus():
            self.title.setText(release.cover_title)
        self.label.blockSignals(True)
        self.label.setChecked(release.cover_label)
        self.label.blockSignals(False)
        self._tell_frame()
        self._calm.start()

    def set_sizes(self, sizes: Sequence[Size]) -> None:
        """The shapes that the ticked platforms ask for."""
        if list(sizes) == list(self.pictures):
            return
        clear_layout(self.flow)
        self.pictures = {}
        self._drawn.clear()
        for size in sizes:
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE_1)
            picture = CoverPicture(size)
            column.addWidget(picture)
            column.addWidget(Label(f"{size[0]} × {size[1]}", "caption"))
            self.flow.addWidget(box)
            self.pictures[size] = picture
        words = ngettext("Save the cover", "Save {n} covers", len(sizes)).format(n=len(sizes))
        self.save.set_words(words)
        self._calm.start()

    def set_read_only(self, read_only: bool) -> None:
        """Look, do not touch."""
        self.title.setReadOnly(read_only)
        for widget in (self.take_frame, self.label):
            widget.setEnabled(not read_only)

    def follow(self, frame: int) -> None:
        """The preview shows another frame."""
        self._seen = frame

    # -- choosing --------------------------------------------------------------------------------
    def use_frame(self, frame: int) -> None:
        """Take a frame of the cut for the cover."""
        if frame != self._release.cover_frame:
            self.edited.emit({"cover_frame": frame})

    def _show_frame(self) -> None:
        self.frame_wanted.emit(self._release.cover_frame or 0)

    def _label_toggled(self, on: bool) -> None:
        self.edited.emit({"cover_label": on})

    def flush(self) -> None:
        """Tell words that were not told yet."""
        title = self.title.text().strip()
        if title != self._release.cover_title:
            self.edited.emit({"cover_title": title})

    def _tell_frame(self) -> None:
        frame = self._release.cover_frame
        if frame is None or self._timeline is None:
            words = _(
                "Look through the film in the preview and take the frame that tells the most. Until then: the first."
            )
        else:
            words = _("Frame {time}").format(time=timecode(frame, self._timeline.fps))
        self.frame_words.setText(words)
        self.see_frame.setVisible(frame is not None)

    # -- drawing ---------------------------------------------------------------------------------
    def wanted(self, size: Size) -> covers.CoverWanted:
        """The cover of a shape as the fields say it now."""
        typed = self._release.model_copy(
            update={"cover_title": self.title.text().strip(), "cover_label": self.label.isChecked()}
        )
        made = covers.wanted(typed, self._label, size)
        last = max(0, self._timeline.length - 1) if self._timeline else 0
        return made.model_copy(update={"frame": min(made.frame, last)})

    def showEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Covers are only drawn while they are looked at."""
        self._calm.start()

    def _draw(self) -> None:
        if self._timeline is None or not self._timeline.pictures or not self.isVisible():
            return
        self.trouble.hide()
        self.stop()
        for size in self.pictures:
            asked = self.wanted(size)
            if self._drawn.get(size) == asked:
                continue
            ratio = max(1.0, self.devicePixelRatioF())
            self._jobs.append(
                self._session.rendering.covers.preview(
                    self._timeline,
                    asked,
                    round(_WIDE * ratio),
                    lambda png, at=size, what=asked: self._came(at, what, png),
                    self._trouble,
                )
            )

    def _came(self, size: Size, asked: object, png: bytes) -> None:
        picture = self.pictures.get(size)
        if picture is not None:
            self._drawn[size] = asked
            picture.show_image(QImage.fromData(png))

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, FenjingError):
            self.trouble.setText(f"{sentence(error.message)} {sentence(error.fix)}".strip())
            self.trouble.show()

    def stop(self) -> None:
        """Forget drawings that are under way."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []

    # -- writing ---------------------------------------------------------------------------------
    def write(self, folder: Path | None = None, stem: str = "") -> None:
        """Write every shape beside the films; `written(paths)` or `failed(error)`."""
        if self._timeline is None:
            return
        self.flush()
        try:
            self._session.rendering.covers.write(
                self._timeline,
                tuple(self.wanted(size) for size in self.pictures),
                folder or self.folder,
                stem or self.stem,
                self._label.producer,
                self.written.emit,
                self.failed.emit,
            )
        except FenjingError as error:
            self.failed.emit(error)

    folder = Path()
    stem = "cover"
