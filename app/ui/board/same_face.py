"""What keeps the same face on the Board: the sheet beside the preview, looks in the inspector, names in prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.commands import looks as look_commands
from app.domain.changes import Changes
from app.domain.ids import CastId, LookId
from app.domain.shots import Shot
from app.errors import FenjingError
from app.ui.board.sheet_beside import SheetBeside, wardrobe_of
from app.ui.board.shot_looks import ShotLooks
from app.ui.i18n import _

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage

_SHOWN = ("Shot", "Look", "CastEntry", "Scene", "Episode")


class SameFace(QObject):
    """Lives with one board page and follows its selection."""

    def __init__(self, page: BoardPage) -> None:
        super().__init__(page)
        self._page, self._session = page, page.session
        self.sheet = SheetBeside(self._session)
        self.sheet.hide()
        self._sizes: list[int] = []
        self._shot = ""
        self._lay_beside()
        inspector = page.parts.inspector
        self.looks = ShotLooks()
        inspector.form.insertWidget(inspector.form.indexOf(inspector.lines_header), self.looks)
        self.looks.chosen.connect(self._choose)
        self.looks.opened.connect(lambda cast_id: page.context.go(f"cast:{cast_id}"))
        inspector.prompt.opened.connect(lambda cast_id: page.context.go(f"cast:{cast_id}"))
        page.act(
            _("Sheet beside the preview"), self.toggle, keys="B", icon_name="compare",
            name="board.sheet",
        )  # fmt: skip
        page.context.selection.changed.connect(self.read)
        page.parts.player.moved.connect(lambda _frame: self._follow())
        stop = self._session.listen(self._changed)
        page.destroyed.connect(lambda _page=None: stop())
        self.read()

    def _lay_beside(self) -> None:
        """Preview and sheet share the room of the preview."""
        player = self._page.parts.player
        column = player.layout()
        if isinstance(column, QVBoxLayout):
            column.removeWidget(player.screen_)
            row = QHBoxLayout()
            row.addWidget(player.screen_, 1)
            row.addWidget(self.sheet, 1)
            column.insertLayout(0, row, 1)

    def toggle(self) -> None:
        """Show or hide the sheet; the preview gets as much room again while it is there."""
        across = self._page.parts.across
        if self.sheet.isHidden():
            self._sizes = across.sizes()
            left, middle, right = self._sizes
            more = min(right, max(middle - 300, 0))
            self.sheet.show()
            across.setSizes([left, middle - more, right + more])
        else:
            self.sheet.hide()
            across.setSizes(self._sizes)
        self.read()

    def _changed(self, changes: Changes) -> None:
        if shiboken6.isValid(self) and changes.touches(*_SHOWN):
            self.read()

    def read(self) -> None:
        """Show the looks, names and sheets of what is selected now."""
        selection, session = self._page.context.selection, self._session
        shots = [shot for one in selection.shots if (shot := session.find(Shot, one)) is not None]
        cast = session.cast()
        self._page.parts.inspector.prompt.set_cast(cast)
        self.looks.show_shots(
            shots[:200], cast, wardrobe_of(session), editable=not session.read_only
        )
        self._shot = ""
        self._follow()

    def _follow(self) -> None:
        """The sheet is that of the shot in the preview; without a cut that of the selected shot."""
        if self.sheet.isHidden():
            return
        parts = self._page.parts
        clip = parts.strip.tracks.timeline.at(parts.player.transport.frame)
        shown = clip.shot_id if clip is not None else self._page.context.selection.shot
        if (shown or "") != self._shot or not self._shot:
            self._shot = shown or ""
            self.sheet.show_shot(self._session.find(Shot, shown) if shown else None)

    def _choose(self, cast_id: str, look_id: str) -> None:
        shots = self._page.context.selection.shots
        try:
            self._session.do(
                look_commands.choose_look, shots, CastId(cast_id), LookId(look_id) or None
            )
        except FenjingError as error:
            self._page.context.notices.error(error)
