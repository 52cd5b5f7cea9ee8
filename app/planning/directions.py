"""What the writing itself says about the camera: hints, moods, and whether a sentence is about a thing or a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from app.domain import vocabulary
from app.domain.entity import Value
from app.domain.shots import Angle, Move, Size, Transition

Mood = Literal["", "shout", "whisper", "grief", "reveal"]


class Direction(Value):
    """What a shot hint asks for; empty fields leave the choice open."""

    size: Size | None = None
    angle: Angle | None = None
    move: Move | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked for."""
        return self.size is None and self.angle is None and self.move is None

    def over(self, other: Direction) -> Direction:
        """This direction, with `other` filling what it leaves open."""
        return Direction(
            size=self.size or other.size,
            angle=self.angle or other.angle,
            move=self.move or other.move,
        )


NO_DIRECTION: Final = Direction()

# A camera word counts in prose only inside a phrase that is about the camera.
_CAMERA_PHRASE = re.compile(
    r"(?:镜头|画面|运镜|机位)[^。！？；\n]*|(?:近景|中景|全景|远景|特写|大特写|空镜|航拍|俯拍|仰拍)[：:，, ]"
    r"|^\s*!!.*|\b(?:CLOSE(?:-UP)? (?:ON|OF|IN ON)|CLOSE-UP|INSERT|ANGLE ON|WIDE ON|WIDE SHOT|EXTREME CLOSE|"
    r"TRACKING|POV|AERIAL|OVERHEAD|DUTCH|OVER THE SHOULDER)\b[^.\n]*"
    r"|\b(?:[Ww]e|[Cc]amera|WE|CAMERA) (?:push|pull|pan|tilt|track|dolly|zoom|crane|follow|rise|PUSH|PULL|PAN|TILT|"
    r"TRACK|DOLLY|ZOOM)[^.\n]*",
    re.MULTILINE,
)
_HINT_LABEL = re.compile(
    r"^\s*(?:!!\s*)?(?:镜头|画面|景别|运镜|机位|SHOT|CAMERA)\s*[：:]\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"[【】\[\]]")

_SHOUT = re.compile(
    r"大喊|大吼|怒|吼|喊|尖叫|嘶|咆哮|厉声|大声|shout|yell|scream|roar|furious|angr|bellow",
    re.IGNORECASE,
)
_WHISPER = re.compile(
    r"小声|低声|轻声|耳语|压低|喃喃|自语|悄声|whisper|quiet|under (?:his|her) breath|murmur|softly",
    re.IGNORECASE,
)
_GRIEF = re.compile(
    r"哽咽|哭|泪|颤|抽泣|心碎|sob|cry|tear|trembl|break(?:s|ing) down|choke", re.IGNORECASE
)
_REVEAL = re.compile(
    r"忽然|突然|竟|猛地|愣|怔|僵|震惊|瞪|发现|原来|没有影子|消失|出现|站在[^，。]{0,6}(?:前|后|门)|抬起头|抬头|转身|回头|影子"
    r"|\bsuddenly\b|\bfreezes?\b|\breveals?\b|\bgasps?\b|\bstares?\b|\brealiz\w+|\bappears?\b|\bvanish\w*"
    r"|\blooks? up\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"手腕|手指|指尖|掌心|手心|手背|眼睛|眼角|眼泪|嘴唇|嘴角|睫毛|脚尖|皮鞋|\bfingers?\b|\bpalm\b|\bwrist\b|\beyes?\b|\blips?\b|\bthumb\b",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"信上|纸上|字条|纸条|小字|字迹|落款|屏幕|短信|消息|来电|账本|报纸|照片|合同|日记|写着|印着|刻着|便条|招牌"
    r"|\bletter\b|\bnote\b|\bscreen\b|\bsign\b|\bhandwriting\b|\bprint\b|\breads\b|\bwritten\b|\bphotograph\b|\bheadline\b",
    re.IGNORECASE,
)
_LANDSCAPE = re.compile(
    r"街|巷|天空|天际|城市|河|江|海|山|桥|雨幕|远处|窗户|夜色|楼群|田野|树林|雪地|车流|屋顶|码头|站台|月台"
    r"|\bstreet\b|\balley\b|\bsky\b|\bcity\b|\briver\b|\bsea\b|\bmountains?\b|\bbridge\b|\bwindows\b|\broofs?\b|\bhorizon\b|\bforest\b|\bplatform\b",
    re.IGNORECASE,
)
_WALKING = re.compile(
    r"走(?!进来的)|跑|奔|骑|追|冲|穿过|逃|跟着|\bwalk\w*|\bruns?\b|\brunning\b|\bchas\w+|\brush\w*|\brides?\b|\bstrides?\b|\bfollows?\b|\bhurr\w+",
    re.IGNORECASE,
)
_CHAOS = re.compile(
    r"推搡|扭打|挣扎|撞|摔|混乱|爆炸|坍|塌|\bfight|\bstruggl|\bcrash|\bexplo|\bcollaps",
    re.IGNORECASE,
)
_LOOK_UP = re.compile(r"抬头|仰头|抬眼|望向天|\blooks? up\b", re.IGNORECASE)
_LOOK_DOWN = re.compile(r"低头|俯身|蹲|\blooks? down\b|\bkneels?\b|\bcrouch", re.IGNORECASE)
_BLACK = re.compile(r"切黑|黑屏|CUT TO BLACK|SMASH TO BLACK|BLACKOUT", re.IGNORECASE)
_PHONE = re.compile(r"电话|手机|语音|听筒|phone|call|filter|radio", re.IGNORECASE)
_OFF_SCREEN = re.compile(r"画外|门外|窗外|远处|O\.?\s?S\.?|O\.?\s?C\.?|off", re.IGNORECASE)
_VOICE_OVER = re.compile(r"V\.?\s?O\.?|旁白|voice", re.IGNORECASE)


def read_hint(text: str) -> tuple[Direction, str]:
    """The direction in a shot hint, and what is left of its text as action (empty when it was all camera)."""
    bare = _HINT_LABEL.sub("", _BRACKETS.sub(" ", text)).strip(" ：:，,")
    head, separator, rest = _split_head(bare)
    direction = camera_words(head)
    if direction.is_empty:
        direction, rest = camera_words(bare), bare if separator or len(bare) > 12 else ""
    return direction, rest.strip()


def read_prose(text: str) -> Direction:
    """Camera words in an action line: only those inside a phrase about the camera count."""
    found = NO_DIRECTION
    for match in _CAMERA_PHRASE.finditer(text):
        found = found.over(camera_words(match.group(0)))
    return found


def camera_words(text: str) -> Direction:
    """Size, angle and move named anywhere in `text`."""
    return Direction(
        size=vocabulary.read_size(text),
        angle=vocabulary.read_angle(text),
        move=vocabulary.read_move(text),
    )


def read_transition(text: str, fps: int) -> Transition:
    """A written transition as it is cut: dissolves and fades last half a second, a cut to black falls fast."""
    kind = vocabulary.read_transition(text) or "cut"
    if kind == "cut":
        return Transition()
    seconds = 0.2 if _BLACK.search(text) else 0.5
    return Transition(kind=kind, frames=max(round(seconds * fps), 1))


def mood_of(*texts: str) -> Mood:
    """The mood that words, manner or marks betray; the strongest one wins."""
    joined = " ".join(texts)
    if _SHOUT.search(joined) or re.search(r"[！!]{2,}|^[A-Z' ]{6,}!$", joined):
        return "shout"
    if _GRIEF.search(joined):
        return "grief"
    if _WHISPER.search(joined):
        return "whisper"
    return "reveal" if _REVEAL.search(joined) else ""


Tell = Literal[
    "detail", "writing", "landscape", "walking", "chaos", "look_up", "look_down", "reveal"
]
_TELLS: Final[tuple[tuple[Tell, re.Pattern[str]], ...]] = (
    ("writing", _WRITING),
    ("detail", _DETAIL),
    ("landscape", _LANDSCAPE),
    ("walking", _WALKING),
    ("chaos", _CHAOS),
    ("look_up", _LOOK_UP),
    ("look_down", _LOOK_DOWN),
    ("reveal", _REVEAL),
)


def tells(text: str) -> frozenset[Tell]:
    """What an action line is about, as far as its words tell."""
    return frozenset(name for name, pattern in _TELLS if pattern.search(text))


Presence = Literal["here", "phone", "off", "over"]


def presence_of(extension: str) -> Presence:
    """Where a voice comes from, by the mark beside its name; Chinese OS may be inner or off, so it stays `off`."""
    if _PHONE.search(extension):
        return "phone"
    if _VOICE_OVER.search(extension):
        return "over"
    return "off" if _OFF_SCREEN.search(extension) else "here"


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of an action line, each with its stop."""
    parts = re.findall(r"[^。！？!?\n]+?(?:[。！？]+|[!?]+|\.(?=\s|$)|\n|$)[”’\"]?", text)
    return tuple(part.strip() for part in parts if part.strip()) or (text.strip(),)


def joined(texts: Iterable[str]) -> str:
    """Action lines as one text, with a space only between Latin ones."""
    whole = ""
    for text in texts:
        gap = " " if whole and whole[-1].isascii() and text[:1].isascii() else ""
        whole += gap + text.strip()
    return whole


def _split_head(text: str) -> tuple[str, str, str]:
    for mark in ("：", ":", "】", "，", ",", " "):
        head, found, rest = text.partition(mark)
        if found and not camera_words(head).is_empty:
            return head, found, rest
    return text, "", ""
