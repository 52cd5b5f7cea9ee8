"""The left panel: episodes with their progress, the scenes of the open one, adding and renaming."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.domain.script import Episode
from app.ui import theme
from app.ui.finding import episode_title
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.script.scene_views import SceneRow
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import SectionHeader


class _Tree(QTreeWidget):
    """Alt with arrows moves the chosen episode, F2 renames it, Delete removes it."""

    move_key = Signal(int)
    rename_key = Signal()
    remove_key = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        item = self.currentItem()
        on_episode = item is not None and item.parent() is None
        if on_episode and event.modifiers() == Qt.KeyboardModifier.AltModifier and key in steps:
            self.move_key.emit(steps[key])
        elif key == Qt.Key.Key_F2:
            self.rename_key.emit()
        elif on_episode and key == Qt.Key.Key_Delete:
            self.remove_key.emit()
        else:
            super().keyPressEvent(event)


class EpisodeList(QFrame):
    """Tells `episode_chosen(id)`, `scene_chosen(index)`, `add_wanted`, `rename_wanted(id)`, `remove_wanted(id)`,
    `move_wanted(id, step)`.
    """

    episode_chosen = Signal(str)
    scene_chosen = Signal(int)
    add_wanted = Signal()
    rename_wanted = Signal(str)
    remove_wanted = Signal(str)
    move_wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_3, 0, 0)
        outer.setSpacing(SPACE_2)
        header = SectionHeader(_("Episodes"))
        header.set_margins(SPACE_4, SPACE_2)
        add = IconButton("add", _("Add episode"))
        add.clicked.connect(self.add_wanted)
        header.add(add)
        outer.addWidget(header)
        self.tree = _Tree()
        self.tree.setAccessibleName(_("Episodes and scenes"))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.px(14))
        self.tree.setProperty("surface", "clear")
        self.tree.currentItemChanged.connect(lambda item, _before: self._tell(item))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for words, tell in (
            (_("Rename"), lambda: self._about(self.rename_wanted)),
            (_("Move up"), lambda: self._move(-1)),
            (_("Move down"), lambda: self._move(1)),
            (_("Remove episode"), lambda: self._about(self.remove_wanted)),
        ):
            action = QAction(words, self.tree)
            action.triggered.connect(lambda _checked=False, do=tell: do())
            self.tree.addAction(action)
        outer.addWidget(self.tree, 1)
        self._filling = False
        self.tree.move_key.connect(self._move)
        self.tree.rename_key.connect(lambda: self._about(self.rename_wanted))
        self.tree.remove_key.connect(lambda: self._about(self.remove_wanted))

    def show_episodes(
        self,
        episodes: list[Episode],
        progress: dict[str, str],
        current: str | None,
        rows: list[SceneRow],
        scene: int,
    ) -> None:
        """Show every episode; the open one with its scenes, `scene` chosen (-1: none)."""
        self._filling = True
        self.tree.clear()
        for episode in episodes:
            item = QTreeWidgetItem([episode_title(episode.number, episode.title)])
            item.setIcon(0, icon("episode", "accent" if episode.id == current else "muted"))
            item.setData(0, Qt.ItemDataRole.UserRole, episode.id)
            item.setToolTip(0, progress.get(episode.id, ""))
            self.tree.addTopLevelItem(item)
            if episode.id != current:
                continue
            for row in rows:
                child = QTreeWidgetItem([row.title])
                child.setForeground(0, theme.color("text" if row.shots else "muted"))
                child.setToolTip(0, row.synopsis[:200])
                if row.warnings:
                    child.setIcon(0, icon("state.warn", "warn"))
                item.addChild(child)
            item.setExpanded(True)
            self.tree.setCurrentItem((item.child(scene) if scene >= 0 else None) or item)
        self._filling = False

    def mark_scene(self, scene: int) -> None:
        """Choose another scene of the open episode."""
        for index in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(index)
            if item is not None and item.childCount():
                self._filling = True
                self.tree.setCurrentItem((item.child(scene) if scene >= 0 else None) or item)
                self._filling = False

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is None or self._filling:
            return
        parent = item.parent()
        if parent is None:
            self.episode_chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))
        else:
            self.scene_chosen.emit(parent.indexOfChild(item))

    def _current_episode(self) -> str:
        item = self.tree.currentItem()
        if item is None:
            return ""
        return str((item.parent() or item).data(0, Qt.ItemDataRole.UserRole))

    def _about(self, signal: SignalInstance) -> None:
        if self._current_episode():
            signal.emit(self._current_episode())

    def _move(self, step: int) -> None:
        if self._current_episode():
            self.move_wanted.emit(self._current_episode(), step)
