"""How long things take: speech, action and reading, estimated from text alone.

Rates and pauses follow reference timeline_ui §7: Chinese dialogue 4-5 characters a second, English dialogue
150-160 words a minute, commas 0.2-0.3 s, stops 0.4-0.6 s, …… and —— 0.6-1.0 s, on-screen text 3-4 characters a
second read at least 1.5 s, an action line 2-4 s. Digits and Latin letters inside Chinese count the
syllables that are spoken: 2026 is four, AI is two.
"""

from __future__ import annotations

import re
from typing import Final

CHINESE_PER_SECOND: Final = 4.5
ENGLISH_WORDS_PER_SECOND: Final = 2.6
COMMA_SECONDS: Final = 0.25
STOP_SECONDS: Final = 0.45
ELLIPSIS_SECONDS: Final = 0.7
#: A breath before and after speech within a shot.
HEAD_SECONDS: Final = 0.3
TAIL_SECONDS: Final = 0.4
#: Between two lines in one shot.
TURN_SECONDS: Final = 0.3
SILENT_BEAT_SECONDS: Final = 1.0
READING_PER_SECOND: Final = 3.5
READING_WORDS_PER_SECOND: Final = 2.2
READING_MINIMUM: Final = 1.5
ACTION_MINIMUM: Final = 1.5
ACTION_MAXIMUM: Final = 6.0

_CJK = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_IS_CJK = re.compile(f"[{_CJK}]")
_DIRECTION = re.compile(r"（[^（）]*）|\([^()]*\)|【[^【】]*】|\[[^\[\]]*\]")
_EMPHASIS = re.compile(r"(?<!\\)[*_]{1,3}(?=\S)|(?<=\S)(?<!\\)[*_]{1,3}")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")
_NUMBER = re.compile(r"\d")
_ELLIPSIS = re.compile(r"…+|\.{3,}|—+|--+")
_COMMA = re.compile(r"[，、；：,;:]")
_STOP = re.compile(r"[。！？!?]+|\.(?=\s|$|[\"”’])")


def is_chinese(text: str) -> bool:
    """True when the text holds more Chinese characters than Latin words."""
    return len(_IS_CJK.findall(text)) > len(_WORD.findall(text))


def spoken_text(text: str) -> str:
    """What a voice says of a line: without directions in brackets, marks of emphasis and line breaks."""
    plain = _EMPHASIS.sub("", _DIRECTION.sub(" ", text)).replace("\\", "")
    plain = re.sub(r"\s+", " ", plain).strip()
    return re.sub(rf"(?<=[{_CJK}，。！？；：、…—”’]) (?=[{_CJK}“‘])", "", plain)


def speech_seconds(text: str, pace: float = 1.0) -> float:
    """Seconds a voice needs for `text`; `pace` 1.2 is a fifth faster. A line without words is a silent beat."""
    spoken = spoken_text(text)
    chinese = is_chinese(spoken)
    syllables, words = _weights(spoken, chinese=chinese)
    if not syllables and not words:
        return SILENT_BEAT_SECONDS
    voiced = syllables / CHINESE_PER_SECOND + words / ENGLISH_WORDS_PER_SECOND
    return round(max(voiced / pace + _pauses(spoken), 0.4), 3)


def action_seconds(text: str) -> float:
    """Seconds an action line wants on the screen: two to four for an ordinary one."""
    chinese = len(_IS_CJK.findall(text))
    words = len(_WORD.findall(text))
    wanted = 1.1 + chinese * 0.085 + words * 0.16
    return round(min(max(wanted, ACTION_MINIMUM), ACTION_MAXIMUM), 3)


def reading_seconds(text: str) -> float:
    """Seconds a viewer needs to read `text` on the picture once."""
    chinese = len(_IS_CJK.findall(text)) + len(_NUMBER.findall(text))
    words = len(_WORD.findall(text))
    return round(
        max(0.7 + chinese / READING_PER_SECOND + words / READING_WORDS_PER_SECOND, READING_MINIMUM),
        3,
    )


def _weights(text: str, *, chinese: bool) -> tuple[float, float]:
    """Chinese syllables and English words; in Chinese, capitals are spelt out and each digit is a syllable."""
    syllables = float(len(_IS_CJK.findall(text)))
    words = 0.0
    for word in _WORD.findall(text):
        if not chinese:
            words += 1 if len(word) < 9 else 1.5
        elif word.isupper():
            syllables += len(word)
        else:
            syllables += _vowel_groups(word)
    digits = len(_NUMBER.findall(text))
    percent = len(re.findall(r"[%％‰]", text))
    if chinese:
        return syllables + digits + 3 * percent, words
    return syllables, words + digits * 0.6 + percent


def _vowel_groups(word: str) -> int:
    return max(len(re.findall(r"[aeiouyAEIOUY]+", word)), 1)


def _pauses(text: str) -> float:
    """Pauses inside the text; the one after its last word belongs to the shot, not to the line."""
    body = text.rstrip(" 。！？!?.,，、；：;:”’\"'")
    ellipses = len(_ELLIPSIS.findall(text))
    without = _ELLIPSIS.sub("", body)
    commas, stops = len(_COMMA.findall(without)), len(_STOP.findall(without))
    return ellipses * ELLIPSIS_SECONDS + commas * COMMA_SECONDS + stops * STOP_SECONDS
