"""The sheets a look had, side by side with the one it has; going back makes a new version, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.domain.cast import Look, Reference
from app.studio.session import Session
from app.ui import theme
from app.ui.cast.words import look_name, slot_words
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.chips import Badge
from app.ui.widgets.labels import ElidedLabel, FormRow, Label
from app.ui.widgets.layouts import FlowLayout, Panel, ScrollColumn, clear_layout
from app.ui.widgets.pictures import Thumbnail


class VersionsDialog(ShellDialog):
    """`chosen` is the version to go back to, after it was accepted."""

    def __init__(self, session: Session, look: Look, parent: QWidget) -> None:
        super().__init__(
            _("Sheets of {look}").format(look=look_name(look)), parent, width=980, height=640
        )
        self._session, self._look = session, look
        self.chosen: int | None = None
        self.box = QComboBox()
        for held in reversed(look.earlier):
            words = _("Sheet version {n}").format(n=held.version)
            self.box.addItem(f"{words}  ·  {len(held.references)}", held.version)
        self.body.addWidget(FormRow(_("Earlier sheet"), self.box))
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_3)
        self._left, self._right = Panel("box", SPACE_3), Panel("box", SPACE_3)
        for panel in (self._left, self._right):
            sides.addWidget(panel, 1)
        self.body.addLayout(sides, 1)
        self.body.addWidget(
            Label(
                _(
                    "Going back makes a new version. Takes made with other pictures show as outdated."
                ),
                "caption",
                wrap=True,
            )
        )
        close = self.add_button(_("Close"))
        close.clicked.connect(self.reject)
        self.back = self.add_button(_("Pin the earlier sheet again"), "primary")
        self.back.setEnabled(not session.read_only)
        self.back.clicked.connect(self._go_back)
        self.box.currentIndexChanged.connect(lambda _index: self._show())
        self._show()

    def _show(self) -> None:
        version = self.box.currentData()
        held = next((one for one in self._look.earlier if one.version == version), None)
        earlier = held.references if held else ()
        words = _("Sheet version {n}")
        self._fill(self._left, words.format(n=version), earlier, self._look.references)
        now = words.format(n=self._look.sheet_version)
        self._fill(self._right, now, self._look.references, earlier, pinned=True)

    def _fill(
        self,
        panel: Panel,
        title: str,
        pictures: Sequence[Reference],
        others: Sequence[Reference],
        *,
        pinned: bool = False,
    ) -> None:
        clear_layout(panel.body)
        head = QHBoxLayout()
        head.addWidget(Label(title, "title"))
        if pinned:
            head.addWidget(Badge(_("Pinned now"), "accent", "pin"))
        head.addStretch(1)
        panel.body.addLayout(head)
        scroll = ScrollColumn(margin=0)
        holder = QWidget()
        flow = FlowLayout(holder, spacing=SPACE_2)
        known = {(one.slot, one.media.sha256) for one in others}
        for one in pictures:
            changed = (one.slot, one.media.sha256) not in known
            flow.addWidget(_Picture(one, self._session, changed=changed))
        scroll.body.addWidget(holder)
        if not pictures:
            scroll.body.addWidget(Label(_("No pictures"), "muted"))
        scroll.body.addStretch(1)
        panel.body.addWidget(scroll, 1)

    def _go_back(self) -> None:
        self.chosen = int(self.box.currentData())
        self.accept()


class _Picture(Panel):
    def __init__(self, one: Reference, session: Session, *, changed: bool) -> None:
        super().__init__("clear", 0)
        self.body.setSpacing(2)
        thumb = Thumbnail(QSize(theme.px(104), theme.px(130)), name=slot_words(one))
        path = session.media_path(one.media)
        if path is None:
            thumb.show_icon("state.missing")
        else:
            thumb.show_source(path)
        self.body.addWidget(thumb)
        words = slot_words(one)
        label = ElidedLabel(
            _("{slot}: changed").format(slot=words) if changed else words, "caption"
        )
        label.set_tone("warn" if changed else "")
        label.setFixedWidth(theme.px(104))
        self.body.addWidget(label)
