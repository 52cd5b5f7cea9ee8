"""What a page is, and what the window hands to each: the contract between the shell and its pages.

A page is built when it is first shown, and built anew when language, theme or text size change; therefore all it
must remember goes through `state` and `restore`, and it needs no retranslation of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.ui.icons import icon
from app.ui.selection import Selection

if TYPE_CHECKING:
    from app.studio.session import Session
    from app.studio.studio import Studio
    from app.ui.notices import Notices


@dataclass(frozen=True)
class Context:
    """What every page gets.

    `go(page_key)` shows another page (`cast:ID` also says what); `run_action("import")` runs a command of the window by
    name; `open_session` shows a project that was just opened.
    `workspace` is None only on Home.
    """

    studio: Studio
    workspace: Session | None
    selection: Selection
    notices: Notices
    go: Callable[[str], None]
    run_action: Callable[[str], None]
    open_session: Callable[[Session], None]

    @property
    def has_project(self) -> bool:
        """True while a project is open."""
        return self.workspace is not None

    @property
    def project(self) -> Session:
        """The open project; only pages that need one ask."""
        if self.workspace is None:
            raise LookupError("no project is open")
        return self.workspace


class Page(QWidget):
    """One page of the window.

    Subclasses set `key`, `icon_name`, `shortcut` and `title()`, build themselves in `__init__`, and may override the
    hooks below. Actions made with `act` live in the page, appear in the palette, and fire only while the page is shown.
    """

    key = ""
    icon_name = ""
    shortcut = ""
    needs_project = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setAccessibleName(self.title())
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(0)
        self.page_actions: list[QAction] = []

    @classmethod
    def title(cls) -> str:
        """The page's name in the language in force."""
        return cls.key

    def act(
        self,
        words: str,
        do: Callable[[], object],
        *,
        keys: str = "",
        icon_name: str = "",
        tip: str = "",
        name: str = "",
    ) -> QAction:
        """A page action: shown in the palette, bound to `keys` while the page is shown.

        Single-letter keys are silent while a text field has the focus (`app.ui.shortcuts`). `tip` is what the palette
        says when the action is disabled. `name` is a stable name for tests and remapping.
        """
        action = QAction(words, self)
        if icon_name:
            action.setIcon(icon(icon_name))
        if keys:
            action.setShortcuts([QKeySequence(one) for one in keys.split("|")])
        action.setStatusTip(tip)
        action.setObjectName(name or f"{self.key}.{len(self.page_actions)}")
        action.triggered.connect(lambda _checked=False: do())
        self.addAction(action)
        self.page_actions.append(action)
        return action

    # hooks ------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Called each time the page comes to the front; read what may have changed."""

    def show_changes(self, changes: Changes) -> None:
        """Called after each commit; re-read what is shown. Not called for pages never shown."""

    def flush(self) -> None:
        """Commit what is typed and not yet committed; called before page changes, rebuilds and closing."""

    def state(self) -> dict[str, Any]:
        """Sizes, view, scroll and the like as plain data."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave; missing keys are normal."""

    def panels(self) -> list[QWidget]:
        """The focus targets F6 walks through, left to right."""
        return []

    def lands(self, _paths: list[Path]) -> str:
        """Where dropped files would land, as a sentence; empty when the page takes none of them."""
        return ""

    def take_files(self, _paths: list[Path]) -> None:
        """Take dropped files, after `lands` gave a sentence."""

    def leave(self) -> None:
        """The page is about to be destroyed: stop players and timers."""
