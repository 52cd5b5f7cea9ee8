"""What of an entry becomes an entry of its own: a name, other names, looks and shots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from app.domain.cast import CastEntry, Look
from app.domain.ids import LookId, ShotId
from app.domain.script import Episode
from app.domain.shots import Shot
from app.studio.session import Session
from app.ui import theme
from app.ui.cast.words import look_name
from app.ui.dialogs import ShellDialog
from app.ui.finding import episode_title, scene_title
from app.ui.i18n import _
from app.ui.widgets.labels import FormRow, Label

_WHAT, _ID = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Split:
    """What goes over to the new entry."""

    name: str
    aliases: tuple[str, ...]
    looks: tuple[LookId, ...]
    shots: tuple[ShotId, ...]


class SplitDialog(ShellDialog):
    """`chosen()` after it was accepted."""

    def __init__(
        self, session: Session, entry: CastEntry, looks: Sequence[Look], parent: QWidget
    ) -> None:
        super().__init__(
            _("Split {name} into two").format(name=entry.name), parent, width=560, height=560
        )
        self.name = QLineEdit(entry.aliases[0] if entry.aliases else "")
        self.name.setMaxLength(80)
        self.name.textChanged.connect(lambda _text: self._show())
        self.body.addWidget(FormRow(_("Name of the new entry"), self.name))
        self.body.addWidget(
            Label(
                _("It starts with the same description. Mark what belongs to it."),
                "muted",
                wrap=True,
            )
        )
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("What goes over"))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.px(18))
        self.tree.itemChanged.connect(lambda _item, _column: self._show())
        self.body.addWidget(self.tree, 1)
        self._fill(session, entry, looks)
        self.told = Label("", "caption")
        self.body.addWidget(self.told)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.done_ = self.add_button(_("Split"), "primary")
        self.done_.clicked.connect(self.accept)
        self._show()

    def chosen(self) -> Split:
        """What was marked."""
        marked = self._marked()
        return Split(
            name=self.name.text().strip(),
            aliases=tuple(one for what, one in marked if what == "alias"),
            looks=tuple(LookId(one) for what, one in marked if what == "look"),
            shots=tuple(ShotId(one) for what, one in marked if what == "shot"),
        )

    def _fill(self, session: Session, entry: CastEntry, looks: Sequence[Look]) -> None:
        if entry.aliases:
            top = self._top(_("Other names"))
            for alias in entry.aliases:
                self._row(top, alias, "alias", alias)
        if looks:
            top = self._top(_("Looks"))
            for look in looks:
                self._row(top, look_name(look), "look", look.id)
        shots: dict[str, list[Shot]] = {}
        for shot in session.all(Shot):
            if entry.id in shot.subjects:
                shots.setdefault(shot.scene_id, []).append(shot)
        for episode in session.all(Episode):
            for scene in session.scenes(episode.id):
                if scene.id not in shots:
                    continue
                words = f"{episode_title(episode.number, '')}  {scene_title(scene)}"
                top = self._top(words)
                for shot in shots[scene.id]:
                    self._row(top, f"{shot.number}  {shot.action}".strip(), "shot", shot.id)

    def _top(self, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsAutoTristate
        )
        item.setCheckState(0, Qt.CheckState.Unchecked)
        self.tree.addTopLevelItem(item)
        item.setExpanded(True)
        return item

    def _row(self, top: QTreeWidgetItem, words: str, what: str, one: str) -> None:
        item = QTreeWidgetItem([words])
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(0, Qt.CheckState.Unchecked)
        item.setData(0, _WHAT, what)
        item.setData(0, _ID, one)
        top.addChild(item)

    def _marked(self) -> list[tuple[str, str]]:
        tops = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        rows = [top.child(at) for top in tops if top is not None for at in range(top.childCount())]
        return [
            (str(row.data(0, _WHAT)), str(row.data(0, _ID)))
            for row in rows
            if row is not None and row.checkState(0) == Qt.CheckState.Checked
        ]

    def _show(self) -> None:
        if not hasattr(self, "done_"):
            return
        self.done_.setEnabled(bool(self.name.text().strip()))
        shots = sum(1 for what, _one in self._marked() if what == "shot")
        self.told.setText(_("{n} shots go over").format(n=shots))
