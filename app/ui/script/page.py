"""The Script page: episodes at the left, the text in three views, facts of the scene at the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.domain.cast import CastEntry
from app.domain.changes import Changes
from app.domain.script import Diagnostic, Episode, Scene, Screenplay
from app.domain.shots import Shot
from app.studio.intake import SCRIPT_SUFFIXES
from app.ui.i18n import _, minutes, ngettext, number
from app.ui.page import Context, Page
from app.ui.script.editing import EpisodeCommands
from app.ui.script.editor import ScriptEditor
from app.ui.script.episode_list import EpisodeList
from app.ui.script.find_bar import FindBar
from app.ui.script.import_preview import ImportPreview, script_filter
from app.ui.script.mention import Mention
from app.ui.script.reading import TextReading, move_scene, read_episode, word_count
from app.ui.script.scene_facts import SceneFacts
from app.ui.script.scene_views import CardsView, OutlineView, SceneRow
from app.ui.script.shots_diff import ShotsDiffDialog
from app.ui.tokens import SPACE_2, SPACE_4
from app.ui.widgets.buttons import IconButton, SegmentedControl
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.layouts import Panel, Splitter

ORIGIN = "script"
VIEWS = ("text", "cards", "outline")


class ScriptPage(Page):
    """Writing and reading one episode; everything typed is kept within a second."""

    key = "script"
    icon_name = "page.script"
    shortcut = "Ctrl+1"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading: TextReading | None = None
        self._rows: list[SceneRow] = []
        self._episode: Episode | None = None
        self._shown_episode = ""
        self._commands = EpisodeCommands(context, self)
        self._make_actions()
        self._build()
        context.selection.changed.connect(self._follow_selection)

    @classmethod
    def title(cls) -> str:
        """Script."""
        return _("Script")

    # building ---------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._make = self.act(
            _("Make shots"),
            self.make_shots,
            keys="Ctrl+Return|Ctrl+Enter",
            icon_name="shots.make",
            name="script.make_shots",
        )
        self.act(
            _("Show the text"),
            lambda: self.show_view("text"),
            keys="Ctrl+Alt+1",
            icon_name="view.text",
        )
        self.act(
            _("Show cards"),
            lambda: self.show_view("cards"),
            keys="Ctrl+Alt+2",
            icon_name="view.cards",
        )
        self.act(
            _("Show the outline"),
            lambda: self.show_view("outline"),
            keys="Ctrl+Alt+3",
            icon_name="view.outline",
        )
        self.act(
            _("Find in the script"),
            lambda: self._find(replacing=False),
            keys="Ctrl+F",
            icon_name="search",
        )
        self.act(
            _("Find and replace"),
            lambda: self._find(replacing=True),
            keys="Ctrl+H",
            icon_name="swap",
        )
        self.act(_("Find the next one"), self._find_next, keys="F3")
        self.act(
            _("Move scene up"),
            lambda: self.move_scene(self._scene_index(), -1),
            keys="Alt+Up",
            icon_name="move.up",
        )
        self.act(
            _("Move scene down"),
            lambda: self.move_scene(self._scene_index(), 1),
            keys="Alt+Down",
            icon_name="move.down",
        )
        self.act(_("Next scene"), lambda: self._step_scene(1), keys="Ctrl+Alt+Down")
        self.act(_("Previous scene"), lambda: self._step_scene(-1), keys="Ctrl+Alt+Up")
        self.act(_("Add episode"), self._commands.add, icon_name="add")
        self.act(
            _("Import a script file"), self.import_file, icon_name="import", name="script.import"
        )

    def _build(self) -> None:
        self.episodes = EpisodeList()
        self.episodes.episode_chosen.connect(self._choose_episode)
        self.episodes.scene_chosen.connect(self._go_to_scene)
        self.episodes.add_wanted.connect(self._commands.add)
        self.episodes.rename_wanted.connect(self._commands.rename)
        self.episodes.remove_wanted.connect(self._commands.remove)
        self.episodes.move_wanted.connect(self._commands.move)
        self.editor = ScriptEditor()
        self.editor.settled.connect(self.commit)
        self.editor.line_changed.connect(self._line_changed)
        self.mention = Mention(self.editor)
        self.find_bar = FindBar(self.editor)
        self.cards, self.outline = CardsView(), OutlineView()
        for view in (self.cards, self.outline):
            view.chosen.connect(self._go_to_scene)
            view.opened.connect(self._open_scene)
            view.move_wanted.connect(self.move_scene)
        self.views = QStackedWidget()
        for widget in (self.editor, self.cards, self.outline):
            self.views.addWidget(widget)
        self.empty = EmptyState(
            "page.script",
            _("Nothing is written yet"),
            _("Write, paste or drop a script: txt, md or fountain, in Chinese or English."),
            (_("Add episode"), self._commands.add),
            [
                (_("Import a script file"), self.import_file),
                (_("Look at the sample"), lambda: self.context.run_action("sample")),
            ],
        )
        self.stack = QStackedWidget()
        middle = Panel(margin=0)
        middle.body.setSpacing(0)
        middle.body.addWidget(self._header())
        middle.body.addWidget(self.find_bar)
        middle.body.addWidget(self.views, 1)
        self.facts = SceneFacts(self._make.shortcut().toString())
        self.facts.cast_wanted.connect(lambda chosen: self.context.go(f"cast:{chosen}"))
        self.facts.line_wanted.connect(self._go_to_line)
        self.facts.shots_wanted.connect(self.make_shots)
        self.facts.board_wanted.connect(lambda: self.context.go("board"))
        self.facts.cast_from_script_wanted.connect(self.take_cast)
        self.splitter = Splitter(self.episodes, middle, self.facts, sizes=[240, 860, 300])
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        self.layout_.addWidget(self.stack)

    def _header(self) -> QWidget:
        bar = Panel("header", margin=0)
        from PySide6.QtWidgets import QHBoxLayout

        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_4)
        self.view_choice = SegmentedControl(
            [("text", _("Text")), ("cards", _("Cards")), ("outline", _("Outline"))],
            "text",
            _("View"),
        )
        self.view_choice.chosen.connect(self.show_view)
        row.addWidget(self.view_choice)
        self._figures = ElidedLabel("", "caption")
        row.addWidget(self._figures, 1)
        self._kept = Label("", "caption")
        row.addWidget(self._kept)
        find = IconButton("search", _("Find in the script"), shortcut="Ctrl+F")
        find.clicked.connect(lambda: self._find(replacing=False))
        row.addWidget(find)
        bar.body.addLayout(row)
        return bar

    # reading ----------------------------------------------------------------------------------

    def shown(self) -> None:
        """Read everything again."""
        self._read_project()

    def _read_project(self) -> None:
        session = self.context.project
        episodes = session.all(Episode)
        self.stack.setCurrentWidget(self.splitter if episodes else self.empty)
        chosen = self.context.selection.episode
        self._episode = next(
            (one for one in episodes if one.id == chosen), episodes[0] if episodes else None
        )
        if self._episode is None:
            self._reading, self._rows = None, []
            return
        if self._episode.id != chosen:
            self.context.selection.choose_episode(self._episode.id)
        self.mention.set_cast(session.all(CastEntry))
        self.mention.fountain = self._episode.format == "fountain"
        self.editor.setReadOnly(session.read_only)
        self._make.setEnabled(not session.read_only)
        fresh = self._shown_episode != self._episode.id
        self._shown_episode = self._episode.id
        if not self.editor.pending:
            self.editor.show_text(self._episode.text.replace("\r\n", "\n").replace("\r", "\n"))
        self._read_text()
        if fresh:
            self.editor.go_to_line(0)
            self._go_to_scene(0)
        self._show_episodes(episodes)

    def _read_text(self) -> None:
        if self._episode is None:
            return
        text = self.editor.toPlainText()
        self._reading = read_episode(self._episode, text)
        self.editor.highlighter.set_marks(self._reading.marks)
        self.editor.show_diagnostics(self._reading.diagnostics)
        self._rows = self._scene_rows(self._reading)
        seconds = sum(row.seconds for row in self._rows)
        words = word_count(text)
        target = self._episode.target_seconds
        about = _("about {time} of {target}").format(time=minutes(seconds), target=minutes(target))
        scenes = ngettext("{n} scene", "{n} scenes", len(self._rows)).format(n=len(self._rows))
        counted = ngettext("{n} word", "{n} words", words).format(n=number(words))
        self._figures.setText(f"{scenes}  ·  {counted}  ·  {about}")
        current = self._scene_index()
        self.cards.show_scenes(self._rows, current)
        self.outline.show_scenes(self._rows, current)
        self._show_facts()

    def _scene_rows(self, reading: TextReading) -> list[SceneRow]:
        session = self.context.project
        scenes = self._stored_scenes()
        counts: dict[str, int] = {}
        for shot in session.all(Shot):
            counts[shot.scene_id] = counts.get(shot.scene_id, 0) + 1
        cast = session.all(CastEntry)
        rows = []
        for index, span in enumerate(reading.spans):
            stored = scenes[index] if index < len(scenes) else None
            colors = tuple(
                (entry.name, entry.color)
                for name in span.scene.cast
                for entry in cast
                if entry.answers_to(name)
            )
            shots = counts.get(stored.id, 0) if stored else 0
            rows.append(
                SceneRow(span, shots, tuple(dict.fromkeys(colors)), len(reading.warnings_in(index)))
            )
        return rows

    def _stored_scenes(self) -> list[Scene]:
        if self._episode is None:
            return []
        return [
            scene
            for scene in self.context.project.scenes(self._episode.id)
            if scene.elements or scene.line
        ]

    def _show_episodes(self, episodes: list[Episode]) -> None:
        chosen = self._episode.id if self._episode else None
        self.episodes.show_episodes(episodes, {}, chosen, self._rows, self._scene_index())

    def _show_facts(self) -> None:
        index = self._scene_index()
        reading = self._reading
        row = self._rows[index] if 0 <= index < len(self._rows) else None
        warnings: tuple[Diagnostic, ...] = reading.warnings_in(index) if reading and row else ()
        shots = sum(one.shots for one in self._rows)
        self.facts.show_scene(row, self.context.project.all(CastEntry), warnings, shots)

    def show_changes(self, changes: Changes) -> None:
        """After a commit: own typing only needs new figures, everything else is read again."""
        if changes.origin == ORIGIN:
            return
        if changes.touches("Episode", "Scene", "Shot", "CastEntry", "Project"):
            self._read_project()

    # keeping ----------------------------------------------------------------------------------

    def commit(self) -> None:
        """Keep what was typed; never while an input method composes."""
        if self._episode is None or self.editor.composing or self.context.project.read_only:
            return
        self.editor.forget_pending()
        text = self.editor.toPlainText()
        if text == self._episode.text.replace("\r\n", "\n"):
            return
        self.context.project.intake.write_episode(self._episode.id, text, origin=ORIGIN)
        self._episode = self.context.project.get(Episode, self._episode.id)
        self._read_text()
        self._show_episodes(self.context.project.all(Episode))

    def flush(self) -> None:
        """Keep what was typed now."""
        if self.editor.pending:
            self.commit()

    # scenes -----------------------------------------------------------------------------------

    def _scene_index(self) -> int:
        return self._reading.span_at(self.editor.line()) if self._reading else -1

    def _line_changed(self, _line: int) -> None:
        index = self._scene_index()
        self.episodes.mark_scene(index)
        self.cards.mark(index)
        self.outline.mark(index)
        self._show_facts()
        scenes = self._stored_scenes()
        if 0 <= index < len(scenes):
            self.context.selection.choose_scene(scenes[index].id)

    def _follow_selection(self) -> None:
        if self.context.selection.episode != (self._episode.id if self._episode else None):
            self.flush()
            self._read_project()
        ids = [scene.id for scene in self._stored_scenes()]
        if self.context.selection.scene in ids:
            index = ids.index(self.context.selection.scene)
            if index != self._scene_index():
                self._go_to_scene(index)

    def _choose_episode(self, chosen: str) -> None:
        self.flush()
        self.context.selection.choose_episode(
            next(one.id for one in self.context.project.all(Episode) if one.id == chosen)
        )

    def _go_to_scene(self, index: int) -> None:
        if self._reading and 0 <= index < len(self._reading.spans):
            self.editor.go_to_line(self._reading.spans[index].first)

    def _open_scene(self, index: int) -> None:
        self.show_view("text")
        self._go_to_scene(index)
        self.editor.setFocus()

    def _go_to_line(self, line: int) -> None:
        self.show_view("text")
        self.editor.go_to_line(line)
        self.editor.setFocus()

    def _step_scene(self, step: int) -> None:
        self._go_to_scene(min(max(self._scene_index() + step, 0), len(self._rows) - 1))

    def move_scene(self, index: int, step: int) -> None:
        """Move a scene's text by `step` places as one change."""
        if self._reading is None or self.editor.composing or self.context.project.read_only:
            return
        self.flush()
        text, line = move_scene(self._reading.text, self._reading.spans, index, step)
        if text == self._reading.text:
            return
        self.editor.show_text(text)
        self.editor.go_to_line(line)
        self.commit()

    # views and commands -----------------------------------------------------------------------

    def show_view(self, key: str) -> None:
        """Text, cards or outline."""
        self.view_choice.set_current(key)
        self.views.setCurrentIndex(VIEWS.index(key))
        if key != "text":
            self.find_bar.hide()

    def _find(self, *, replacing: bool) -> None:
        self.show_view("text")
        self.find_bar.bring(replacing=replacing)

    def _find_next(self) -> None:
        self.find_bar.find_next()

    def make_shots(self) -> None:
        """Show what making shots of the episode would do."""
        if self._episode is None or self.context.project.read_only:
            return
        self.flush()
        diff = self.context.project.production.breakdown(self._episode.id)
        ShotsDiffDialog(self.context.project, diff, self._accept_shots, self).open()

    def _accept_shots(self, diff: Any) -> None:
        self.context.project.production.accept(diff)
        count = diff.count("add")
        self.context.notices.done(
            ngettext("{n} shot added", "{n} shots added", count).format(n=count)
        )

    def take_cast(self) -> None:
        """Add the names of the script that the cast does not have."""
        added = self.context.project.intake.take_cast_from_script()
        self.context.notices.done(
            ngettext(
                "{n} name added to the cast", "{n} names added to the cast", len(added)
            ).format(n=len(added))
        )

    def import_file(self) -> None:
        """Ask for a script file."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Import a script"), "", script_filter()
        )
        if chosen:
            self.take_files([Path(chosen)])

    def lands(self, paths: list[Path]) -> str:
        """Scripts are read into the project."""
        if (
            any(path.suffix.lower() in SCRIPT_SUFFIXES for path in paths)
            and not self.context.project.read_only
        ):
            return _(
                "Read the script into this project; episodes with the same number are rewritten"
            )
        return ""

    def take_files(self, paths: list[Path]) -> None:
        """Preview the first script."""
        script = next(path for path in paths if path.suffix.lower() in SCRIPT_SUFFIXES)
        preview = ImportPreview.of_file(script, self.context.notices, self)
        if preview is not None:
            preview.accepted_script.connect(self._accept_script)
            preview.open()

    def _accept_script(self, screenplay: Screenplay) -> None:
        summary = self.context.project.intake.accept_script(screenplay)
        episodes = summary.episodes_added + summary.episodes_changed
        self.context.notices.done(
            ngettext("{n} episode imported", "{n} episodes imported", episodes).format(n=episodes)
        )

    # state ------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """View, sizes, and the line the cursor is at."""
        return {
            "view": self.view_choice.current(),
            "sizes": self.splitter.state(),
            "line": self.editor.line(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back view, sizes and line."""
        if state.get("view") in VIEWS:
            self.show_view(state["view"])
        self.splitter.restore(state.get("sizes"))
        if isinstance(state.get("line"), int) and self.context.workspace is not None:
            self._read_project()
            self.editor.go_to_line(state["line"])

    def panels(self) -> list[QWidget]:
        """Episodes, the view, Make shots."""
        return [
            self.episodes.tree,
            (self.editor, self.cards, self.outline)[self.views.currentIndex()],
            self.facts.make,
        ]
