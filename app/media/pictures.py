"""Pictures from outside, opened safely, and what is often done with pictures.

Everything that reaches this room from a disk or a network is untrusted: only PNG, JPEG and WebP are opened,
never more than 40 megapixels, and the orientation a camera noted is applied.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from app.domain.wording import N_
from app.errors import BadInput, Damaged, DiskTrouble, NotFound
from app.paths import resource

#: The only decoders that are ever asked.
FORMATS = ("PNG", "JPEG", "WEBP")
#: Pixels; a picture beyond this is refused before it is decoded.
LARGEST = 40_000_000
Weight = Literal["Regular", "Medium", "Bold"]


def open_picture(path: Path) -> Image.Image:
    """Open an untrusted picture file as RGB or RGBA, upright.

    Raises:
        NotFound: there is no such file.
        BadInput: another format, or more than 40 megapixels.
        Damaged: the file breaks off or is not the picture it claims to be.
        DiskTrouble: the file cannot be read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=FORMATS) as source:
                if source.width * source.height > LARGEST:
                    raise BadInput(
                        N_("This picture is larger than 40 megapixels."),
                        N_("Scale it down and try again."),
                    )
                source.load()
                upright = ImageOps.exif_transpose(source)
        except FileNotFoundError as error:
            raise NotFound(
                N_("The picture file is not there."), N_("Choose the file again.")
            ) from error
        except UnidentifiedImageError as error:
            raise BadInput(
                N_("This file is not a PNG, JPEG or WebP picture."),
                N_("Convert it to one of these and try again."),
            ) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BadInput(
                N_("This picture is larger than 40 megapixels."), N_("Scale it down and try again.")
            ) from error
        except (SyntaxError, ValueError, EOFError, MemoryError, OverflowError) as error:
            raise Damaged(
                N_("The picture file is damaged."), N_("Export it again and retry.")
            ) from error
        except OSError as error:
            if error.errno is not None:
                raise DiskTrouble(
                    N_("The picture file cannot be read."),
                    N_("Check the disk and the permissions."),
                ) from error
            raise Damaged(
                N_("The picture file is damaged."), N_("Export it again and retry.")
            ) from error
    keeps_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    return upright.convert("RGBA" if keeps_alpha else "RGB")


def flattened(image: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """The picture as RGB, transparency laid on `ground`."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    base = Image.new("RGB", image.size, ground)
    base.paste(image, (0, 0), image)
    return base


def cover(
    image: Image.Image, size: tuple[int, int], focus: tuple[float, float] = (0.5, 0.4)
) -> Image.Image:
    """Fill `size` (width, height) completely, cropping what sticks out around `focus` (shares 0-1)."""
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=focus)


def fit(
    image: Image.Image, size: tuple[int, int], ground: tuple[int, int, int] = (16, 17, 20)
) -> Image.Image:
    """The whole picture inside `size`, centred on `ground`."""
    return ImageOps.pad(flattened(image, ground), size, Image.Resampling.LANCZOS, color=ground)


def thumbnail(image: Image.Image, longest: int = 320) -> Image.Image:
    """A copy whose longer side is at most `longest` pixels; never enlarged."""
    small = image.copy()
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def save_picture(image: Image.Image, path: Path, quality: int = 88) -> None:
    """Write as the format of the suffix (.png, .jpg, .webp), without metadata.

    Raises:
        BadInput: another suffix.
        DiskTrouble: the file cannot be written.
    """
    formats = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
    kind = formats.get(path.suffix.lower())
    if kind is None:
        raise BadInput(
            N_("Pictures are written as PNG, JPEG or WebP."), N_("Choose one of these suffixes.")
        )
    body = flattened(image) if kind == "JPEG" else image
    try:
        body.save(path, kind, quality=quality)
    except OSError as error:
        raise DiskTrouble(
            N_("The picture cannot be written."), N_("Check the disk and try again.")
        ) from error


@lru_cache(maxsize=64)
def font(size: int, weight: Weight = "Regular") -> ImageFont.FreeTypeFont:
    """The bundled Chinese and Latin face at `size` pixels."""
    return ImageFont.truetype(str(resource("fonts", f"NotoSansSC-{weight}.ttf")), max(4, size))


def clean(text: str) -> str:
    """Text as it may be drawn: one line, no control characters, no direction overrides."""
    kept = "".join(" " if ch in "\t\n\r\u2028\u2029" else ch for ch in text)
    return "".join(
        ch for ch in kept
        if ch >= " " and not "\x7f" <= ch <= "\x9f" and ch not in "\u200b\u200e\u200f\ufeff"
        and not "\u202a" <= ch <= "\u202e" and not "\u2066" <= ch <= "\u2069"
    ).strip()  # fmt: skip


def shorten(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text cut to `width` pixels, with an ellipsis when something was lost."""
    line = clean(text)[:400]
    if face.getlength(line) <= width:
        return line
    while line and face.getlength(line + "…") > width:
        line = line[:-1]
    return line + "…"


_NO_LINE_START = "，。、；：？！）》」』”’…,.;:?!)]}%"


def wrap(text: str, face: ImageFont.FreeTypeFont, width: float, lines: int = 99) -> list[str]:
    """Break text to `width` pixels: Chinese anywhere, Latin at spaces, no punctuation at a line's start."""
    done: list[str] = []
    for paragraph in text.splitlines() or [""]:
        row = ""
        for piece in _pieces(clean(paragraph)[:4000]):
            if not row or face.getlength(row + piece) <= width or piece in _NO_LINE_START:
                row += piece
            else:
                done.append(row.rstrip())
                row = piece.lstrip()
            while face.getlength(row) > width * 1.35 and len(row) > 1:
                cut = max(1, int(len(row) * width / face.getlength(row)))
                done.append(row[:cut])
                row = row[cut:]
        done.append(row.rstrip())
        if len(done) > lines:
            break
    if len(done) > lines:
        last = done[lines - 1]
        done = [*done[: lines - 1], shorten(last + "……", face, width)]
    return done


def _pieces(text: str) -> list[str]:
    parts: list[str] = []
    for ch in text:
        latin = ch.isascii() and ch != " "
        if (latin and parts and parts[-1][-1].isascii() and not parts[-1].endswith(" ")) or (
            ch == " " and parts
        ):
            parts[-1] += ch
        else:
            parts.append(ch)
    return parts


def draw_text(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    color: tuple[int, int, int],
    width: float | None = None,
    weight: Weight = "Regular",
    lines: int = 99,
    leading: float = 1.42,
) -> float:
    """Write text with the bundled font, wrapped to `width` pixels; returns the row below the last line."""
    face = font(size, weight)
    pen = ImageDraw.Draw(image)
    rows = [clean(text)] if width is None else wrap(text, face, width, lines)
    y = at[1]
    for row in rows:
        pen.text((at[0], y), row, font=face, fill=color)
        y += size * leading
    return y


def contact_sheet(
    images: list[Image.Image],
    columns: int,
    cell: tuple[int, int],
    captions: list[str] | None = None,
    ground: tuple[int, int, int] = (24, 25, 29),
    gap: int = 12,
) -> Image.Image:
    """Pictures in a grid of `cell`-sized places, with a caption line under each when given."""
    strip = 26 if captions else 0
    rows = max(1, -(-len(images) // columns))
    size = (gap + columns * (cell[0] + gap), gap + rows * (cell[1] + strip + gap))
    sheet = Image.new("RGB", size, ground)
    for index, image in enumerate(images):
        x = gap + index % columns * (cell[0] + gap)
        y = gap + index // columns * (cell[1] + strip + gap)
        small = flattened(image, ground)
        small = ImageOps.contain(small, cell, Image.Resampling.LANCZOS)
        sheet.paste(small, (x + (cell[0] - small.width) // 2, y + (cell[1] - small.height) // 2))
        if captions:
            line = shorten(captions[index], font(15), cell[0])
            draw_text(sheet, (x, y + cell[1] + 3), line, 15, (205, 205, 210))
    return sheet
