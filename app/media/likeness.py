"""How alike pictures are in colour, computed here from pixels alone: palettes, wardrobe, joins between frames.

Nothing here knows a face. It says where the colours of a sheet are nowhere in a frame, and the person looks.
Colours are compared in CIE Lab (D65), lightness counting little, because light changes from scene to scene
and clothes do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.media.pictures import flattened

Floats = NDArray[np.float32]

#: Longer side in pixels at which colours are counted.
_SIDE: Final = 96
#: Bins of a and b (-64..64) and of lightness (0..100).
_CHROMA: Final = 10
_LIGHT: Final = 3
_REACH: Final = 64.0
#: Numbers of one description.
FEATURES: Final = _CHROMA * _CHROMA * _LIGHT
#: Parts of a frame in which someone may stand: whole, then halves and thirds from left to right.
WINDOWS: Final[tuple[tuple[float, float, float, float], ...]] = (
    (0.0, 0.0, 1.0, 1.0),
    (0.15, 0.0, 0.85, 1.0),
    (0.0, 0.0, 0.5, 1.0),
    (0.25, 0.0, 0.75, 1.0),
    (0.5, 0.0, 1.0, 1.0),
    (0.0, 0.1, 0.34, 1.0),
    (0.17, 0.1, 0.51, 1.0),
    (0.33, 0.1, 0.67, 1.0),
    (0.49, 0.1, 0.83, 1.0),
    (0.66, 0.1, 1.0, 1.0),
)
#: Width of the border that tells what the ground looks like, as a share of the shorter side.
_BORDER: Final = 0.07
#: Lab distance from the ground at which a pixel surely is not ground.
_APART: Final = 26.0
#: Of this many median deviations above the middle a distance is an outlier, and never below `_LEAST`.
_DEVIATIONS: Final = 3.5
_LEAST: Final = 0.2
_SPREAD_LEAST: Final = 0.025
#: With fewer pictures than this there is no middle to speak of; then only what is far off by itself is flagged.
_FEW: Final = 4
_FAR: Final = 0.55
_ROUNDS: Final = 8
#: Colours nearer than this in Lab are one colour of a palette.
_SAME: Final = 11.0


def lab(image: Image.Image) -> Floats:
    """The picture in Lab, shape (height, width, 3), its longer side at most 96 pixels."""
    small = flattened(image).copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    rgb = np.asarray(small, dtype=np.float32) / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ],
        dtype=np.float32,
    )
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883], dtype=np.float32)
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def standing_out(colors: Floats) -> Floats:
    """How surely each pixel is not ground (0..1), shape (height, width): unlike the border, and near the middle."""
    height, width = colors.shape[:2]
    edge = max(1, round(min(height, width) * _BORDER))
    border = np.concatenate(
        [
            colors[:edge].reshape(-1, 3),
            colors[:, :edge].reshape(-1, 3),
            colors[:, -edge:].reshape(-1, 3),
        ]
    )
    ground = _middles(border, 3)
    away = np.min(np.linalg.norm(colors[:, :, None, :] - ground[None, None, :, :], axis=-1), axis=2)
    unlike = np.clip(away / _APART, 0.0, 1.0)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    near = np.exp(-1.2 * (across**2) - 0.4 * (down**2))
    return np.asarray(unlike * near + 0.02, dtype=np.float32)


def describe(image: Image.Image, *, whole: bool = False) -> Floats:
    """The colours of each of `WINDOWS`, shape (len(WINDOWS), FEATURES), each row adding up to 1.

    `whole` counts the ground as much as the figures: for places.
    """
    colors = lab(image)
    weights = np.ones(colors.shape[:2], np.float32) if whole else standing_out(colors)
    bins = _bins(colors)
    height, width = bins.shape
    rows = []
    for left, top, right, bottom in WINDOWS:
        across = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
        down = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
        counted = np.bincount(
            bins[down, across].ravel(), weights[down, across].ravel(), minlength=FEATURES
        )
        rows.append(_blurred(counted / max(float(counted.sum()), 1e-9)))
    return np.stack(rows).astype(np.float32)


def nearest(sheet: Iterable[Floats], frame: Floats) -> tuple[float, int]:
    """How far a frame is from the best of a sheet's pictures (0 equal, 1 nothing in common), and the window of it.

    A sheet's picture speaks with its second window, the figure without the edges; nothing on the sheet is 0.
    """
    found = [(distances(picture[1], frame)) for picture in sheet]
    if not found:
        return 0.0, 0
    best = np.min(np.stack(found), axis=0)
    window = int(np.argmin(best))
    return float(best[window]), window


def distances(first: Floats, others: Floats) -> Floats:
    """Hellinger distance (0..1) of one description from each row of others."""
    overlap = np.sqrt(first[None, :] * others).sum(axis=1)
    return np.asarray(np.sqrt(np.clip(1.0 - overlap, 0.0, 1.0)), dtype=np.float32)


def outliers(values: Sequence[float]) -> tuple[bool, ...]:
    """Which distances stand out: far above the middle in median deviations, and far enough to be seen.

    The threshold is that of Iglewicz and Hoaglin (modified z-score above 3.5).
    """
    if not values:
        return ()
    held = np.asarray(values, dtype=np.float64)
    if len(held) < _FEW:
        return tuple(bool(value > _FAR) for value in held)
    middle = float(np.median(held))
    spread = max(float(np.median(np.abs(held - middle))), _SPREAD_LEAST)
    scores = 0.6745 * (held - middle) / spread
    return tuple(
        bool((score > _DEVIATIONS and value > _LEAST) or value > max(_FAR, middle + 0.2))
        for score, value in zip(scores, held, strict=True)
    )


def join_distance(first: Image.Image, second: Image.Image) -> float:
    """How little two frames are the same picture: 0 equal, 1 nothing alike; grey and colour of 24 x 24 places."""
    side = (24, 24)
    one = np.asarray(flattened(first).resize(side, Image.Resampling.BOX), np.float32) / 255
    two = np.asarray(flattened(second).resize(side, Image.Resampling.BOX), np.float32) / 255
    apart = float(np.abs(one - two).mean()) * 2.5
    grey_one, grey_two = one.mean(axis=2) - one.mean(), two.mean(axis=2) - two.mean()
    power = float(np.sqrt((grey_one**2).sum() * (grey_two**2).sum()))
    alike = float((grey_one * grey_two).sum()) / power if power > 1e-3 else 1.0
    return min(1.0, 0.5 * min(1.0, apart) + 0.5 * (1.0 - max(0.0, alike)))


def palette_of(images: Sequence[Image.Image], count: int) -> tuple[tuple[int, int, int], ...]:
    """At most `count` colours (RGB) that tell most of the figures, the most frequent first; without chance."""
    colors: list[Floats] = []
    originals: list[Floats] = []
    for image in images:
        small = flattened(image).copy()
        small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
        tones = lab(small)
        kept = standing_out(tones) > 0.3
        colors.append(tones[kept])
        originals.append(np.asarray(small, dtype=np.float32)[kept])
    pixels = np.concatenate(colors) if colors else np.zeros((0, 3), np.float32)
    if len(pixels) < count:
        return ((200, 200, 200),) * count
    rgb = np.concatenate(originals)
    middles = _middles(pixels, count * 2)
    owner = np.argmin(np.linalg.norm(pixels[:, None] - middles[None], axis=-1), axis=1)
    shares = np.bincount(owner, minlength=count * 2).astype(np.float64)
    # A small bright thing (an apron, a red scarf) tells more than one more shade of a wall.
    telling = shares * (1.0 + np.hypot(middles[:, 1], middles[:, 2]) / 30.0)
    chosen: list[int] = []
    for index in np.argsort(-telling, kind="stable"):
        near = [np.linalg.norm(middles[index] - middles[other]) < _SAME for other in chosen]
        if shares[index] and not any(near) and len(chosen) < count:
            chosen.append(int(index))
    mean = [rgb[owner == index].mean(axis=0) for index in chosen]
    return tuple((round(float(r)), round(float(g)), round(float(b))) for r, g, b in mean)


def _middles(pixels: Floats, count: int) -> Floats:
    """`count` colours in the middle of what is there (k-means from spread-out starts, no chance in it)."""
    sample = pixels[:: max(1, len(pixels) // 4000)]
    starts = [np.median(sample, axis=0)]
    for _ in range(count - 1):
        away = np.min(np.linalg.norm(sample[:, None] - np.stack(starts)[None], axis=-1), axis=1)
        starts.append(sample[int(np.argsort(away, kind="stable")[int(len(away) * 0.98)])])
    middles = np.stack(starts).astype(np.float32)
    for _ in range(_ROUNDS):
        owner = np.argmin(np.linalg.norm(sample[:, None] - middles[None], axis=-1), axis=1)
        for index in range(count):
            if (owner == index).any():
                middles[index] = sample[owner == index].mean(axis=0)
    return middles


def _bins(colors: Floats) -> NDArray[np.intp]:
    light = np.clip(colors[..., 0] / 100 * _LIGHT, 0, _LIGHT - 1).astype(np.intp)
    chroma = np.clip((colors[..., 1:] + _REACH) / (2 * _REACH) * _CHROMA, 0, _CHROMA - 1)
    a, b = chroma[..., 0].astype(np.intp), chroma[..., 1].astype(np.intp)
    return np.asarray((light * _CHROMA + a) * _CHROMA + b, dtype=np.intp)


def _blurred(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Neighbouring bins share a little, so that a colour on the edge of a bin is not two colours."""
    cube = histogram.reshape(_LIGHT, _CHROMA, _CHROMA)
    soft = cube.copy()
    for axis in (0, 1, 2):
        forth, back = np.roll(soft, 1, axis), np.roll(soft, -1, axis)
        first = [slice(None)] * 3
        first[axis] = slice(0, 1)
        last = [slice(None)] * 3
        last[axis] = slice(-1, None)
        forth[tuple(first)], back[tuple(last)] = 0, 0
        share = 0.35 if axis == 0 else 0.2
        soft = (1 - 2 * share) * soft + share * (forth + back)
    flat = soft.ravel()
    total: float = float(flat.sum())
    return flat / max(total, 1e-9)
