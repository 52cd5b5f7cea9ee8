"""The right panel: what is known of the scene at the cursor, and making shots of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.cast import CastEntry, find_by_name
from app.domain.script import Diagnostic
from app.ui.i18n import _, minutes, ngettext, sentence
from app.ui.script.scene_views import SceneRow, shots_words
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip
from app.ui.widgets.labels import Label, SectionHeader, row
from app.ui.widgets.layouts import FlowLayout, ScrollColumn, clear_layout


class SceneFacts(QFrame):
    """Shows one scene. `cast_wanted(id)`, `line_wanted(line)` (0-based), `shots_wanted`, `board_wanted`."""

    cast_wanted = Signal(str)
    line_wanted = Signal(int)
    shots_wanted = Signal()
    board_wanted = Signal()
    cast_from_script_wanted = Signal()

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollColumn("panel")
        outer.addWidget(self._scroll, 1)
        foot = QFrame()
        foot.setProperty("surface", "foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        self.make = Button(_("Make shots"), "primary", "shots.make")
        self.make.setToolTip(keys)
        self.make.clicked.connect(self.shots_wanted)
        self._hint = Label("", "caption", wrap=True)
        column.addWidget(self._hint)
        column.addWidget(self.make)
        outer.addWidget(foot)

    def show_scene(
        self,
        scene: SceneRow | None,
        cast: Sequence[CastEntry],
        warnings: Sequence[Diagnostic],
        episode_shots: int,
    ) -> None:
        """Show a scene, or that there is none at the cursor."""
        clear_layout(self._scroll.body)
        self._hint.setText(
            _("Shots are only added or marked; takes are never deleted.")
            if episode_shots
            else _("The rules of breakdown run here, at no cost.")
        )
        if scene is None:
            self._scroll.body.addWidget(SectionHeader(_("Scene")))
            self._scroll.body.addWidget(
                Label(_("Put the cursor into a scene to see its facts."), "muted", wrap=True)
            )
            self._scroll.body.addStretch(1)
            return
        self._show_head(scene)
        self._show_cast(scene, cast)
        self._show_warnings(warnings)
        self._scroll.body.addStretch(1)

    def _show_head(self, scene: SceneRow) -> None:
        body = self._scroll.body
        body.addWidget(
            SectionHeader(_("Scene {number}").format(number=scene.span.scene.number or ""))
        )
        body.addWidget(
            Label(scene.span.scene.place or scene.span.scene.heading, "title", wrap=True)
        )
        facts = (
            (_("Time of day"), scene.span.scene.time or _("Not said")),
            (_("Length"), _("about {time}").format(time=minutes(scene.seconds))),
            (_("Lines"), str(sum(1 for element in scene.span.scene.elements if element.is_spoken))),
            (_("Shots"), shots_words(scene.shots)),
        )
        for name, value in facts:
            holder = QWidget()
            line = row(Label(name, "body", "muted"), Label(value))
            line.insertStretch(1, 1)
            holder.setLayout(line)
            body.addWidget(holder)
        if scene.shots:
            link = Button(_("Show on Board"), "link", "goto")
            link.clicked.connect(self.board_wanted)
            body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_cast(self, scene: SceneRow, cast: Sequence[CastEntry]) -> None:
        body = self._scroll.body
        body.addWidget(SectionHeader(_("Cast")))
        names = scene.span.scene.cast
        if not names:
            body.addWidget(Label(_("Nobody speaks or is named here."), "muted", wrap=True))
            return
        holder = QWidget()
        flow = FlowLayout(holder, spacing=6)
        unknown: list[str] = []
        for name in names:
            entry = find_by_name(list(cast), name)
            if entry is None:
                unknown.append(name)
                flow.addWidget(Chip(name, icon_name="state.unknown", tone="warn"))
                continue
            chip = Chip(entry.name, color=entry.color, clickable=True)
            chip.clicked.connect(lambda chosen=entry.id: self.cast_wanted.emit(chosen))
            flow.addWidget(chip)
        body.addWidget(holder)
        if unknown:
            words = ngettext(
                "Add {n} name to the cast", "Add {n} names to the cast", len(unknown)
            ).format(n=len(unknown))
            add = Button(words, "link")
            add.clicked.connect(self.cast_from_script_wanted)
            body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_warnings(self, warnings: Sequence[Diagnostic]) -> None:
        if not warnings:
            return
        body = self._scroll.body
        body.addWidget(SectionHeader(_("Remarks")))
        for note in warnings[:20]:
            body.addWidget(
                Label(
                    sentence(note.message),
                    "small",
                    "error" if note.severity == "error" else "warn",
                    wrap=True,
                )
            )
            link = Button(_("Go to line {n}").format(n=note.line), "link", small=True)
            link.clicked.connect(
                lambda _checked=False, line=note.line - 1: self.line_wanted.emit(line)
            )
            body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
