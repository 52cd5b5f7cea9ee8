"""Icons by meaning, recoloured by the theme: `icon("shot.add")`, never a glyph's own name.

The glyphs are Phosphor's, through qtawesome. Unknown meanings raise, so a missing icon is found by the first test.
"""

from __future__ import annotations

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from app.errors import OurBug
from app.ui import theme

GLYPHS: dict[str, str] = {
    # pages
    "page.home": "house-simple", "page.script": "article", "page.cast": "users-three",
    "page.board": "squares-four", "page.queue": "queue", "page.review": "chat-circle-text",
    "page.deliver": "export", "page.cut": "film-strip", "page.continuity": "user-focus",
    # the film's nouns
    "project": "film-strip", "episode": "playlist", "scene": "map-pin", "shot": "frame-corners", "take": "stack",
    "character": "user", "place": "map-pin", "prop": "package", "style": "palette", "line": "chat-centered-text",
    "voice": "microphone", "music": "music-notes", "sound": "speaker-high", "captions": "closed-captioning",
    "generator": "magic-wand", "animatic": "scribble-loop", "job": "hourglass-medium", "money": "wallet",
    "recipe": "list-dashes", "sheet": "identification-badge", "look": "t-shirt", "note": "note",
    "label": "seal-check",
    # verbs
    "add": "plus", "shot.add": "plus-circle", "shots.make": "magic-wand", "shot.split": "scissors",
    "shot.merge": "arrows-in-line-horizontal", "shot.inherit": "arrow-bend-down-right", "remove": "trash-simple",
    "duplicate": "copy", "copy": "copy", "paste": "clipboard-text", "edit": "pencil-simple",
    "rename": "pencil-simple",
    "open": "folder-open", "import": "download-simple", "export": "export", "save": "floppy-disk", "new": "plus",
    "search": "magnifying-glass", "filter": "funnel", "sort": "sort-ascending", "clear": "x", "close": "x",
    "undo": "arrow-counter-clockwise", "redo": "arrow-clockwise", "history": "clock-counter-clockwise",
    "retry": "arrows-clockwise", "cancel": "x-circle", "pause": "pause", "play": "play", "stop": "stop",
    "listen": "speaker-simple-high", "previous": "skip-back", "next": "skip-forward", "frame.back": "caret-left",
    "frame.forward": "caret-right", "loop": "repeat", "mute": "speaker-simple-slash", "fullscreen": "arrows-out",
    "zoom.in": "magnifying-glass-plus", "zoom.out": "magnifying-glass-minus", "zoom.fit": "corners-out",
    "move.up": "arrow-up", "move.down": "arrow-down", "move.left": "arrow-left", "move.right": "arrow-right",
    "lock": "lock-simple", "unlock": "lock-simple-open", "pin": "push-pin", "pick": "check-circle",
    "approve": "check-circle",
    "retake": "arrow-u-up-left", "rate": "star", "rated": "star", "compare": "columns", "replace": "swap",
    "trim": "crop",
    "transition": "intersect", "gap": "arrows-out-line-horizontal", "goto": "arrow-right",
    "locate": "folder-notch-open",
    "show.folder": "folder-notch-open", "handoff": "hand", "generate": "sparkle", "deliver": "export",
    "link": "link-simple", "picture": "image", "video": "film-strip", "file": "file", "drop": "tray",
    "camera": "video-camera",
    "swap": "arrows-left-right", "test": "plugs", "reset": "arrow-counter-clockwise",
    # places in the window
    "command": "command", "menu": "list", "more": "dots-three", "settings": "gear-six", "keyboard": "keyboard",
    "language": "translate", "theme.dark": "moon", "theme.light": "sun", "text.size": "text-aa", "help": "question",
    "expand": "caret-right", "collapse": "caret-down", "picker": "caret-down", "navigator": "sidebar-simple",
    "inspector": "sidebar-simple", "storage": "hard-drives", "key": "key", "sample": "film-slate",
    "view.grid": "grid-four", "view.table": "table", "view.strip": "rows", "view.overview": "dots-nine",
    "view.text": "text-align-left", "view.cards": "cards", "view.outline": "list-bullets", "warning": "warning",
    # states
    "state.draft": "circle-dashed", "state.ready": "circle", "state.waiting": "hourglass-simple",
    "state.running": "spinner-gap", "state.unknown": "question", "state.refused": "prohibit",
    "state.failed": "x-circle",
    "state.new": "sparkle", "state.approved": "check-circle", "state.outdated": "clock-counter-clockwise",
    "state.done": "check-circle", "state.info": "info", "state.warn": "warning", "state.error": "warning-octagon",
    "state.locked": "lock-simple", "state.omitted": "eye-slash", "state.retake": "arrow-u-up-left",
    "state.review": "chat-circle-text", "state.cancelled": "minus-circle", "state.orphaned": "link-break",
    "state.saved": "cloud-check", "state.readonly": "lock-simple", "state.missing": "link-break",
    "offline": "wifi-slash",
}  # fmt: skip

_SUBSTITUTES = {
    "seal-check": "circle-wavy-check",
    "plugs": "lightning",
    "sidebar-simple": "layout",
    "film-slate": "monitor-play",
}


def glyph(meaning: str) -> str:
    """The icon font's name for a meaning.

    Raises:
        OurBug: no such meaning.
    """
    name = GLYPHS.get(meaning)
    if name is None:
        raise OurBug(f"There is no icon for “{meaning}”.")
    return "ph." + _SUBSTITUTES.get(name, name)


def icon(meaning: str, tone: str = "text", *, on: str = "") -> QIcon:
    """The icon of a meaning in a theme colour.

    Args:
        meaning: a key of `GLYPHS`.
        tone: token of the normal state (`text`, `muted`, `accent`, `on_accent`, `error` ...).
        on: token while checked; empty keeps `tone`.
    """
    faded = theme.color("muted", 0.45)
    options = {
        "color": theme.color(tone),
        "color_disabled": faded,
        "color_active": theme.color(tone),
    }
    if on:
        options |= {"color_on": theme.color(on), "color_on_active": theme.color(on)}
    made: QIcon = qtawesome.icon(glyph(meaning), **options)  # type: ignore[no-untyped-call]
    return made


def pixmap(meaning: str, size: int, tone: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` logical pixels for a screen of the given device pixel ratio."""
    return icon(meaning, tone).pixmap(QSize(size, size), ratio)
