"""The delivery check: what a platform would bounce, before rendering and in the file, with a way to each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deliveries import Severity
from app.domain.ids import ShotId
from app.domain.timing import short_time
from app.ui import theme
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import Label
from app.ui.widgets.layouts import ScrollColumn, clear_layout

_TONES: dict[Severity, str] = {"error": "error", "warning": "warn", "info": "accent"}
_MEANINGS = {"error": "state.error", "warn": "state.warn"}
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_MOST = 60
#: More hints of one kind than this are shown as one row.
_ALIKE = 3

#: Where a remark without a shot is put right, by the beginning of its code.
PLACES: tuple[tuple[str, str], ...] = (
    ("label", "labels"),
    ("licence", "labels"),
    ("filing", "labels"),
    ("sign", "labels"),
    ("title", "texts"),
    ("description", "texts"),
    ("tags", "texts"),
    ("too_long", "file"),
    ("rate", "file"),
    ("shape", "file"),
    ("caption_zone", "preview"),
    ("rights", "cast"),
)


class RemarkLike(Protocol):
    """One thing found (`domain.deliveries.Remark`, `export.delivery.Notice`)."""

    @property
    def code(self) -> str:
        """Stable name of the rule."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad."""
        ...

    @property
    def message(self) -> str:
        """What."""
        ...

    @property
    def fix(self) -> str:
        """What to do."""
        ...

    @property
    def shot_id(self) -> ShotId | None:
        """Which shot."""
        ...

    @property
    def frame(self) -> int | None:
        """Which frame of the cut."""
        ...


@dataclass(frozen=True)
class Found:
    """One remark and the kinds of file it holds for; no kinds: all that are ticked."""

    remark: RemarkLike
    kinds: tuple[str, ...] = ()


def joined(found: Mapping[str, Sequence[RemarkLike]]) -> tuple[Found, ...]:
    """The remarks of several kinds, each once; those that hold for some kinds only name them."""
    held: dict[tuple[object, ...], tuple[RemarkLike, list[str]]] = {}
    for kind, remarks in found.items():
        for one in remarks:
            key = (one.code, one.severity, one.message, one.shot_id, one.frame)
            held.setdefault(key, (one, []))[1].append(kind)
    every = len(found)
    merged = [
        Found(remark, () if len(kinds) == every else tuple(kinds))
        for remark, kinds in held.values()
    ]
    return in_order(merged)


def in_order(found: Iterable[Found]) -> tuple[Found, ...]:
    """Errors first, then in order of time."""
    return tuple(
        sorted(found, key=lambda one: (_ORDER[one.remark.severity], one.remark.frame or 0))
    )


def place_of(remark: RemarkLike) -> str:
    """Where Go to leads: `shot`, `frame`, a tab, a page, or nowhere (empty)."""
    if remark.code.startswith("rights"):
        return "cast"
    if remark.shot_id is not None:
        return "shot"
    for beginning, place in PLACES:
        if remark.code.startswith(beginning):
            return place
    return "frame" if remark.frame is not None else ""


class ChecksPanel(QFrame):
    """Before and after; `go(remark)` asks for the place where it is put right."""

    go = Signal(object)
    after_shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        column.setSpacing(SPACE_2)
        self.side = SegmentedControl(
            [("before", _("Before rendering")), ("after", _("In the finished file"))],
            name=_("Check"),
        )
        self.side.chosen.connect(lambda _key: self._show())
        column.addWidget(self.side)
        self.summary = Label("", "muted", wrap=True)
        column.addWidget(self.summary)
        self.rows = ScrollColumn(margin=0)
        self.rows.body.setSpacing(SPACE_1)
        column.addWidget(self.rows, 1)
        self.fps = 24
        self.looking = False
        self._all = False
        self._found: dict[str, tuple[Found, ...] | None] = {"before": (), "after": None}

    @property
    def shown(self) -> tuple[Found, ...]:
        """The remarks of the side that is shown."""
        return self._found[self.side.current()] or ()

    def set_looking(self) -> None:
        """The check runs; what it found last stays until then."""
        self.looking = True
        self._sum_up()

    def set_before(self, found: Sequence[Found]) -> None:
        """What was found before rendering."""
        self.looking = False
        if tuple(found) != self._found["before"]:
            self._found["before"] = tuple(found)
            self._all = False
        self._show()

    def set_after(self, found: Sequence[Found] | None) -> None:
        """What was found in the newest file of the kind looked at; None: there is no file yet."""
        self._found["after"] = None if found is None else tuple(found)
        self._show()

    def show_side(self, key: str) -> None:
        """Show `before` or `after`."""
        self.side.set_current(key)
        self._show()

    def serious(self) -> int:
        """How many errors the check before rendering found."""
        return sum(1 for one in self._found["before"] or () if one.remark.severity == "error")

    # -- drawing ---------------------------------------------------------------------------------
    def _show(self) -> None:
        clear_layout(self.rows.body)
        self._sum_up()
        shown = list(self.shown)
        folded = {} if self._all else self._folded(shown)
        shown = [one for one in shown if id(one) not in folded]
        most = len(shown) if self._all else _MOST
        for one in shown[:most]:
            self.rows.body.addWidget(self._row(one))
            alike = sum(1 for leader in folded.values() if leader is one)
            if alike:
                self._add_more(
                    ngettext("and {n} more like it", "and {n} more like it", alike).format(n=alike)
                )
        if len(shown) > most:
            more = len(shown) - most
            self._add_more(ngettext("Show {n} more", "Show {n} more", more).format(n=more))
        self.rows.body.addStretch(1)

    def _folded(self, shown: list[Found]) -> dict[int, Found]:
        """Hints that say the same of many shots, each with the one that stands for them."""
        alike: dict[tuple[str, tuple[str, ...]], list[Found]] = {}
        for one in shown:
            if one.remark.severity == "info":
                alike.setdefault((one.remark.code, one.kinds), []).append(one)
        return {
            id(one): group[0]
            for group in alike.values()
            if len(group) > _ALIKE
            for one in group[1:]
        }

    def _add_more(self, words: str) -> None:
        button = Button(words, "link", small=True)
        button.clicked.connect(lambda _checked=False: self._show_all())
        self.rows.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all(self) -> None:
        self._all = True
        self._show()

    def _sum_up(self) -> None:
        after = self.side.current() == "after"
        if self.looking and not after:
            self.summary.setText(_("Looking the episode over …"))
            self.summary.set_tone("")
            return
        if after and self._found["after"] is None:
            self.summary.setText(_("No file of this kind was rendered yet."))
            self.summary.set_tone("")
            return
        counts = dict.fromkeys(_ORDER, 0)
        for one in self.shown:
            counts[one.remark.severity] += 1
        parts = []
        if counts["error"]:
            words = ngettext("{n} thing is wrong", "{n} things are wrong", counts["error"])
            parts.append(words.format(n=counts["error"]))
        if counts["warning"]:
            words = ngettext("{n} thing to look at", "{n} things to look at", counts["warning"])
            parts.append(words.format(n=counts["warning"]))
        if not parts:
            words = (
                _("The finished file is as it was ordered.")
                if after
                else _("Nothing stands in the way of this delivery.")
            )
            parts.append(words)
        self.summary.setText(", ".join(parts))
        tone = "error" if counts["error"] else "warn" if counts["warning"] else "ok"
        self.summary.set_tone(tone)

    def _row(self, found: Found) -> QWidget:
        remark = found.remark
        box = QFrame()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, SPACE_1, 0, SPACE_1)
        row.setSpacing(SPACE_2)
        tone = _TONES[remark.severity]
        mark = Label()
        mark.setPixmap(
            icon(_MEANINGS.get(tone, "state.info"), tone).pixmap(QSize(theme.px(16), theme.px(16)))
        )
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(sentence(remark.message), "small", wrap=True))
        below = [sentence(remark.fix)] if remark.fix else []
        if found.kinds:
            below.append(_(", ").join(found.kinds))
        if remark.frame is not None:
            below.append(short_time(remark.frame, self.fps))
        if below:
            words.addWidget(Label("   ".join(below), "caption", wrap=True))
        row.addLayout(words, 1)
        if place_of(remark):
            button = Button(_("Go to"), "link", small=True)
            button.setAccessibleName(_("Go to: {what}").format(what=sentence(remark.message)))
            button.clicked.connect(lambda _checked=False, one=remark: self.go.emit(one))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return box
