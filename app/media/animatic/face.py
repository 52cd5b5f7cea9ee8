"""The state of a face at a moment, and where its features go when the head turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

View = Literal["front", "three_quarter", "profile", "back"]
Mood = Literal["neutral", "smile", "sad", "angry", "afraid"]


@dataclass(frozen=True)
class Face:
    """The moment's face: mouth 0 closed, 1 small, 2 open; `lids` 1 shut; `nod` + looks down.

    `drift` (-1 to 1) is where hair and cloth hang to.
    """

    view: View = "three_quarter"
    mood: Mood = "neutral"
    mouth: int = 0
    lids: bool = False
    nod: float = 0.0
    gaze: float = 0.0
    tears: bool = False
    detail: float = 1.0
    drift: float = 0.0


def turned(x: float, view: View) -> float:
    """A feature's place across the face: the far side is foreshortened when the head turns."""
    return x if view == "front" else x * (0.86 if x > 0 else 0.98) + 0.07
