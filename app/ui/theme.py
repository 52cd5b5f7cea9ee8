"""The theme in force: palette, fonts, stylesheet and the colours that painted widgets ask for.

    apply(app, "dark", scale=100)      once at start and whenever the person changes it
    current()                          the Theme in force
    color("accent")                    a QColor for painting
    font("title")                      a QFont of the type scale
    px(8)                              logical pixels at the person's text size

After a change the window rebuilds its pages, so icons and painted colours need no signal of their own.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import resource, resource_root
from app.ui.stylesheet import STYLESHEET
from app.ui.tokens import (
    COLOR_NAMES,
    CONTROL_HEIGHT,
    FONT_FAMILIES,
    RADIUS,
    RADIUS_LARGE,
    RADIUS_SMALL,
    TEXT_SCALE_LEAST,
    TEXT_SCALE_MOST,
    THEMES,
    TYPE_SCALE,
    Colors,
    TextRole,
    ThemeName,
    blend,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Theme:
    """What is in force: the theme's name, its colours and the text size in percent."""

    name: ThemeName
    colors: Colors
    scale: int = 100
    families: tuple[str, ...] = FONT_FAMILIES


_in_force: list[Theme] = [Theme("dark", THEMES["dark"])]


def current() -> Theme:
    """The theme in force."""
    return _in_force[0]


def color(name: str, alpha: float = 1.0) -> QColor:
    """A token as QColor; `alpha` 0 to 1."""
    found = QColor(getattr(current().colors, name))
    found.setAlphaF(alpha)
    return found


def px(size: float) -> int:
    """`size` logical pixels at 100 %, at the person's text size; never below 1 for a positive size."""
    return max(1, round(size * current().scale / 100)) if size > 0 else 0


def font(role: TextRole = "body", *, mono: bool = False) -> QFont:
    """A font of the type scale at the person's text size."""
    size, weight = TYPE_SCALE[role]
    made = QFont()
    made.setFamilies(list(current().families))
    if mono:
        made.setFamilies(["Cascadia Mono", "SF Mono", "DejaVu Sans Mono", *current().families])
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight(weight))
    return made


def load_fonts() -> tuple[str, ...]:
    """Load every font below `resources/fonts` into Qt; returns the families it brought."""
    families: list[str] = []
    folder = resource("fonts")
    for path in sorted([*folder.rglob("*.ttf"), *folder.rglob("*.otf")]):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            _log.warning("font %s could not be loaded", path.name)
            continue
        families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


def system_theme() -> ThemeName:
    """What the desktop prefers; dark when it does not say."""
    hints = QGuiApplication.styleHints()
    return "light" if hints.colorScheme() == Qt.ColorScheme.Light else "dark"


def apply(app: QApplication, name: ThemeName = "dark", scale: int = 100) -> Theme:
    """Put a theme in force for the whole program.

    Args:
        app: the application.
        name: `dark` or `light`.
        scale: text size in percent, held within 80 to 200.
    """
    held = min(max(scale, TEXT_SCALE_LEAST), TEXT_SCALE_MOST)
    known = set(QFontDatabase.families())
    families = tuple(family for family in FONT_FAMILIES if family in known)
    if not families or not any("SC" in family or "YaHei" in family for family in families):
        families = (*families, *load_fonts())
    wanted = Theme(name, THEMES[name], held, families or ("sans-serif",))
    if wanted == _in_force[0] and app.styleSheet():
        return wanted
    _in_force[0] = wanted
    # Under a stylesheet the style no longer tells its name, so it is set before the first one only.
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setPalette(palette(THEMES[name]))
    app.setFont(font("body"))
    app.setStyleSheet(stylesheet(current()))
    return current()


#: Qt's own way of moving menus and boxes, all on or all off.
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_still: list[bool] = [False]


def is_still() -> bool:
    """True while the person wants less motion: nothing slides, runs to and fro or blinks."""
    return _still[0]


def set_still(app: QApplication, *, still: bool) -> None:
    """Put less motion in force, or end it; the system's own rate of blinking comes back."""
    _still[0] = still
    for effect in _EFFECTS:
        app.setEffectEnabled(effect, not still)
    hints = QGuiApplication.styleHints()
    if still and hints.cursorFlashTime():
        app.setProperty("flash", hints.cursorFlashTime())
        app.setCursorFlashTime(0)
    elif not still and app.property("flash"):
        app.setCursorFlashTime(int(app.property("flash")))


def palette(colors: Colors) -> QPalette:
    """Qt's palette for widgets the stylesheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colors.bg,
        QPalette.ColorRole.WindowText: colors.text,
        QPalette.ColorRole.Base: colors.panel,
        QPalette.ColorRole.AlternateBase: colors.raised,
        QPalette.ColorRole.Text: colors.text,
        QPalette.ColorRole.PlaceholderText: colors.muted,
        QPalette.ColorRole.Button: colors.raised,
        QPalette.ColorRole.ButtonText: colors.text,
        QPalette.ColorRole.BrightText: colors.error,
        QPalette.ColorRole.ToolTipBase: colors.raised,
        QPalette.ColorRole.ToolTipText: colors.text,
        QPalette.ColorRole.Highlight: colors.selected,
        QPalette.ColorRole.HighlightedText: colors.text,
        QPalette.ColorRole.Link: colors.accent,
        QPalette.ColorRole.LinkVisited: colors.accent,
        QPalette.ColorRole.Light: colors.hover,
        QPalette.ColorRole.Midlight: colors.raised,
        QPalette.ColorRole.Mid: colors.line,
        QPalette.ColorRole.Dark: colors.sunken,
        QPalette.ColorRole.Shadow: colors.sunken,
        QPalette.ColorRole.Accent: colors.accent,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    faded = QColor(blend(colors.muted, colors.panel, 0.6))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return made


def stylesheet(theme: Theme) -> str:
    """The whole program's stylesheet, computed from the tokens."""
    colors = theme.colors
    values: dict[str, str] = {name: getattr(colors, name) for name in COLOR_NAMES}
    values["faded"] = blend(colors.muted, colors.panel, 0.6)
    values["raised_soft"] = blend(colors.raised, colors.panel, 0.55)
    for tone in ("ok", "warn", "error", "waiting", "accent"):
        values[f"{tone}_tint"] = blend(getattr(colors, tone), colors.panel, 0.14)
    values["disabled_accent"] = blend(colors.accent, colors.panel, 0.28)
    values["icons"] = (resource_root() / "icons" / theme.name).as_posix()
    for size in (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 40):
        values[f"px{size}"] = f"{px(size)}px"
    values["control"] = f"{px(CONTROL_HEIGHT) - 2}px"
    values["control_small"] = f"{px(24) - 2}px"
    values["radius_small"] = f"{RADIUS_SMALL}px"
    values["radius"] = f"{RADIUS}px"
    values["radius_large"] = f"{RADIUS_LARGE}px"
    for role, (size, weight) in TYPE_SCALE.items():
        values[f"text_{role}"] = f"font-size: {px(size)}px; font-weight: {weight};"
    return Template(STYLESHEET).substitute(values)
