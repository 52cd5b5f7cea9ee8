"""What was measured of frames, kept by the hash of their files: asked once, then read from the cache."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.media import MediaRef
from app.errors import FenjingError
from app.media import frames, likeness
from app.media.likeness import Floats
from app.store.assets import Assets

_log = logging.getLogger(__name__)
#: Raise it when `media.likeness` changes what it measures.
_VERSION: Final = "v1"


def described(assets: Assets, media: MediaRef, frame: int, *, whole: bool) -> Floats | None:
    """What was measured of a frame, from the cache or from its pixels; None when it cannot be read."""
    kind = "whole" if whole else "figure"
    cached = assets.cache_path("likeness", f"{media.sha256}-{frame}-{kind}-{_VERSION}", ".npy")
    kept = _read(cached)
    if kept is not None:
        return kept
    path = assets.path(media)
    try:
        exact = likeness.describe(frames.still(path, frame), whole=whole)
    except FenjingError as error:
        _log.info("a frame of %s cannot be measured: %s", media.sha256[:12], error)
        return None
    small = exact.astype(np.float16)
    part = cached.with_suffix(f".{id(small):x}.part")
    try:
        with part.open("wb") as out:
            np.save(out, small)
        part.replace(cached)
    except OSError as trouble:
        _log.debug("a measure is not kept: %s", trouble)  # read only, or a full disk
    return small.astype(np.float32)


def _read(cached: Path) -> Floats | None:
    shape = (len(likeness.WINDOWS), likeness.FEATURES)
    try:
        held = np.load(cached, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None  # not made yet, or a cache that cannot be read: it is made again
    return held.astype(np.float32) if held.shape == shape else None


def joined(
    assets: Assets, before: tuple[MediaRef, int], after: tuple[MediaRef, int]
) -> float | None:
    """How little the last frame of one take and the first of the next are the same picture (0..1); None: unreadable."""
    (one, last), (two, first) = before, after
    key = f"{one.sha256[:32]}-{last}-{two.sha256[:32]}-{first}-{_VERSION}"
    cached = assets.cache_path("joins", key, ".txt")
    try:
        return float(cached.read_text(encoding="ascii"))
    except (OSError, ValueError):
        _log.debug("a join is measured")
    try:
        found = likeness.join_distance(
            frames.still(assets.path(one), last), frames.still(assets.path(two), first)
        )
    except FenjingError as error:
        _log.info("a join cannot be measured: %s", error)
        return None
    part = cached.with_suffix(f".{id(key):x}.part")
    try:
        part.write_text(f"{found:.5f}", encoding="ascii")
        part.replace(cached)
    except OSError as trouble:
        _log.debug("a join is not kept: %s", trouble)
    return round(found, 5)
