"""A slate: the designed still that stands in for a shot without a take."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw

from app.domain.recipes import Picture
from app.media.animatic.furniture import slug
from app.media.animatic.ink import (
    Color,
    Sheet,
    hex_color,
    luminance,
    mix,
    paper,
    points,
    stable_random,
)
from app.media.animatic.light import light_for
from app.media.animatic.reading import is_inside, place_kind
from app.media.animatic.scene import frame_size
from app.media.pictures import clean, draw_text, font, shorten, wrap

_RED: Color = (214, 60, 44)


def draw_slate(
    picture: Picture, width: int, height: int, seconds: float, language: str = "zh"
) -> Image.Image:
    """A still in the shape of the delivery: number, framing, action, place, people and length.

    Args:
        picture: the shot as planned.
        width: of the delivery, pixels; drawn at most 720 on the shorter side.
        height: of the delivery, pixels.
        seconds: planned length.
        language: `zh` or `en`.
    """
    frame = frame_size(width, height)
    w, h = frame
    unit = min(frame) / 720
    chinese = language == "zh"
    light = light_for(
        picture.time_of_day, is_inside(place_kind(picture.place, picture.int_ext), picture.int_ext)
    )
    ground = mix((252, 248, 238), light.sky_top, 0.1)
    sheet = Sheet((0, 0, w, h), 1.5, ground)
    rng = stable_random("slate", picture.number)
    _frame_lines(sheet, frame, unit)
    image = sheet.finish()
    ink: Color = (38, 36, 44)
    soft = mix(ink, ground, 0.38)
    edge = 64 * unit
    top = h * (0.2 if h > w else 0.14)
    number = clean(picture.number) or ("未编号" if chinese else "No number")
    big = round((150 if len(number) <= 5 else 104 if len(number) <= 8 else 70) * unit)
    face = font(big, "Bold")
    ImageDraw.Draw(image).text(
        (edge, top),
        shorten(number, face, w - 2 * edge),
        font=face,
        fill=ink,
        anchor="ls" if h > w else "lt",
    )
    y = top + (34 * unit if h > w else big * 1.25)
    y = draw_text(
        image,
        (edge, y),
        f"{slug(picture, chinese)} · {seconds:.1f}{' 秒' if chinese else ' s'}",
        round(28 * unit),
        _RED,
        w - 2 * edge,
        "Medium",
        2,
    )
    where = " · ".join(part for part in (clean(picture.place), clean(picture.time_of_day)) if part)
    if where:
        y = draw_text(
            image, (edge, y + 6 * unit), where, round(26 * unit), soft, w - 2 * edge, "Regular", 2
        )
    y += 26 * unit
    rows = 7 if h > w else 4
    y = draw_text(
        image,
        (edge, y),
        picture.action or ("（画面待定）" if chinese else "(action to come)"),
        round(36 * unit),
        ink,
        w - 2 * edge,
        "Regular",
        rows,
    )
    _people(image, picture, (edge, y + 24 * unit), w - 2 * edge, unit)
    return ImageChops.multiply(image, paper(image.size, rng, 0.7, 0.14))


def _frame_lines(sheet: Sheet, frame: tuple[int, int], unit: float) -> None:
    """A pencilled frame with crossed corners and the thirds, as on storyboard paper."""
    w, h = frame
    edge, ink = 30 * unit, (70, 66, 74)
    for a, b in (
        ((edge, edge), (w - edge, edge)),
        ((w - edge, edge), (w - edge, h - edge)),
        ((w - edge, h - edge), (edge, h - edge)),
        ((edge, h - edge), (edge, edge)),
    ):
        dx, dy = (b[0] - a[0]) * 0.015, (b[1] - a[1]) * 0.015
        sheet.stroke(
            points((a[0] - dx, a[1] - dy), a, b, (b[0] + dx, b[1] + dy)),
            2.2 * unit,
            ink,
            0.75,
            (0.5, 0.4),
        )
    for part in (1 / 3, 2 / 3):
        sheet.stroke(points((w * part, edge), (w * part, h - edge)), 1.0 * unit, ink, 0.14, (1, 1))
        sheet.stroke(points((edge, h * part), (w - edge, h * part)), 1.0 * unit, ink, 0.14, (1, 1))
    step = 34 * unit
    band = h - edge - 46 * unit
    at = edge
    while at < w - edge:
        right = min(at + step, w - edge)
        sheet.fill(
            points(
                (at + step * 0.4, band),
                (min(right + step * 0.4, w - edge), band),
                (right, h - edge),
                (at, h - edge),
            ),
            (52, 50, 58),
            0.85,
        )
        at += step * 2


def _people(
    image: Image.Image, picture: Picture, at: tuple[float, float], width: float, unit: float
) -> None:
    """Name chips in the people's colours."""
    face = font(round(24 * unit), "Medium")
    pen = ImageDraw.Draw(image)
    x, y = at
    for figure in picture.figures[:8]:
        label = wrap(figure.name, face, 240 * unit, 1)[0] or "?"
        wide, tall = face.getlength(label) + 26 * unit, 42 * unit
        if x + wide > at[0] + width:
            x, y = at[0], y + tall + 10 * unit
        if y + tall > image.height * 0.9:
            return
        tone = hex_color(figure.color)
        pen.rounded_rectangle([x, y, x + wide, y + tall], radius=8 * unit, fill=tone)
        ink = (26, 24, 30) if luminance(tone) > 0.2 else (255, 255, 255)
        pen.text((x + 13 * unit, y + tall / 2 - unit), label, font=face, fill=ink, anchor="lm")
        x += wide + 10 * unit
