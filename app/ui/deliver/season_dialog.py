"""Several episodes at once: which, into which kinds, under what names, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from app.domain.ids import EpisodeId
from app.ui.deliver.preset_words import PresetRow
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext
from app.ui.tokens import SPACE_2
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import ElidedLabel, FormRow, Label

#: What a file is called unless the person says otherwise.
PATTERN = "{title}_E{episode:02}_{platform}_{width}x{height}"
#: Episodes, folder, pattern, in parts; answers what forbids it.
Add = Callable[[tuple[EpisodeId, ...], Path | None, str, bool], str]
_FIELDS = "{title} {episode:02} {episode_title} {platform} {preset} {width} {height} {part} {date} {version}"


class SeasonDialog(ShellDialog):
    """Asks for everything a batch needs, and stays open when it cannot be made."""

    def __init__(
        self,
        episodes: Sequence[tuple[EpisodeId, str, bool]],
        kinds: Sequence[PresetRow],
        example: Callable[[str], tuple[str, str]],
        add: Add,
        parent: QWidget,
        *,
        folder: Path | None = None,
        in_parts: bool = False,
    ) -> None:
        """`episodes` are (id, words, ready); `example(pattern)` gives a name and what is wrong with the pattern.

        `add(episodes, folder, pattern, in_parts)` says what forbids it, empty when it was done.
        """
        super().__init__(_("Render several episodes"), parent, width=620, height=620)
        self._kinds, self._example, self._add = kinds, example, add
        self.folder = folder
        names = _(", ").join(row.title for row in kinds)
        kinds_words = ngettext("{n} kind: {names}", "{n} kinds: {names}", len(kinds))
        self.body.addWidget(
            Label(kinds_words.format(n=len(kinds), names=names), "muted", wrap=True)
        )
        self.body.addLayout(self._head())
        self.list = QListWidget()
        self.list.setAccessibleName(_("Episodes"))
        for episode_id, words, ready in episodes:
            item = QListWidgetItem(
                words if ready else _("{name} (no shots yet)").format(name=words)
            )
            item.setData(Qt.ItemDataRole.UserRole, episode_id)
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if ready else Qt.ItemFlag.NoItemFlags)
            item.setCheckState(Qt.CheckState.Checked if ready else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self._sum_up())
        self.body.addWidget(self.list, 1)
        self._naming(in_parts)
        self.add_button(_("Cancel")).clicked.connect(self.reject)
        self.go = self.add_button("", "primary")
        self.go.clicked.connect(self._accept)
        self._sum_up()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(Label(_("Episodes"), "title"))
        row.addStretch(1)
        for words, on in ((_("All"), True), (_("None"), False)):
            button = Button(words, "link", small=True)
            button.clicked.connect(lambda _checked=False, state=on: self.tick_all(on=state))
            row.addWidget(button)
        return row

    def _naming(self, in_parts: bool) -> None:
        self.pattern = QLineEdit(PATTERN)
        self.pattern.setToolTip(_FIELDS)
        self.pattern.textChanged.connect(lambda _text: self._sum_up())
        self.pattern_row = FormRow(_("Names of the files"), self.pattern)
        self.body.addWidget(self.pattern_row)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.folder_words = ElidedLabel("", mode=Qt.TextElideMode.ElideMiddle)
        self._show_folder()
        choose = IconButton("open", _("Choose the folder"), tone="text")
        choose.clicked.connect(lambda _checked=False: self._choose())
        row.addWidget(self.folder_words, 1)
        row.addWidget(choose)
        self.body.addWidget(FormRow(_("Folder"), holder))
        self.parts = QCheckBox(_("Split into parts where a platform's length ends"))
        self.parts.setChecked(in_parts)
        self.body.addWidget(self.parts)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where should the files go?"), str(self.folder or "")
        )
        if chosen:
            self.folder = Path(chosen)
            self._show_folder()

    def _show_folder(self) -> None:
        words = str(self.folder) if self.folder else _("The project's own folder for deliveries")
        self.folder_words.setText(words)

    # -- reading ---------------------------------------------------------------------------------
    def ticked(self) -> tuple[EpisodeId, ...]:
        """The episodes to be made, in the series' order."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )

    def tick_all(self, *, on: bool) -> None:
        """Tick all that have shots, or none."""
        for place in range(self.list.count()):
            item = self.list.item(place)
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _sum_up(self) -> None:
        name, wrong = self._example(self.pattern.text().strip())
        if wrong:
            self.pattern_row.set_hint(wrong, "error")
        else:
            self.pattern_row.set_hint(_("For example {name}").format(name=name))
        count = len(self.ticked()) * len(self._kinds)
        words = ngettext("Put {n} film into the queue", "Put {n} films into the queue", count)
        self.go.set_words(words.format(n=count))
        self.go.setEnabled(count > 0 and not wrong)

    def _accept(self) -> None:
        pattern = self.pattern.text().strip()
        wrong = self._add(self.ticked(), self.folder, pattern, self.parts.isChecked())
        if wrong:
            self.pattern_row.set_hint(wrong, "error")
            return
        self.accept()
