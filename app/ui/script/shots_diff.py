"""What making shots would do: add, keep, change, orphan. Nothing happens before it is accepted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.domain.script import Scene
from app.domain.shots import Shot, ShotChange, ShotDiff
from app.domain.timing import short_time
from app.domain.vocabulary import SIZES
from app.domain.wording import N_
from app.studio.session import Session
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.finding import scene_title
from app.ui.i18n import _, language, ngettext
from app.ui.icons import icon
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import FlowLayout

#: Kind of change to its word, icon and colour.
KINDS: dict[str, tuple[str, str, str]] = {
    "add": (N_("Add"), "add", "ok"),
    "changed": (N_("Change"), "edit", "accent"),
    "keep": (N_("Keep"), "state.done", "muted"),
    "orphaned": (N_("Orphaned"), "state.orphaned", "warn"),
}
_FIELDS: dict[str, str] = {
    "number": N_("number"), "size": N_("shot size"), "angle": N_("angle"), "move": N_("camera move"),
    "action": N_("action"), "subjects": N_("who is in frame"), "lines": N_("lines"), "covers": N_("script text"),
    "length": N_("length"), "transition": N_("transition"), "rank": N_("order"), "scene_id": N_("scene"),
    "origin": N_("script text"), "orphaned": N_("comes back"),
}  # fmt: skip


class ShotsDiffDialog(ShellDialog):
    """Rows by scene; `accept_diff(diff)` is called when the person agrees."""

    def __init__(
        self,
        session: Session,
        diff: ShotDiff,
        accept_diff: Callable[[ShotDiff], None],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Make shots"), parent, width=760, height=600)
        self._session, self._diff, self._accept_diff = session, diff, accept_diff
        self._fps = session.project.fps
        counts = QWidget()
        flow = FlowLayout(counts)
        for kind, (words, icon_name, tone) in KINDS.items():
            number = diff.count(kind)
            if number:
                flow.addWidget(
                    Badge(f"{_(words)} {number}", tone if tone != "muted" else "plain", icon_name)
                )
        self.body.addWidget(counts)
        self.body.addWidget(Label(self._summary(), "muted", wrap=True))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Changes to the shots"))
        self.tree.setHeaderLabels([_("Shot"), _("What"), _("Length"), _("Takes")])
        self.tree.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.body.addWidget(self.tree, 1)
        self._fill()
        if diff.is_empty:
            close = self.add_button(_("Close"), "primary")
            close.clicked.connect(self.reject)
            return
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        changes = len(diff.changes) - diff.count("keep")
        words = ngettext("Accept {n} change", "Accept {n} changes", changes).format(n=changes)
        self.agree = self.add_button(words, "primary")
        self.agree.clicked.connect(self._agree)

    def _summary(self) -> str:
        if self._diff.is_empty:
            return _("The shots follow the script already. There is nothing to change.")
        if self._diff.count("orphaned"):
            return _(
                "Shots whose text is gone are kept with their takes and marked orphaned. No take is ever deleted."
            )
        return _("Takes and picks stay with their shots.")

    def _fill(self) -> None:
        tops: dict[str, QTreeWidgetItem] = {}
        for change in self._diff.changes:
            top = tops.get(change.scene_id)
            if top is None:
                scene = self._session.find(Scene, change.scene_id)
                top = QTreeWidgetItem([scene_title(scene) if scene else _("Scene")])
                top.setIcon(0, icon("scene", "muted"))
                self.tree.addTopLevelItem(top)
                top.setFirstColumnSpanned(True)
                top.setExpanded(True)
                tops[change.scene_id] = top
            top.addChild(self._row(change))
        self.tree.setColumnWidth(0, theme.px(190))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.tree.setColumnWidth(3, theme.px(70))
        self.tree.setColumnWidth(2, theme.px(70))

    def _row(self, change: ShotChange) -> QTreeWidgetItem:
        words, icon_name, tone = KINDS[change.kind]
        shot = self._session.find(Shot, change.shot_id) if change.shot_id else None
        subject = change.proposal or shot
        number = subject.number if subject else ""
        what, length = "", ""
        if subject is not None:
            what = f"{SIZES[subject.size].label(language())}  {subject.action}"
            length = short_time(subject.length, self._fps)
        if change.kind == "changed":
            fields = ", ".join(dict.fromkeys(_(_FIELDS.get(name, name)) for name in change.fields))
            what = _("{fields}: {what}").format(fields=fields, what=what)
        item = QTreeWidgetItem([f"{_(words)}  {number}", what, length, str(change.takes or "")])
        item.setIcon(0, icon(icon_name, tone))
        item.setForeground(0, theme.color(tone))
        item.setToolTip(1, what)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _agree(self) -> None:
        self.accept()
        self._accept_diff(self._diff)
