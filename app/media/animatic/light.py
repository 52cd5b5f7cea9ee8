"""Light and colour of the hour: what the time of day does to sky, walls, skin and ink."""

from __future__ import annotations

from dataclasses import dataclass

from app.media.animatic.ink import Color, mix


@dataclass(frozen=True)
class Light:
    """The palette of one hour, inside or outside; tints multiply, 1.0 changes nothing."""

    hour: str
    sky_top: Color
    sky_low: Color
    tint: tuple[float, float, float]
    key: Color
    shade: Color
    ink: Color
    haze: Color
    lamp: Color = (255, 202, 122)
    lamps: float = 0.0
    ambient: float = 1.0

    def on(self, color: Color, far: float = 0.0) -> Color:
        """A local colour as it looks in this light; `far` 0-1 lets the air take it."""
        grey = sum(color) // 3
        calm = mix(color, (grey, grey, grey), 0.07)
        r, g, b = (max(0, min(255, round(c * t))) for c, t in zip(calm, self.tint, strict=True))
        return mix((r, g, b), self.haze, far)

    def skin(self, color: Color) -> Color:
        """As `on`, gentler: people keep their own colour so that they can be told apart."""
        r, g, b = (
            max(0, min(255, round(c * (0.56 + 0.44 * t) * 0.95 + k * 0.05)))
            for c, t, k in zip(color, self.tint, self.key, strict=True)
        )
        return (r, g, b)


_DAY = Light(
    "day", (150, 190, 212), (232, 238, 230), (1.0, 0.99, 0.95), (255, 244, 218), (92, 104, 134),
    (43, 42, 54), (222, 228, 224),
)  # fmt: skip
_OUTSIDE: dict[str, Light] = {
    "day": _DAY,
    "dawn": Light(
        "dawn", (116, 138, 178), (246, 202, 176), (0.98, 0.9, 0.9), (255, 208, 184),
        (84, 84, 128), (42, 38, 58), (230, 202, 196), lamps=0.25, ambient=0.95,
    ),
    "morning": Light(
        "morning", (158, 196, 212), (250, 232, 200), (1.0, 0.97, 0.9), (255, 234, 190),
        (98, 104, 134), (46, 42, 52), (236, 226, 206),
    ),
    "dusk": Light(
        "dusk", (82, 82, 132), (246, 158, 92), (1.0, 0.8, 0.68), (255, 170, 92), (72, 58, 104),
        (44, 30, 46), (226, 152, 112), lamps=0.7, ambient=0.85,
    ),
    "night": Light(
        "night", (18, 26, 54), (52, 72, 112), (0.46, 0.55, 0.78), (160, 190, 240), (12, 18, 42),
        (12, 15, 30), (44, 60, 98), lamps=1.0, ambient=0.62,
    ),
}  # fmt: skip
_INSIDE: dict[str, Light] = {
    "day": Light(
        "day", (196, 216, 226), (240, 240, 232), (0.98, 0.96, 0.91), (255, 244, 220),
        (96, 96, 118), (43, 40, 50), (226, 222, 212), ambient=0.96,
    ),
    "dawn": Light(
        "dawn", (150, 166, 200), (246, 206, 186), (0.88, 0.83, 0.86), (255, 212, 190),
        (76, 76, 112), (40, 36, 52), (206, 188, 190), lamps=0.3, ambient=0.86,
    ),
    "morning": Light(
        "morning", (186, 210, 224), (252, 236, 208), (1.0, 0.95, 0.86), (255, 232, 186),
        (104, 92, 104), (46, 40, 46), (236, 222, 198), ambient=0.98,
    ),
    "dusk": Light(
        "dusk", (106, 94, 140), (250, 166, 100), (0.94, 0.76, 0.64), (255, 176, 104),
        (70, 52, 84), (44, 28, 40), (206, 146, 112), lamps=0.7, ambient=0.8,
    ),
    "night": Light(
        "night", (20, 28, 56), (40, 56, 92), (0.66, 0.6, 0.58), (255, 198, 122), (26, 24, 46),
        (18, 16, 28), (84, 74, 84), lamps=1.0, ambient=0.66,
    ),
}  # fmt: skip

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dawn", ("dawn", "sunrise", "黎明", "拂晓", "清晨", "凌晨", "破晓", "日出")),
    ("dusk", ("dusk", "sunset", "evening", "golden", "黄昏", "傍晚", "日落", "夕阳", "暮")),
    ("night", ("night", "midnight", "夜", "晚", "深更", "子时")),
    ("morning", ("morning", "早", "晨", "上午")),
    ("day", ("day", "noon", "afternoon", "日", "午", "白天")),
)


def hour_of(words: str) -> str:
    """day, dawn, morning, dusk or night, read from a heading's time in Chinese or English."""
    lowered = words.casefold()
    for hour, keys in _WORDS:
        if any(key in lowered for key in keys):
            return hour
    return "day"


def light_for(time_of_day: str, inside: bool) -> Light:
    """The palette for a time of day as written (夜, DUSK, morning …)."""
    return (_INSIDE if inside else _OUTSIDE)[hour_of(time_of_day)]
