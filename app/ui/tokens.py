"""The design tokens: colours of both themes, one spacing grid, one type scale. Data only, no Qt.

Colours follow the UX reference §7; every text pair holds 4.5:1 and every control pair 3:1, which
`tests/ui/test_tokens.py` computes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

ThemeName = Literal["dark", "light"]
TextRole = Literal["caption", "small", "body", "script", "title", "heading", "display"]

#: The grid in logical pixels at 100 % text size.
SPACE_HALF, SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6, SPACE_8 = 2, 4, 8, 12, 16, 24, 32
RADIUS_SMALL, RADIUS, RADIUS_LARGE = 4, 6, 10
#: Height of a button or field; targets are never below 24.
CONTROL_HEIGHT = 30

#: Pixel size and weight of each text role at 100 %.
TYPE_SCALE: dict[TextRole, tuple[int, int]] = {
    "caption": (11, 400),
    "small": (12, 400),
    "body": (13, 400),
    "script": (15, 400),
    "title": (15, 600),
    "heading": (20, 600),
    "display": (28, 600),
}

#: Families in the order they are asked for: the system's own face, then CJK, then the bundled one.
FONT_FAMILIES: tuple[str, ...] = (
    "Segoe UI", "SF Pro Text", "Inter", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "Microsoft YaHei UI", "PingFang SC",
)  # fmt: skip

TEXT_SCALE_LEAST, TEXT_SCALE_MOST = 80, 200


@dataclass(frozen=True)
class Colors:
    """One theme's colours as `#RRGGBB`.

    `bg` window, `panel` pages and fields, `raised` cards and hovered rows, `sunken` wells behind pictures;
    `line` decorative separators, `border`/`border_raised` edges of controls (3:1 on panel / on raised).
    """

    bg: str
    panel: str
    raised: str
    sunken: str
    hover: str
    selected: str
    line: str
    border: str
    border_raised: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    ok: str
    warn: str
    error: str
    waiting: str


DARK = Colors(
    bg="#17181B", panel="#1F2126", raised="#2A2D34", sunken="#121316", hover="#30343C", selected="#27364F",
    line="#30333B", border="#6B7280", border_raised="#7C8493", text="#E8EAED", muted="#A5ABB6",
    accent="#6EA8FE", accent_hover="#86B6FF", accent_pressed="#5B97F0", on_accent="#0E1522",
    ok="#5CC98A", warn="#F2B84B", error="#FF7B72", waiting="#B79CFF",
)  # fmt: skip

LIGHT = Colors(
    bg="#F7F8FA", panel="#FFFFFF", raised="#EDEFF3", sunken="#EBEEF2", hover="#E9ECF2", selected="#E2ECFC",
    line="#DFE3E9", border="#7A818C", border_raised="#707783", text="#1B1D21", muted="#565D69",
    accent="#1F5FBF", accent_hover="#2A6DD0", accent_pressed="#184E9F", on_accent="#FFFFFF",
    ok="#1B7A43", warn="#8A5A00", error="#B3261E", waiting="#6A42C1",
)  # fmt: skip

THEMES: dict[ThemeName, Colors] = {"dark": DARK, "light": LIGHT}
COLOR_NAMES: tuple[str, ...] = tuple(field.name for field in fields(Colors))


def luminance(color: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 black to 1 white (WCAG 2.2)."""
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def blend(color: str, over: str, share: float) -> str:
    """`share` (0 to 1) of `color` laid over `over`."""
    pairs = [(int(color[i : i + 2], 16), int(over[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def readable_on(color: str) -> str:
    """Near-black or white, whichever reads better on `color`."""
    return max(("#101216", "#FFFFFF"), key=lambda ink: contrast(ink, color))
