"""A storyboard's furniture: the slug strip, the move arrow, name tags and who speaks off screen.

Drawn in screen space over every frame; the lower quarter stays clear for captions.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from app.domain.recipes import Picture
from app.domain.shots import Angle, Move, Size
from app.media.animatic.ink import Color, Points, Sheet, hex_color, luminance, mix, points, smooth
from app.media.pictures import clean, font, shorten

_INK: Color = (26, 24, 30)
_PAPER: Color = (248, 244, 234)
_RED: Color = (214, 60, 44)

_SIZES: dict[Size, str] = {
    "ELS": "大远景", "LS": "远景", "FS": "全景", "MLS": "中全景", "MS": "中景", "MCU": "近景", "CU": "特写",
    "ECU": "大特写", "INS": "插入",
}  # fmt: skip
_ANGLES: dict[Angle, tuple[str, str]] = {
    "eye": ("平视", "EYE"), "high": ("俯拍", "HIGH"), "low": ("仰拍", "LOW"), "top": ("顶拍", "TOP"),
    "worm": ("贴地", "WORM"), "dutch": ("斜角", "DUTCH"), "ots": ("过肩", "OTS"), "pov": ("主观", "POV"),
    "profile": ("侧面", "PROFILE"), "back": ("背面", "BACK"), "aerial": ("航拍", "AERIAL"),
}  # fmt: skip
_MOVES: dict[Move, tuple[str, str]] = {
    "static": ("固定", "STATIC"), "dolly_in": ("推", "PUSH IN"), "dolly_out": ("拉", "PULL OUT"),
    "zoom_in": ("变焦推", "ZOOM IN"), "zoom_out": ("变焦拉", "ZOOM OUT"), "pan_left": ("左摇", "PAN L"),
    "pan_right": ("右摇", "PAN R"), "tilt_up": ("上摇", "TILT UP"), "tilt_down": ("下摇", "TILT DOWN"),
    "truck_left": ("左移", "TRUCK L"), "truck_right": ("右移", "TRUCK R"), "pedestal_up": ("升", "PED UP"),
    "pedestal_down": ("降", "PED DOWN"), "crane": ("摇臂", "CRANE"), "follow": ("跟", "FOLLOW"),
    "arc": ("环绕", "ARC"), "roll": ("旋转", "ROLL"), "whip": ("甩", "WHIP"), "handheld": ("手持", "HANDHELD"),
    "rack": ("移焦", "RACK"), "dolly_zoom": ("滑动变焦", "DOLLY ZOOM"), "drone": ("穿越", "DRONE"),
}  # fmt: skip


def slug(picture: Picture, chinese: bool) -> str:
    """Size, angle and move in one short line."""
    if chinese:
        return f"{_SIZES[picture.size]} {picture.size} · {_ANGLES[picture.angle][0]} · {_MOVES[picture.move][0]}"
    return f"{picture.size} · {_ANGLES[picture.angle][1]} · {_MOVES[picture.move][1]}"


def slug_strip(picture: Picture, chinese: bool, frame: tuple[int, int]) -> Image.Image:
    """The strip for the upper left corner: the shot's number on red, its slug on ink."""
    unit = min(frame) / 720
    text, bold = font(round(21 * unit)), font(round(22 * unit), "Bold")
    number = shorten(picture.number or "—", bold, frame[0] * 0.3)
    words = shorten(slug(picture, chinese), text, frame[0] * 0.5)
    pad, tall = round(11 * unit), round(38 * unit)
    left = round(bold.getlength(number)) + pad * 2
    right = round(text.getlength(words)) + pad * 2
    strip = Image.new("RGBA", (left + right, tall), (*_INK, 205))
    pen = ImageDraw.Draw(strip)
    pen.rectangle([0, 0, left - 1, tall], fill=(*_RED, 255))
    pen.text((pad, tall / 2), number, font=bold, fill=(255, 255, 255, 255), anchor="lm")
    pen.text((left + pad, tall / 2), words, font=text, fill=(*_PAPER, 255), anchor="lm")
    return strip


def name_tag(name: str, color: str, frame: tuple[int, int], speaking: bool) -> Image.Image:
    """A small tag in the person's colour; while they speak it carries three sound waves."""
    unit = min(frame) / 720
    face = font(round(20 * unit), "Medium")
    label = shorten(clean(name) or "?", face, frame[0] * 0.26)
    tone = hex_color(color)
    ink = _INK if luminance(tone) > 0.2 else (255, 255, 255)
    pad, tall = round(9 * unit), round(31 * unit)
    wave = round(24 * unit) if speaking else 0
    wide = round(face.getlength(label)) + pad * 2 + wave
    big = Image.new("RGBA", (wide * 2, tall * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(big)
    pen.rounded_rectangle(
        [0, 0, wide * 2 - 1, tall * 2 - 1],
        radius=tall * 0.55,
        fill=(*tone, 238),
        outline=(*mix(tone, _INK, 0.6), 255),
        width=3,
    )
    if speaking:
        x, y = (wide - wave * 0.95) * 2, tall
        for index in range(3):
            reach = (5 + index * 6) * unit * 1.5
            pen.arc(
                [x - reach, y - reach, x + reach, y + reach],
                -48,
                48,
                fill=(*ink, 255),
                width=max(2, round(3.2 * unit)),
            )
    tag = big.resize((wide, tall), Image.Resampling.LANCZOS)
    ImageDraw.Draw(tag).text(
        (pad, tall / 2 - unit), label, font=face, fill=(*ink, 255), anchor="lm"
    )
    return tag


def voice_tag(name: str, chinese: bool, frame: tuple[int, int]) -> Image.Image:
    """Who is heard without being seen."""
    words = f"{clean(name)} {'画外' if chinese else 'O.S.'}".strip()
    return name_tag(words, "#3A3D46", frame, True)


def _arrow(path: Points, unit: float, width: float, head: float) -> list[Points]:
    """A hand-drawn arrow along `path`: its body and its head."""
    curve = smooth(path, steps=8)
    end = curve[-1] - curve[-4]
    end = end / max(1e-6, float(np.hypot(*end)))
    side = np.array([-end[1], end[0]])
    tip = curve[-1]
    normal = np.gradient(curve, axis=0)
    normal = (
        np.column_stack([-normal[:, 1], normal[:, 0]])
        / np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-6)[:, None]
    )
    half = np.linspace(0.45, 1.0, len(curve))[:, None] * width * unit / 2
    body = np.vstack([curve + normal * half, (curve - normal * half)[::-1]])
    point = np.array(
        [tip + end * head * unit, tip + side * head * 0.62 * unit, tip - side * head * 0.62 * unit]
    )
    return [body, point]


_Path = tuple[tuple[float, float], ...]


def _paths(move: Move, w: float, h: float) -> list[_Path]:
    """The arrows of a move as points in pixels: storyboard convention, drawn on the frame."""
    cx, cy = w / 2, h * 0.42
    x, y = w * 0.36, min(h * 0.3, w * 0.42)
    sideways = ((cx - x * 0.6, h * 0.19), (cx, h * 0.182), (cx + x * 0.55, h * 0.19))
    upright = ((w * 0.885, cy + y * 0.7), (w * 0.9, cy), (w * 0.885, cy - y * 0.6))
    corners = [(-1, -1), (1, -1), (-1, 1), (1, 1)]
    inward: list[_Path] = [
        (
            (cx + sx * x * 1.2, cy + sy * y * 1.25),
            (cx + sx * x, cy + sy * y * 1.04),
            (cx + sx * x * 0.82, cy + sy * y * 0.85),
        )
        for sx, sy in corners
    ]
    table: dict[str, list[_Path]] = {
        "in": inward,
        "out": [tuple(reversed(path)) for path in inward],
        "right": [sideways],
        "left": [tuple((w - px, py) for px, py in sideways)],
        "up": [upright],
        "down": [tuple(reversed(upright))],
        "arc": [((cx - x, h * 0.2), (cx - x * 0.4, h * 0.165), (cx + x * 0.4, h * 0.165), (cx + x * 0.9, h * 0.2))],
        "roll": [((cx - x * 0.7, h * 0.22), (cx - x * 0.3, h * 0.165), (cx + x * 0.35, h * 0.17),
        (cx + x * 0.7, h * 0.225))],
        "wobble": [((cx - x * 0.6, h * 0.185), (cx - x * 0.3, h * 0.172), (cx, h * 0.192),
        (cx + x * 0.3, h * 0.172), (cx + x * 0.55, h * 0.186))],
    }  # fmt: skip
    return table.get(_KIND.get(move, ""), [])


_KIND: dict[Move, str] = {
    "dolly_in": "in", "zoom_in": "in", "drone": "in", "dolly_zoom": "in", "dolly_out": "out", "zoom_out": "out",
    "pan_right": "right", "truck_right": "right", "follow": "right", "pan_left": "left", "truck_left": "left",
    "whip": "right", "tilt_up": "up", "pedestal_up": "up", "crane": "up", "tilt_down": "down",
    "pedestal_down": "down", "arc": "arc", "roll": "roll", "handheld": "wobble",
}  # fmt: skip


def move_arrow(move: Move, frame: tuple[int, int], facing: int = 1) -> Image.Image | None:
    """The move's arrow for the whole frame as RGBA, None for moves without one."""
    shown: Move = "pan_left" if move == "follow" and facing < 0 else move
    paths = _paths(shown, *map(float, frame))
    if not paths:
        return None
    unit = min(frame) / 720
    sheet = Sheet((0, 0, *frame), 1.5, fringe=_RED)
    width, head = (13, 34) if len(paths) == 1 else (10, 24)
    for path in paths:
        shapes = _arrow(points(*path), unit, width, head)
        for shape in shapes:
            sheet.contour(shape, 7 * unit, _PAPER)
        for shape in shapes:
            sheet.fill(shape, _RED)
    return sheet.finish()


def place_tag(
    anchor: tuple[float, float],
    tag: Image.Image,
    frame: tuple[int, int],
    taken: list[tuple[int, int, int, int]],
) -> tuple[int, int] | None:
    """Where a tag goes: above its anchor, inside the frame, off the slug strip, the captions and other tags."""
    unit = min(frame) / 720
    if not -frame[0] * 0.2 < anchor[0] < frame[0] * 1.2:
        return None
    top, low = round(58 * unit), round(frame[1] * 0.72)
    edge = round(14 * unit)
    if anchor[1] - tag.height < top and frame[0] - tag.width - edge > taken[0][2]:
        anchor = (float(frame[0]), 0.0)
        top = edge
    x = int(min(max(anchor[0] - tag.width / 2, edge), frame[0] - tag.width - edge))
    y = int(min(max(anchor[1] - tag.height - 8 * unit, top), low - tag.height))
    for _ in range(6):
        box = (x, y, x + tag.width, y + tag.height)
        clash = next(
            (
                b
                for b in taken
                if box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3]
            ),
            None,
        )
        if clash is None:
            break
        y = clash[1] - tag.height - 4 if clash[1] - tag.height - 4 >= top else clash[3] + 4
    taken.append((x, y, x + tag.width, y + tag.height))
    return x, y


def pulse(seconds: float) -> float:
    """How visible the move's arrow is: for the first 1.3 seconds, faded in and out."""
    if seconds >= 1.3:
        return 0.0
    return min(1.0, max(0.0, math.sin(math.pi * min(1.0, (seconds + 0.12) / 1.42)) * 1.6))
