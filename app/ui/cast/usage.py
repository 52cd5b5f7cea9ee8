"""The right panel: every shot that shows an entry, by episode; choosing one goes to the Board."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.studio.session import Session
from app.ui import theme
from app.ui.finding import episode_title
from app.ui.i18n import _, ngettext
from app.ui.icons import icon
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label, SectionHeader


class Usage(QFrame):
    """`shot_chosen(episode, scene, shots)` and `board_wanted` with every shot selected."""

    shots_chosen = Signal(object, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        outer.setSpacing(SPACE_2)
        self._header = SectionHeader(_("Used in"))
        outer.addWidget(self._header)
        self._count = Label("", "muted", wrap=True)
        outer.addWidget(self._count)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Shots that show it"))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.px(14))
        self.tree.itemActivated.connect(lambda item, _column: self._open(item))
        outer.addWidget(self.tree, 1)
        self._all = Button(_("Select on Board"), "plain", "goto")
        self._all.clicked.connect(self._open_all)
        outer.addWidget(self._all)
        self._places: list[tuple[str, str, str]] = []

    def show_usage(self, session: Session, cast_id: str) -> None:
        """List the shots in story order."""
        self.tree.clear()
        self._places = []
        scenes = {scene.id: scene for scene in session.all(Scene)}
        by_scene: dict[str, list[Shot]] = {}
        for shot in session.all(Shot):
            if cast_id in shot.subjects:
                by_scene.setdefault(shot.scene_id, []).append(shot)
        for episode in session.all(Episode):
            rows = [
                (scene, shot)
                for scene in session.scenes(episode.id)
                for shot in by_scene.get(scene.id, [])
            ]
            if not rows:
                continue
            top = QTreeWidgetItem([f"{episode_title(episode.number, episode.title)}  {len(rows)}"])
            top.setIcon(0, icon("episode", "muted"))
            self.tree.addTopLevelItem(top)
            for scene, shot in rows:
                child = QTreeWidgetItem([f"{shot.number}  {shot.action}".strip()])
                child.setToolTip(0, f"{scenes[scene.id].heading}\n{shot.action}")
                child.setData(0, Qt.ItemDataRole.UserRole, len(self._places))
                top.addChild(child)
                self._places.append((episode.id, scene.id, shot.id))
            top.setExpanded(True)
        count = len(self._places)
        words = ngettext("{n} shot shows it", "{n} shots show it", count).format(n=count)
        self._count.setText(
            words if count else _("No shot shows it yet. Make shots from the script first.")
        )
        self.tree.setVisible(bool(count))
        self._all.setVisible(bool(count))

    def _open(self, item: QTreeWidgetItem) -> None:
        index = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(index, int):
            episode, scene, shot = self._places[index]
            self.shots_chosen.emit(episode, scene, (shot,))

    def _open_all(self) -> None:
        if not self._places:
            return
        episode = self._places[0][0]
        shots = tuple(shot for where, _scene, shot in self._places if where == episode)
        self.shots_chosen.emit(episode, self._places[0][1], shots)
