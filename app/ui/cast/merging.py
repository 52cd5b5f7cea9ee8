"""Which two entries become one, which name stays, and what that moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.cast import CastEntry, Look
from app.domain.shots import Shot
from app.studio.session import Session
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext
from app.ui.widgets.buttons import SegmentedControl
from app.ui.widgets.fields import swatch
from app.ui.widgets.labels import FormRow, Label


class MergeDialog(ShellDialog):
    """`chosen()` gives (kept, merged)."""

    def __init__(
        self, session: Session, entry: CastEntry, others: Sequence[CastEntry], parent: QWidget
    ) -> None:
        super().__init__(_("Merge in the cast"), parent, width=480, height=340)
        self._session, self._entry = session, entry
        self._others = {one.id: one for one in others}
        self.other = QComboBox()
        for one in others:
            self.other.addItem(swatch(one.color), one.name, one.id)
        self.body.addWidget(FormRow(_("{name} is the same as").format(name=entry.name), self.other))
        self.keeps = SegmentedControl([("entry", entry.name), ("other", "")], "entry", "")
        self.keeps.setAccessibleName(_("Name that stays"))
        self.body.addWidget(FormRow(_("Name that stays"), self.keeps))
        self.told = Label("", "muted", wrap=True)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.done_ = self.add_button(_("Merge"), "primary")
        self.done_.clicked.connect(self.accept)
        self.other.currentIndexChanged.connect(lambda _index: self._show())
        self.keeps.chosen.connect(lambda _key: self._show())
        self._show()

    def chosen(self) -> tuple[CastEntry, CastEntry]:
        """Who stays and who becomes part of them."""
        other = self._others[self.other.currentData()]
        if self.keeps.current() == "entry":
            return self._entry, other
        return other, self._entry

    def _show(self) -> None:
        other = self._others[self.other.currentData()]
        self.keeps.set_words("other", other.name)
        kept, merged = self.chosen()
        if kept.crowd != merged.crowd:
            self.told.setText(
                _("One is a person and the other a crowd; say of both the same before merging.")
            )
            self.told.set_tone("warn")
            self.done_.setEnabled(False)
            return
        shots = sum(1 for shot in self._session.all(Shot) if merged.id in shot.subjects)
        looks = len(self._session.all(Look, cast_id=merged.id))
        parts = (
            ngettext("{n} shot", "{n} shots", shots).format(n=shots),
            ngettext("{n} look", "{n} looks", looks).format(n=looks),
        )
        self.told.setText(
            _(
                "{parts} of {merged} go over to {kept}, and so do its names. One undo takes it back."
            ).format(parts=_(" and ").join(parts), merged=merged.name, kept=kept.name)
        )
        self.told.set_tone("muted")
        self.done_.setEnabled(True)
