"""The Board's context menus: of shots, of a take, of a clip in the cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app.domain.ids import ShotId
from app.domain.shots import Shot
from app.ui.cut.rows import Hit
from app.ui.i18n import _, ngettext
from app.ui.models.takes import TakeCard

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage


class BoardMenus:
    """Belongs to one board page; what stands in a menu is the page's own action where there is one."""

    def __init__(self, page: BoardPage) -> None:
        self.page = page

    def show_menu(self, at: QPoint) -> None:
        """What can be done with the selected shots."""
        menu = QMenu(self.page)
        names = {action.objectName(): action for action in self.page.page_actions}
        for group in (
            (
                "board.generate",
                "board.together",
                "board.compare",
                "board.import",
                "board.copy_prompt",
                "board.handoff",
            ),
            ("board.approve", "board.retake", "board.lock", "board.omit"),
            ("board.add", "board.duplicate", "board.split", "board.merge", "board.inherit"),
            ("board.earlier", "board.later"),
            ("board.remove",),
        ):
            for name in group:
                menu.addAction(names[name])
            menu.addSeparator()
        menu.exec(at)
        menu.deleteLater()

    def show_take_menu(self, at: QPoint, take: TakeCard) -> None:
        """What can be done with one take."""
        page = self.page
        menu = QMenu(page)
        use = menu.addAction(_("Use this take"))
        use.setEnabled(not take.picked and not page.session.read_only)
        use.triggered.connect(
            lambda: page.verbs.pick(ShotId(page.context.selection.shot or ""), take.id)
        )
        names = {action.objectName(): action for action in page.page_actions}
        menu.addAction(names["board.compare"])
        if take.media.kind == "picture":
            first = menu.addAction(_("Begin the shot with this picture"))
            first.setEnabled(not page.session.read_only)
            first.triggered.connect(lambda: page.making.use_as_first_frame(take.id))
        if take.source == "generated":
            menu.addAction(_("The same to another generator…")).triggered.connect(
                lambda: page.generation.reissue(take.id, ShotId(page.context.selection.shot or ""))
            )
        rate = menu.addMenu(_("Rate the take"))
        for stars in range(6):
            words = ngettext("{n} star", "{n} stars", stars).format(n=stars)
            rate.addAction(words).triggered.connect(
                lambda _checked=False, of=stars: page.verbs.rate_take(take.id, of)
            )
        menu.exec(at)
        menu.deleteLater()

    def show_clip_menu(self, at: QPoint, hit: Hit) -> None:
        """How the clip under the mouse begins, and the black before it."""
        page = self.page
        if hit.part == "music":
            page.sounds.show_menu(at)
            return
        if hit.index < 0 or hit.part not in ("body", "head", "tail", "transition", "gap"):
            return
        pictures = page.parts.strip.tracks.timeline.pictures
        index = hit.index + 1 if hit.part == "gap" and hit.index + 1 < len(pictures) else hit.index
        shot = pictures[index].shot_id
        if shot is None or page.session.read_only:
            return
        menu = QMenu(page)
        for kind, words in (("cut", _("Begin with a cut")), ("dissolve", _("Begin with a dissolve")),
                            ("fade_in", _("Fade in from black")), ("fade_white", _("Fade in from white"))):  # fmt: skip
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(pictures[index].transition.kind == kind)
            action.triggered.connect(
                lambda _checked=False, of=kind: page.verbs.transition([shot], of)
            )
        menu.addSeparator()
        held = page.session.get(Shot, shot).gap_before
        fps = page.session.project.fps
        menu.addAction(_("Half a second of black before it")).triggered.connect(
            lambda: page.verbs.gap(shot, held + fps // 2)
        )
        close = menu.addAction(_("Close the gap before it"))
        close.setEnabled(held > 0)
        close.triggered.connect(lambda: page.verbs.gap(shot, 0))
        menu.addSeparator()
        names = {action.objectName(): action for action in page.page_actions}
        for name in ("board.split", "board.trim_head", "board.trim_tail", "board.remove"):
            menu.addAction(names[name])
        menu.exec(at)
        menu.deleteLater()
