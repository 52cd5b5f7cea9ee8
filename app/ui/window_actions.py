"""The window's own commands: words, keys, icons, menus. What they do is the window's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.page import Page


@dataclass(frozen=True)
class _Spec:
    name: str
    words: str
    keys: str = ""
    icon_name: str = ""
    needs_project: bool = False


def _specs() -> dict[str, tuple[_Spec, ...]]:
    """Menu key to its commands, in the language in force; a name of `-` is a separator."""
    line = _Spec("-", "")
    other = "light" if theme.current().name == "dark" else "dark"
    return {
        "file": (
            _Spec("new", _("New project"), "Ctrl+N", "new"),
            _Spec("open", _("Open project"), "Ctrl+O", "open"),
            _Spec("sample", _("Open the sample"), "", "sample"),
            line,
            _Spec("import", _("Import a script"), "Ctrl+I", "import"),
            line,
            _Spec("save_copy", _("Save a copy…"), "Ctrl+Shift+S", "duplicate", needs_project=True),
            _Spec("backups", _("Backups…"), "Ctrl+Alt+B", "storage", needs_project=True),
            _Spec("relink", _("Find missing media…"), "", "locate", needs_project=True),
            line,
            _Spec("close_project", _("Close project"), "Ctrl+W", "", needs_project=True),
            _Spec("preferences", _("Preferences"), "Ctrl+,", "settings"),
            _Spec("quit", _("Quit"), "Ctrl+Q"),
        ),
        "edit": (
            _Spec("undo", _("Undo"), "Ctrl+Z", "undo", needs_project=True),
            _Spec("redo", _("Redo"), "Ctrl+Shift+Z|Ctrl+Y", "redo", needs_project=True),
            _Spec("history", _("History"), "Ctrl+Alt+Z", "history", needs_project=True),
        ),
        "view": (
            _Spec("palette", _("Search or run a command"), "Ctrl+K", "search"),
            line,
            _Spec("text_larger", _("Larger text"), "Ctrl+Alt+=", "text.size"),
            _Spec("text_smaller", _("Smaller text"), "Ctrl+Alt+-", "text.size"),
            _Spec("text_normal", _("Normal text size"), "Ctrl+Alt+0", "text.size"),
            _Spec("theme", _("Dark or light"), "Ctrl+Alt+T", f"theme.{other}"),
            _Spec("language", _("Language"), "Ctrl+Alt+L", "language"),
            line,
            _Spec("next_panel", _("Next panel"), "F6"),
            _Spec("previous_panel", _("Previous panel"), "Shift+F6"),
            _Spec("full_screen", _("Full screen"), "F11", "fullscreen"),
        ),
        "help": (
            _Spec("shortcuts", _("Keyboard shortcuts"), "?|Ctrl+/", "keyboard"),
            _Spec("about", _("About Fenjing"), "", "help"),
        ),
    }


class WindowActions:
    """All window commands by name; they are added to `window`, so that their keys work everywhere in it."""

    def __init__(self, window: QWidget, do: dict[str, Callable[[], object]]) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, list[str]] = {}
        self._needing: list[str] = []
        for menu, specs in _specs().items():
            self._menus[menu] = [spec.name for spec in specs]
            for spec in specs:
                if spec.name != "-":
                    self._make(spec, do[spec.name])

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> list[QAction]:
        """Every command."""
        return list(self._actions.values())

    def _make(self, spec: _Spec, do: Callable[[], object]) -> None:
        action = QAction(spec.words, self._window)
        action.setObjectName(f"window.{spec.name}")
        if spec.icon_name:
            action.setIcon(icon(spec.icon_name))
        if spec.keys:
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split("|")])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: do())
        self._window.addAction(action)
        self._actions[spec.name] = action
        if spec.needs_project:
            self._needing.append(spec.name)

    def add_pages(self, pages: list[type[Page]], go: Callable[[str], None]) -> None:
        """One command per page, with its key."""
        for page in pages:
            words = _("Go to {page}").format(page=page.title())
            spec = _Spec(
                f"page.{page.key}", words, page.shortcut, page.icon_name, page.needs_project
            )
            self._make(spec, lambda key=page.key: go(key))
            self._menus.setdefault("go", []).append(spec.name)

    def show_project(self, *, has_project: bool) -> None:
        """Enable what needs a project, and say why not otherwise."""
        for name in self._needing:
            self._actions[name].setEnabled(has_project)
            self._actions[name].setStatusTip("" if has_project else _("Open a project first"))

    def show_undo(self, undo: str, redo: str) -> None:
        """Name what undo and redo would do (already translated); empty disables."""
        for name, label, bare, named in (
            ("undo", undo, _("Undo"), _("Undo: {name}")),
            ("redo", redo, _("Redo"), _("Redo: {name}")),
        ):
            action = self._actions[name]
            action.setText(named.format(name=label).replace("&", "&&") if label else bare)
            action.setEnabled(bool(label))
            action.setStatusTip(
                "" if label else _("Nothing to undo") if name == "undo" else _("Nothing to redo")
            )

    def menu(self, parent: QWidget) -> QMenu:
        """The whole menu, one submenu per group."""
        whole = QMenu(parent)
        titles = {
            "file": _("File"),
            "edit": _("Edit"),
            "view": _("View"),
            "go": _("Go"),
            "help": _("Help"),
        }
        for key, title in titles.items():
            part = whole.addMenu(title)
            for name in self._menus.get(key, []):
                if name == "-":
                    part.addSeparator()
                else:
                    part.addAction(self._actions[name])
        whole.setAccessibleName(_("Menu"))
        return whole

    def remove(self) -> None:
        """Take every command off the window, before a rebuild."""
        for action in self._actions.values():
            self._window.removeAction(action)
            action.deleteLater()
        self._actions.clear()
