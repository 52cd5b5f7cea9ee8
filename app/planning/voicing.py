"""A voice for each character, told apart by ear: sex and age set the ground, pitch and rate the distance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.domain.cast import Voice
from app.planning.people import Sex

_GROUND_PITCH: Final[dict[str, int]] = {"female": 64, "male": 34, "": 50}
#: Steps away from the ground, tried in order: pitch first, since it is heard first.
_STEPS: Final[tuple[tuple[int, int], ...]] = (
    (0, 0), (12, 6), (-12, -6), (22, -10), (-20, 10), (6, 16), (-6, -14), (28, 12), (-26, -16), (16, 20),
    (34, 0), (-16, 18),
)  # fmt: skip
#: Two voices nearer than this sound alike.
_NEAR_PITCH: Final = 6
_NEAR_RATE: Final = 9
_RATE: Final = 100


def voice_for(sex: Sex, age: str, taken: Sequence[Voice]) -> Voice:
    """The first voice for `sex` and `age` that none of `taken` sounds like; the same answer every time."""
    ground, rate = _ground(sex, age)
    options = [_bent(sex, ground + pitch, rate + faster) for pitch, faster in _STEPS]
    apart = [voice for voice in options if not any(_alike(voice, other) for other in taken)]
    if apart:
        return apart[0]
    fresh = [voice for voice in _every(sex) if voice not in taken]
    return min(
        fresh or options, key=lambda voice: (abs(voice.pitch - ground), abs(voice.rate - rate))
    )


def _ground(sex: Sex, age: str) -> tuple[int, int]:
    years = _years(age)
    pitch, rate = _GROUND_PITCH[sex], _RATE
    if years < 13:
        return max(pitch, 60) + 18, rate + 6
    if years >= 60:
        return pitch - 8, rate - 14
    return pitch, rate


def _years(age: str) -> int:
    """Years as a number; 30 when the text tells none. 十 to 九十九 are read, more is not needed for a voice."""
    if match := re.search(r"\d+", age):
        return int(match.group())
    tens, found, ones = age.partition("十")
    digits = "一二三四五六七八九"
    if not found:
        return digits.index(age) + 1 if len(age) == 1 and age in digits else 30
    return 10 * (digits.find(tens) + 1 or 1) + digits.find(ones[:1] or "零") + 1


def _bent(sex: Sex, pitch: int, rate: int) -> Voice:
    return Voice(sex=sex, pitch=min(max(pitch, 5), 95), rate=min(max(rate, 70), 140))


def _every(sex: Sex) -> list[Voice]:
    return [_bent(sex, pitch, rate) for pitch in range(10, 96, 3) for rate in range(76, 133, 8)]


def _alike(first: Voice, second: Voice) -> bool:
    near = (
        abs(first.pitch - second.pitch) < _NEAR_PITCH and abs(first.rate - second.rate) < _NEAR_RATE
    )
    return near and (first.sex == second.sex or not first.sex or not second.sex)
