"""Title, description and tags of an episode, counted as each ticked platform counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.release import Release
from app.ui.deliver.preset_words import PresetLike, title_of
from app.ui.i18n import _, number
from app.ui.tokens import SPACE_1, SPACE_3
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import Label, SectionHeader
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout

_APART = re.compile(r"[\s#,，、;；]+")


def tags_of(text: str) -> tuple[str, ...]:
    """Tags as people write them: apart by blanks, commas or `#`, each once."""
    return tuple(dict.fromkeys(part for part in _APART.split(text) if part))


class Counters(QWidget):
    """How long a text is against each platform's limit; platforms that count alike share one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, spacing=SPACE_3)
        self.shown: list[tuple[str, str]] = []

    def show_counts(self, counts: Sequence[tuple[str, float, int, int]]) -> None:
        """Each: platform, how many, most, least."""
        clear_layout(self.flow)
        self.shown = []
        grouped: dict[tuple[float, int, int], list[str]] = {}
        for name, count, most, least in counts:
            grouped.setdefault((count, most, least), []).append(name)
        for (count, most, least), names in grouped.items():
            over, under = count > most, 0 < count < least
            figure = f"{_short(count)} / {most}"
            words = "   ".join((_(", ").join(names), figure))
            if over:
                words += "   " + _("{n} too many").format(n=_short(count - most))
            elif under:
                words += "   " + _("at least {n}").format(n=least)
            tone = "error" if over else "warn" if under else "muted"
            self.flow.addWidget(Label(words, "caption", tone))
            self.shown.append((words, tone))
        self.setVisible(bool(grouped))
        self.updateGeometry()


class TextsPanel(ScrollColumn):
    """What is pasted on the platform's page; `edited(fields)` holds the changed fields of `Release`."""

    edited = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=SPACE_3, parent=parent)
        self.body.setSpacing(SPACE_1)
        self._presets: tuple[PresetLike, ...] = ()
        self._held = Release()
        self.hint = Label("", "muted", wrap=True)
        self.body.addWidget(self.hint)
        self.title = QLineEdit()
        self.title.editingFinished.connect(self.flush)
        self.title.textChanged.connect(lambda _text: self._count())
        self.title_counts = Counters()
        self._field(_("Title"), self.title, self.title_counts, self.title.text)
        self.description = TextBox(_("Description"), lines=6)
        self.description.finished.connect(lambda _text: self.flush())
        self.description.textChanged.connect(self._count)
        self.description_counts = Counters()
        self._field(
            _("Description"), self.description, self.description_counts, self.description.text
        )
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(_("Apart by blanks, for example: short drama AI"))
        self.tags.editingFinished.connect(self.flush)
        self.tags.textChanged.connect(lambda _text: self._count())
        self.tag_counts = Counters()
        self._field(_("Tags"), self.tags, self.tag_counts, self._tag_line)
        self.body.addStretch(1)
        self._count()

    def _field(self, name: str, field: QWidget, counts: Counters, text: object) -> None:
        head = SectionHeader(name, "caption")
        copy = IconButton("copy", _("Copy: {what}").format(what=name))
        copy.clicked.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(text())  # type: ignore[operator]
        )
        head.add(copy)
        field.setAccessibleName(name)
        self.body.addWidget(head)
        self.body.addWidget(field)
        self.body.addWidget(counts)
        self.body.addSpacing(SPACE_3)

    def _tag_line(self) -> str:
        return " ".join(f"#{tag}" for tag in tags_of(self.tags.text()))

    # -- content ---------------------------------------------------------------------------------
    def set_release(self, release: Release) -> None:
        """Show what is kept; a field the person is in is left alone."""
        self._held = release
        if not self.title.hasFocus():
            self.title.setText(release.title)
        self.description.set_text(release.description)
        if not self.tags.hasFocus() and tags_of(self.tags.text()) != release.tags:
            self.tags.setText(" ".join(release.tags))
        self._count()

    def set_presets(self, presets: Sequence[PresetLike]) -> None:
        """The ticked kinds, whose limits count."""
        self._presets = tuple(presets)
        self._count()

    def set_read_only(self, read_only: bool) -> None:
        """Look, do not touch."""
        for field in (self.title, self.description, self.tags):
            field.setReadOnly(read_only)

    def flush(self) -> None:
        """Tell what was typed and not told yet."""
        typed = {
            "title": self.title.text().strip(),
            "description": self.description.text().strip(),
            "tags": tags_of(self.tags.text()),
        }
        changed = {key: value for key, value in typed.items() if getattr(self._held, key) != value}
        if changed:
            self._held = self._held.model_copy(update=changed)
            self.edited.emit(changed)

    def _count(self) -> None:
        title, description = self.title.text().strip(), self.description.text().strip()
        tags = len(tags_of(self.tags.text()))
        titles, descriptions, tagged = [], [], []
        for preset in self._presets:
            limits, name = preset.texts, title_of(preset)
            if limits.title is not None:
                titles.append((name, limits.count(title), limits.title, limits.title_min or 0))
            if limits.description is not None:
                count = limits.count(description)
                descriptions.append((name, count, limits.description, 0))
            if limits.tags is not None:
                tagged.append((name, float(tags), limits.tags, 0))
        self.title_counts.show_counts(titles)
        self.description_counts.show_counts(descriptions)
        self.tag_counts.show_counts(tagged)
        known = bool(titles or descriptions or tagged)
        halves = any(preset.texts.half_width for preset in self._presets)
        words = _("Tick a platform on the left: its limits are counted here.")
        if known and halves:
            words = _("Xiaohongshu counts letters and digits as half a character.")
        elif known:
            words = _("Written once for the episode; each ticked platform counts in its own way.")
        self.hint.setText(words)


def _short(value: float) -> str:
    return f"{value:g}" if value < 1000 else number(int(value))
