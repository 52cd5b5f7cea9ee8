"""What was read from a script file, before it is taken: episodes, scenes, what was not understood, the encoding."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QWidget

from app.domain.script import Diagnostic, Screenplay
from app.errors import DiskTrouble, FenjingError
from app.studio.intake import SCRIPT_SUFFIXES, read_script
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.finding import episode_title
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.notices import Notices
from app.ui.tokens import SPACE_4
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import FlowLayout, clear_layout

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")
_TONES = {"info": "accent", "warning": "warn", "error": "error"}
_MARKS = {"info": "state.info", "warning": "state.warn", "error": "state.error"}


def script_filter() -> str:
    """The filter of the file dialog."""
    return _("Scripts ({suffixes})").format(
        suffixes=" ".join(f"*{suffix}" for suffix in sorted(SCRIPT_SUFFIXES))
    )


def format_name(screenplay: Screenplay) -> str:
    """The script format in words."""
    return _("Fountain") if screenplay.format == "fountain" else _("Chinese short-drama script")


class ImportPreview(ShellDialog):
    """Shows a reading of the bytes; `accepted_script(screenplay)` when the person takes it."""

    accepted_script = Signal(object)

    def __init__(self, data: bytes, name: str, screenplay: Screenplay, parent: QWidget) -> None:
        super().__init__(_("Import {name}").format(name=name), parent, width=720, height=600)
        self._data, self._name = data, name
        self.screenplay = screenplay
        facts = QWidget()
        self._facts = FlowLayout(facts)
        self.body.addWidget(facts)
        self.encoding = QComboBox()
        self._offer_encodings(screenplay.encoding)
        self.encoding.currentIndexChanged.connect(lambda _index: self._read_again())
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        row.addWidget(
            FormRow(
                _("Encoding"), self.encoding, _("Choose another when the text below looks wrong.")
            )
        )
        row.addStretch(1)
        self.body.addLayout(row)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("What was found"))
        self.tree.setHeaderHidden(True)
        self.tree.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.body.addWidget(self.tree, 3)
        self._trouble_title = Label("", "title")
        self.body.addWidget(self._trouble_title)
        self.trouble = QTreeWidget()
        self.trouble.setAccessibleName(_("What was not understood"))
        self.trouble.setHeaderLabels([_("Line"), _("What")])
        self.trouble.setRootIsDecorated(False)
        self.body.addWidget(self.trouble, 2)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.take = self.add_button(_("Import"), "primary")
        self.take.clicked.connect(self._accept)
        self._show()

    @classmethod
    def of_file(cls, path: Path, notices: Notices, parent: QWidget) -> ImportPreview | None:
        """Read a file and preview it; a refusal is explained and gives None."""
        try:
            data = path.read_bytes()
        except OSError:
            notices.error(
                DiskTrouble(
                    f"{path.name} could not be read.", "Check that the file is still there."
                )
            )
            return None
        try:
            return cls(data, path.name, read_script(data, name=path.name), parent)
        except FenjingError as error:
            notices.error(error)
            return None

    def _offer_encodings(self, found: str) -> None:
        self.encoding.addItem(_("{encoding} (detected)").format(encoding=found), None)
        for name in ENCODINGS:
            if name != found.lower():
                self.encoding.addItem(name.upper(), name)

    def _read_again(self) -> None:
        try:
            self.screenplay = read_script(
                self._data, name=self._name, encoding=self.encoding.currentData()
            )
        except FenjingError as error:
            self._trouble_title.setText(sentence(error.message))
            self._trouble_title.set_tone("error")
            self.take.setEnabled(False)
            return
        self.take.setEnabled(True)
        self._show()

    def _show(self) -> None:
        screenplay = self.screenplay
        scenes = sum(len(episode.scenes) for episode in screenplay.episodes)
        clear_layout(self._facts)
        count = len(screenplay.episodes)
        for words in (
            format_name(screenplay),
            ngettext("{n} episode", "{n} episodes", count).format(n=count),
            ngettext("{n} scene", "{n} scenes", scenes).format(n=scenes),
        ):
            self._facts.addWidget(Badge(words))
        self.tree.clear()
        for episode in screenplay.episodes:
            top = QTreeWidgetItem([episode_title(episode.number, episode.title)])
            top.setIcon(0, icon("episode", "muted"))
            for scene in episode.scenes:
                lines = sum(1 for element in scene.elements if element.is_spoken)
                said = ngettext("{n} line", "{n} lines", lines).format(n=lines)
                row = QTreeWidgetItem(
                    [f"{scene.number}  {scene.heading or scene.place}    {said}".strip()]
                )
                row.setIcon(0, icon("scene", "muted"))
                top.addChild(row)
            self.tree.addTopLevelItem(top)
            top.setExpanded(True)
        self._show_trouble(screenplay.diagnostics)
        self.take.setEnabled(bool(screenplay.episodes))

    def _show_trouble(self, found: tuple[Diagnostic, ...]) -> None:
        self.trouble.clear()
        for note in found:
            item = QTreeWidgetItem([str(note.line or ""), sentence(note.message)])
            item.setIcon(1, icon(_MARKS[note.severity], _TONES[note.severity]))
            item.setToolTip(1, sentence(note.message))
            self.trouble.addTopLevelItem(item)
        self.trouble.resizeColumnToContents(0)
        self.trouble.setVisible(bool(found))
        self._trouble_title.set_tone("")
        self._trouble_title.setText(
            ngettext("{n} remark", "{n} remarks", len(found)).format(n=len(found))
            if found
            else _("Everything was understood")
        )

    def _accept(self) -> None:
        self.accept()
        self.accepted_script.emit(self.screenplay)
