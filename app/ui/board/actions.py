"""The Board's actions: keys, palette entries and context menus over one list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from app.domain.ids import SceneId, ShotId
from app.domain.shots import Shot
from app.errors import FenjingError
from app.ui.i18n import _, ngettext

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage


class BoardActions:
    """Builds the actions of one board page and keeps them enabled as the selection allows."""

    def __init__(self, page: BoardPage) -> None:
        self.page = page
        self.on_shots: list[QAction] = []
        self._build_transport()
        self._build_shots()
        self._build_views()
        self.update()

    # -- building --------------------------------------------------------------------------------
    def _build_transport(self) -> None:
        act, player = self.page.act, self.page.parts.player
        transport = player.transport
        act(_("Play or pause"), transport.toggle, keys="Space", icon_name="play", name="board.play")
        act(
            _("Play backwards, faster each time"),
            lambda: transport.shuttle(-1),
            keys="J",
            name="board.back",
        )
        act(_("Stop playing"), transport.pause, keys="K", name="board.stop")
        act(
            _("Play, faster each time"),
            lambda: transport.shuttle(1),
            keys="L",
            name="board.forward",
        )
        act(_("One frame back"), lambda: transport.step(-1), keys=",", name="board.frame_back")
        act(_("One frame on"), lambda: transport.step(1), keys=".", name="board.frame_on")
        act(
            _("Previous cut"), lambda: player.to_edit(-1), keys="Shift+Up", name="board.edit_before"
        )
        act(_("Next cut"), lambda: player.to_edit(1), keys="Shift+Down", name="board.edit_after")
        act(
            _("To the start of the cut"),
            lambda: transport.seek(0),
            keys="Ctrl+Home",
            name="board.start",
        )
        act(
            _("To the end of the cut"),
            lambda: transport.seek(transport.last),
            keys="Ctrl+End",
            name="board.end",
        )
        act(_("Show the zones that apps cover"), player.zones.toggle, name="board.zones")
        act(
            _("Repeat from here"),
            lambda: player.mark("in"),
            keys="I",
            icon_name="loop",
            name="board.loop_in",
        )
        act(
            _("Repeat up to here"),
            lambda: player.mark("out"),
            keys="O",
            icon_name="loop",
            name="board.loop_out",
        )
        act(_("Stop repeating"), player.clear_marks, keys="X", name="board.loop_clear")

    def _build_shots(self) -> None:
        page = self.page
        verbs, act = page.verbs, page.act
        act(
            _("New shot after this one"),
            self.add_shot,
            keys="N",
            icon_name="shot.add",
            name="board.add",
        )
        self._on_shots(_("Duplicate"), self.duplicate, "Ctrl+D", "duplicate", "board.duplicate")
        self._on_shots(_("Split at the playhead"), self.split, "S", "shot.split", "board.split")
        self.merge = self._on_shots(
            _("Merge"), lambda: verbs.merge(page.selected()), "M", "shot.merge", "board.merge"
        )
        self._on_shots(_("Inherit from the shot before"), lambda: verbs.inherit(page.selected()), "H", "shot.inherit",
                       "board.inherit")  # fmt: skip
        self._on_shots(
            _("Remove"), lambda: verbs.remove(page.selected()), "Del", "remove", "board.remove"
        )
        self._on_shots(
            _("Move earlier"), lambda: page.nudge(-1), "Alt+Left", "move.left", "board.earlier"
        )
        self._on_shots(
            _("Move later"), lambda: page.nudge(1), "Alt+Right", "move.right", "board.later"
        )
        self._on_shots(
            _("Approve"),
            lambda: verbs.status(page.selected(), "approved"),
            "A",
            "approve",
            "board.approve",
        )
        self._on_shots(
            _("Ask for a retake"),
            lambda: verbs.status(page.selected(), "retake"),
            "R",
            "retake",
            "board.retake",
        )
        self._on_shots(
            _("Lock or unlock"),
            lambda: verbs.status(page.selected(), "locked"),
            "Ctrl+L",
            "lock",
            "board.lock",
        )
        self._on_shots(_("Leave out of the cut"), lambda: verbs.status(page.selected(), "omitted"), "", "state.omitted",
                       "board.omit")  # fmt: skip
        for stars in range(6):
            words = ngettext("Rate {n} star", "Rate {n} stars", stars).format(n=stars)
            self._on_shots(
                words,
                lambda of=stars: verbs.rate(page.selected(), of),
                str(stars),
                "",
                f"board.rate{stars}",
            )
        self.generate = self._on_shots(_("Generate: cost sheet"), lambda: page.generate(always_ask=True),
                                       "Ctrl+Return|Ctrl+Enter", "generate", "board.generate")  # fmt: skip
        self._on_shots(
            _("Generate together…"), page.making.together, "", "generate", "board.together"
        )
        self._on_shots(
            _("Choose the generator…"), page.making.choose, "G", "generator", "board.maker"
        )
        self._on_shots(
            _("Who follows when it fails…"), page.making.edit_chain, "", "swap", "board.chain"
        )
        self._on_shots(_("What would go out…"), page.making.preview, "V", "recipe", "board.preview")
        self.renew = act(_("Generate the outdated shots again…"), self.generate_outdated, name="board.renew",
                         icon_name="generate", tip=_("No shot is outdated."))  # fmt: skip
        self._on_shots(_("Earlier take"), lambda: page.step_take(-1), "[", "", "board.take_before")
        self._on_shots(_("Later take"), lambda: page.step_take(1), "]", "", "board.take_after")
        self.compare = self._on_shots(
            _("Compare the takes"), page.making.compare, "C", "compare", "board.compare"
        )
        self._on_shots(
            _("Bring in a file as a take"), self.choose_file, "", "import", "board.import"
        )
        self._on_shots(_("Copy the prompt"), self.copy_prompt, "Ctrl+Shift+C", "copy",
                       "board.copy_prompt")  # fmt: skip
        self._on_shots(_("Make a hand-off folder"), lambda: page.generation.hand_off(page.selected()), "", "handoff",
                       "board.handoff")  # fmt: skip
        self._on_shots(
            _("Trim the start to the playhead"),
            lambda: self.trim_to_playhead("head"),
            "Q",
            "trim",
            "board.trim_head",
        )
        self._on_shots(
            _("Trim the end to the playhead"),
            lambda: self.trim_to_playhead("tail"),
            "W",
            "trim",
            "board.trim_tail",
        )
        self._on_shots(
            _("One frame longer"), lambda: self.lengthen(1), "Shift+]", "", "board.longer"
        )
        self._on_shots(
            _("One frame shorter"), lambda: self.lengthen(-1), "Shift+[", "", "board.shorter"
        )

    def _on_shots(self, words: str, do: Any, keys: str, icon_name: str, name: str) -> QAction:
        action = self.page.act(
            words, do, keys=keys, icon_name=icon_name, tip=_("Select shots first."), name=name
        )
        self.on_shots.append(action)
        return action

    def _build_views(self) -> None:
        act, parts = self.page.act, self.page.parts
        act(
            _("Show as grid"),
            lambda: parts.show_view("grid"),
            keys="Ctrl+Alt+1",
            icon_name="view.grid",
            name="board.grid",
        )
        act(
            _("Show as table"),
            lambda: parts.show_view("table"),
            keys="Ctrl+Alt+2",
            icon_name="view.table",
            name="board.table",
        )
        act(_("Zoom in"), lambda: self.zoom(1), keys="+|=", name="board.zoom_in")
        act(_("Zoom out"), lambda: self.zoom(-1), keys="-", name="board.zoom_out")
        act(_("Zoom to fit"), lambda: self.zoom(0), keys="Z|Shift+Z", name="board.zoom_fit")

    def update(self) -> None:
        """Enable what the selection allows."""
        ids = self.page.selected() if self.page.reading is not None else []
        writable = not self.page.session.read_only
        for action in self.on_shots:
            action.setEnabled(bool(ids) and writable)
            action.setStatusTip(
                _("Select shots first.") if writable else _("The project is open for reading only.")
            )
        self.merge.setEnabled(len(ids) > 1 and writable)
        several = len(self.page.parts.takes.model.cards) > 1
        self.compare.setEnabled(several)
        self.compare.setStatusTip(_("The shot has no two takes yet."))
        self.renew.setEnabled(bool(self.page.stale.shots) and writable)

    # -- doing -----------------------------------------------------------------------------------
    def zoom(self, step: int) -> None:
        """The strip when it has the focus, otherwise the cards; 0 fits."""
        parts = self.page.parts
        if parts.strip.hasFocus():
            parts.strip.fit() if step == 0 else parts.strip.zoom(1.5**step)
        elif step == 0:
            parts.grid.fit()
            parts.strip.fit()
        else:
            parts.grid.set_zoom(parts.grid.zoom + step)

    def generate_outdated(self) -> None:
        """Select what is outdated and show its price; nothing is made before the person says so."""
        stale = self.page.stale.shots
        ids = [card.id for card in self.page.parts.model.cards if card.id in stale]
        if ids:
            self.page.context.selection.choose_shots(*ids)
            self.page.generate(always_ask=True)

    def add_shot(self) -> None:
        """After the selection, else at the end of the scene in view."""
        page = self.page
        ids = page.selected()
        if ids:
            after: ShotId | None = ids[-1]
            scene = page.session.get(Shot, ids[-1]).scene_id
        else:
            reading = page.reading
            if reading is None or not reading.scenes:
                page.context.go("script")
                return
            scene = SceneId(page.scene) if page.scene else next(iter(reading.scenes))
            own = page.session.all(Shot, scene_id=scene)
            after = own[-1].id if own else None
        made = page.verbs.add(scene, after)
        if made:
            page.context.selection.choose_shots(made)

    def duplicate(self) -> None:
        """The copies are selected."""
        made = self.page.verbs.duplicate(self.page.selected())
        if made:
            self.page.context.selection.choose_shots(*made)

    def split(self) -> None:
        """At the playhead when it stands in the shot, otherwise in its middle."""
        shot = self.page.context.selection.shot
        if shot is None:
            return
        tracks = self.page.parts.strip.tracks
        index = tracks.index_of(shot)
        inside = (
            self.page.parts.player.transport.frame - tracks.timeline.pictures[index].start
            if index >= 0
            else None
        )
        self.page.verbs.split(shot, inside)

    def copy_prompt(self) -> None:
        """The prompts of the selected shots, on the clipboard."""
        self.page.generation.copy_prompt(self.page.selected())

    def trim_to_playhead(self, edge: str) -> None:
        """Q and W: the edge of the shot under the playhead moves there, and the rest follows."""
        page = self.page
        frame = page.parts.player.transport.frame
        clip = page.parts.strip.tracks.timeline.at(frame)
        if clip is None or clip.shot_id is None:
            return
        passed = frame - clip.start
        if edge == "head" and passed > 0:
            page.verbs.trim(clip.shot_id, clip.length - passed, clip.source_in + passed)
            page.parts.player.transport.seek(clip.start)
        elif edge == "tail" and passed > 0:
            page.verbs.trim(clip.shot_id, passed, clip.source_in)

    def lengthen(self, frames: int) -> None:
        """The selected shots' ends, by keyboard."""
        for shot_id in self.page.selected():
            shot = self.page.session.get(Shot, shot_id)
            self.page.verbs.trim(shot_id, max(1, shot.length + frames), shot.trim_in)

    def make_shots(self) -> None:
        """The breakdown of the episode; without shots there is nothing to compare, so it is accepted at once."""
        page = self.page
        episode = page.context.selection.episode
        if episode is None:
            return
        try:
            diff = page.session.production.breakdown(episode)
            if diff.is_empty:
                page.context.go("script")
                return
            page.session.production.accept(diff)
        except FenjingError as error:
            page.context.notices.error(error)
            return
        count = diff.count("add")
        page.context.notices.done(
            ngettext("{n} shot made", "{n} shots made", count).format(n=count)
        )

    def choose_file(self) -> None:
        """A picture or clip from the disk as a take."""
        page = self.page
        shot = page.context.selection.shot
        if shot is None:
            return
        patterns = "*.mp4 *.mov *.webm *.mkv *.png *.jpg *.jpeg *.webp"
        names, _kind = QFileDialog.getOpenFileNames(
            page,
            _("Bring in a take"),
            "",
            _("Pictures and clips ({patterns})").format(patterns=patterns),
        )
        page.bring_in(shot, [Path(name) for name in names])
