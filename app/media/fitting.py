"""Pictures made to fit what a vendor accepts, with as little loss as possible: the same picture, the same bytes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor, sqrt
from pathlib import Path

from PIL import Image, ImageFilter, ImageStat, UnidentifiedImageError

from app.domain.cards import PictureLimits
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.media.pictures import FORMATS, flattened, open_picture

#: A picture is not enlarged more than this: what is not in it cannot be added.
ENLARGE_MOST = 4.0
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_PLAIN_MODES = frozenset({"RGB", "L", "P", "RGBA", "LA"})
_QUALITIES = (95, 92, 88, 84, 80, 75)
_SHRINK = 0.85
#: Pixels of the shorter side below which a picture shows nothing any more.
_SMALLEST = 64
#: Spread of an edge's colours (standard deviation, 0-255) up to which it counts as one plain colour.
_PLAIN_EDGE = 10.0
_ORIENTATION = 0x0112

_TOO_SMALL = N_("It is only {width} x {height} pixels; the generator needs at least {least}.")
_LARGER = N_("Choose a larger picture.")
_NO_FORMAT = N_("The generator takes only {formats}, which this program does not write.")
_NO_ROOM = N_("It cannot be brought under {most} bytes without spoiling it.")
_NO_SHAPE = N_("No picture can keep all limits of this generator.")
_OTHER = N_("Choose another picture or another generator.")


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of the finished picture, and of the part of it that the source fills."""

    canvas: tuple[int, int]
    inner: tuple[int, int]


def fit(source: Path, folder: Path, limits: PictureLimits) -> Path:
    """A file within `limits` that shows the same as `source`: the source itself when it fits as it is.

    Converted, turned upright, flattened, scaled and padded only where the limits ask for it. What is made lies
    in `folder` (created when missing) under a name taken from the source's bytes and the limits, so that a
    second call returns it without work.

    Raises:
        BadInput: it is not a picture, or too small, or cannot be made to fit.
        NotFound, Damaged, DiskTrouble: the file cannot be read or written.
    """
    if _fits(source, limits):
        return source
    name = _name(source, limits)
    for suffix in _KINDS:
        if (made := folder / f"{name}{suffix}").is_file():
            return made
    image = open_picture(source)
    if not limits.alpha:
        image = _flat(image)
    suffix, data = _encoded(_shaped(image, limits), source, limits)
    return _write(folder, f"{name}{suffix}", data)


def shape_for(size: tuple[int, int], limits: PictureLimits) -> Shape:
    """The size that a picture of `size` (width, height) gets, padded where it is too long for its width.

    Raises:
        BadInput: it is too small, or the limits contradict each other.
    """
    width, height = size
    long, short = max(size), min(size)
    ratio = _ratio_most(limits)
    padded = max(short, ceil(long / ratio)) if ratio else short
    least = limits.side_min / padded
    if least > ENLARGE_MOST:
        words = {"width": width, "height": height, "least": limits.side_min}
        raise BadInput(_TOO_SMALL.format(**words), _LARGER)
    factor = max(1.0, least)
    if limits.side_most:
        factor = min(factor, limits.side_most / long)
    if limits.pixels_most:
        factor = min(factor, sqrt(limits.pixels_most / (long * padded)))
    full = _whole(long * factor, padded * factor, limits, ratio)
    canvas = full if width >= height else (full[1], full[0])
    if padded == short:
        return Shape(canvas, canvas)
    scale = min(canvas[0] / width, canvas[1] / height)
    inner = (
        min(canvas[0], max(1, round(width * scale))),
        min(canvas[1], max(1, round(height * scale))),
    )
    return Shape(canvas, inner)


def _ratio_most(limits: PictureLimits) -> float:
    """Longest shape (longer side / shorter side) that all limits together allow; 0 for any."""
    ratios = [limits.ratio_most] if limits.ratio_most else []
    if limits.side_min and limits.side_most:
        ratios.append(limits.side_most / limits.side_min)
    if limits.side_min and limits.pixels_most:
        ratios.append(limits.pixels_most / limits.side_min**2)
    if ratios and min(ratios) < 1:
        raise BadInput(_NO_SHAPE, _OTHER)
    return min(ratios, default=0.0)


def _whole(long: float, short: float, limits: PictureLimits, ratio: float) -> tuple[int, int]:
    """Whole pixels that keep every limit in spite of rounding."""
    low = max(limits.side_min, floor(short + 0.5), 1)
    high = max(floor(long + 0.5), low)
    if limits.side_most:
        low, high = min(low, limits.side_most), min(high, limits.side_most)
    if ratio:
        high = max(low, min(high, floor(low * ratio)))
    if limits.pixels_most and low * high > limits.pixels_most:
        low = max(limits.side_min, min(low, floor(sqrt(limits.pixels_most))), 1)
        high = limits.pixels_most // low
    return high, low


def _fits(source: Path, limits: PictureLimits) -> bool:
    """Judged from the header alone; what cannot be read does not fit, and is explained by opening it."""
    try:
        size_on_disk = source.stat().st_size
        with Image.open(source, formats=FORMATS) as image:
            kind, size, mode = image.format, image.size, image.mode
            turned = image.getexif().get(_ORIENTATION, 1) != 1
            moving = getattr(image, "is_animated", False)
            clear = mode in ("RGBA", "LA") or "transparency" in image.info
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    named = _KINDS.get(source.suffix.lower()) == kind and kind in _accepted(limits)
    light = not limits.bytes_most or size_on_disk <= limits.bytes_most
    plain = mode in _PLAIN_MODES and not turned and not moving
    return named and light and plain and (limits.alpha or not clear) and _size_fits(size, limits)


def _size_fits(size: tuple[int, int], limits: PictureLimits) -> bool:
    long, short = max(size), min(size)
    return (
        short >= limits.side_min
        and (not limits.side_most or long <= limits.side_most)
        and (not limits.pixels_most or long * short <= limits.pixels_most)
        and (not limits.ratio_most or long <= limits.ratio_most * short)
    )


def _accepted(limits: PictureLimits) -> tuple[str, ...]:
    """Formats that the vendor takes and this program writes, the vendor's order kept."""
    return tuple(
        dict.fromkeys(_KINDS[end.lower()] for end in limits.formats if end.lower() in _KINDS)
    )


def _shaped(image: Image.Image, limits: PictureLimits) -> Image.Image:
    shape = shape_for(image.size, limits)
    return _padded(image, shape)


def _padded(image: Image.Image, shape: Shape) -> Image.Image:
    held = image
    if image.size != shape.inner:
        held = image.resize(shape.inner, Image.Resampling.LANCZOS)
    if shape.inner == shape.canvas:
        return held
    base = _ground(held, shape.canvas)
    base.info.update(held.info)
    at = ((shape.canvas[0] - held.width) // 2, (shape.canvas[1] - held.height) // 2)
    base.paste(held, at)
    return base


def _ground(image: Image.Image, canvas: tuple[int, int]) -> Image.Image:
    """What lies around a padded picture: nothing, its plain edge's colour, or itself blurred out."""
    if image.mode == "RGBA":
        return Image.new("RGBA", canvas, (0, 0, 0, 0))
    edges = _edges(image, beside=canvas[0] > image.width)
    plain = [ImageStat.Stat(edge) for edge in edges]
    first, second = plain
    alike = max(abs(a - b) for a, b in zip(first.mean, second.mean, strict=True)) <= _PLAIN_EDGE
    if alike and max(*first.stddev, *second.stddev) <= _PLAIN_EDGE:
        red, green, blue = (
            round((a + b) / 2) for a, b in zip(first.mean, second.mean, strict=True)
        )
        return Image.new("RGB", canvas, (red, green, blue))
    small = image.resize((max(1, canvas[0] // 16), max(1, canvas[1] // 16)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(4)).resize(canvas, Image.Resampling.BICUBIC)


def _edges(image: Image.Image, *, beside: bool) -> tuple[Image.Image, Image.Image]:
    """The two outermost strips that padding will touch."""
    width, height = image.size
    if beside:
        return image.crop((0, 0, 1, height)), image.crop((width - 1, 0, width, height))
    return image.crop((0, 0, width, 1)), image.crop((0, height - 1, width, height))


def _encoded(image: Image.Image, source: Path, limits: PictureLimits) -> tuple[str, bytes]:
    """Suffix and bytes of the least lossy form that is light enough.

    Raises:
        BadInput: there is none.
    """
    kinds = _preferred(image, source, limits)
    while True:
        for kind, quality in _forms(kinds):
            data = _bytes_of(image, kind, quality)
            if not limits.bytes_most or len(data) <= limits.bytes_most:
                return _suffix(kind, limits), data
        if min(image.size) * _SHRINK < max(limits.side_min, _SMALLEST):
            raise BadInput(_NO_ROOM.format(most=limits.bytes_most), _OTHER)
        long, short = max(image.size) * _SHRINK, min(image.size) * _SHRINK
        long, short = _whole(long, short, limits, _ratio_most(limits))
        upright = image.height > image.width
        size = (short, long) if upright else (long, short)
        image = image.resize(size, Image.Resampling.LANCZOS)


def _preferred(image: Image.Image, source: Path, limits: PictureLimits) -> tuple[str, ...]:
    """The source's own format first, then the vendor's order; only what can hold transparency where there is any."""
    kinds = _accepted(limits)
    if image.mode == "RGBA" and set(kinds) & {"PNG", "WEBP"}:
        kinds = tuple(kind for kind in kinds if kind != "JPEG")
    if not kinds:
        raise BadInput(_NO_FORMAT.format(formats=", ".join(limits.formats)), _OTHER)
    own = _KINDS.get(source.suffix.lower(), "")
    return tuple(sorted(kinds, key=lambda kind: kind != own))


def _forms(kinds: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Every form in order of loss: without loss, then ever lower quality. JPEG counts as lossless at no quality."""
    lossy = tuple(kind for kind in kinds if kind != "PNG")
    if kinds[0] == "PNG" or not lossy:
        yield "PNG", 100
    for quality in _QUALITIES:
        for kind in lossy:
            yield kind, quality


def _bytes_of(image: Image.Image, kind: str, quality: int) -> bytes:
    out = BytesIO()
    profile = image.info.get("icc_profile") or b""
    held = flattened(image) if kind == "JPEG" else image
    # A profile of another colour space (bytes 16-20 of its header, ICC.1:2022 §7.2.6) ended with the conversion.
    more = {"icc_profile": profile} if profile[16:20] == b"RGB " else {}
    if kind == "PNG":
        held.save(out, "PNG", optimize=True, **more)
    elif kind == "JPEG":
        held.save(out, "JPEG", quality=quality, subsampling=0 if quality >= 92 else 2, **more)
    else:
        held.save(out, "WEBP", quality=quality, method=4, **more)
    return out.getvalue()


def _suffix(kind: str, limits: PictureLimits) -> str:
    return next(end.lower() for end in limits.formats if _KINDS.get(end.lower()) == kind)


def _flat(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    flat = flattened(image)
    if profile:
        flat.info["icc_profile"] = profile
    return flat


def _name(source: Path, limits: PictureLimits) -> str:
    try:
        with source.open("rb") as held:
            content = hashlib.file_digest(held, "sha256").hexdigest()
    except OSError:
        content = "unreadable"  # opening it will say why
    rules = hashlib.sha256(limits.model_dump_json().encode()).hexdigest()
    return f"{content[:24]}-{rules[:8]}"


def _write(folder: Path, name: str, data: bytes) -> Path:
    final = folder / name
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(final)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DiskTrouble(
            N_("The picture cannot be written."), N_("Check the disk and try again.")
        ) from error
    return final
