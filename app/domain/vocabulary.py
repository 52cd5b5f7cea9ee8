"""The words of the shot list in both languages: one stable key, two labels, many aliases.

The tables are data (reference shotlist §2-§5). Sources disagree about the Chinese five-step scale; here
近景 is the medium close-up and 全景 the full shot, as Chinese crews use them. Looking a word up in free
text takes the longest alias that stands there, so that 大特写 is not read as 特写.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, cast, get_args

from app.domain.entity import Value
from app.domain.project import Language
from app.domain.script import TimeOfDay
from app.domain.shots import Angle, Move, Size, TransitionKind


class Term(Value):
    """One word of the trade: its stable key, its labels, and what else it is called."""

    key: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """The word as it is shown in `language`."""
        return self.zh if language == "zh" else self.en

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it answers to: key, labels and aliases."""
        return tuple(dict.fromkeys((self.key, self.zh, self.en, *self.aliases)))


def _terms(*rows: tuple[str, str, str, str, str]) -> dict[str, Term]:
    """Rows of key, Chinese label, English label, then Chinese and English aliases joined by bars."""
    return {
        key: Term(
            key=key,
            zh=zh,
            en=en,
            aliases=tuple(part for part in f"{chinese}|{english}".split("|") if part),
        )
        for key, zh, en, chinese, english in rows
    }


SIZES: Final = _terms(
    ("ELS", "大远景", "extreme long shot",
     "极远景",
     "EWS|XLS|extreme wide shot|extreme wide|establishing shot|establishing"),
    ("LS", "远景", "long shot",
     "",
     "WS|wide shot|wide|full environment"),
    ("FS", "全景", "full shot",
     "人物全身|全身",
     ""),
    ("MLS", "中全景", "medium long shot",
     "中远景|小全景|七分身",
     "MWS|medium wide shot|medium wide|american shot|cowboy shot"),
    ("MS", "中景", "medium shot",
     "群像镜头|双人镜头|三人镜头",
     "mid shot|waist shot|two shot|2S|3S|group shot"),
    ("MCU", "近景", "medium close-up",
     "中近景|半身|胸像",
     "medium close up|medium closeup"),
    ("CU", "特写", "close-up",
     "近特写|面部特写|脸部特写",
     "close up|closeup|close shot|close on|close in on"),
    ("ECU", "大特写", "extreme close-up",
     "极特写",
     "BCU|XCU|extreme close up|extreme closeup|big close-up|big close up"),
    ("INS", "插入镜头", "insert",
     "插入|细节镜头|细节|局部|物件特写|空镜|空镜头",
     "cutaway|detail shot|detail|insert on|insert shot"),
)  # fmt: skip

ANGLES: Final = _terms(
    ("eye", "平视", "eye level",
     "平拍|正面|斜侧|四分之三侧",
     "eye-level|front|three-quarter"),
    ("high", "俯视", "high angle",
     "俯拍|高角度",
     "high-angle"),
    ("low", "仰视", "low angle",
     "仰拍|低角度",
     "low-angle"),
    ("top", "顶拍", "top-down",
     "鸟瞰|顶视|上帝视角",
     "bird's eye|birds eye|bird's-eye|overhead|top down"),
    ("worm", "虫视", "worm's eye",
     "极低角度|贴地",
     "worms eye|worm's-eye|ground level"),
    ("dutch", "斜角", "dutch angle",
     "荷兰角|倾斜|倾斜构图",
     "dutch|canted"),
    ("ots", "过肩", "over the shoulder",
     "过肩镜头",
     "over-the-shoulder|over shoulder|over his shoulder|over her shoulder"),
    ("pov", "主观视角", "point of view",
     "主观|主观镜头|第一人称|第一视角",
     "point-of-view"),
    ("profile", "侧面", "profile",
     "侧拍|正侧面",
     "side view|side on"),
    ("back", "背面", "from behind",
     "背影|背后|背拍",
     "back view|from the back"),
    ("aerial", "航拍", "aerial",
     "",
     "aerial shot|aerial view|drone shot"),
)  # fmt: skip

MOVES: Final = _terms(
    ("static", "固定", "static",
     "定镜|静止|固定镜头|定机位",
     "locked-off|locked off|fixed|still|no move"),
    ("dolly_in", "推", "push in",
     "推近|推镜|推进|前推|推镜头|镜头推|缓推|慢推",
     "dolly in|push-in|track in|move in|pushing in"),
    ("dolly_out", "拉", "pull out",
     "拉远|拉镜|拉开|后拉|拉镜头|缓拉|慢拉|升拉",
     "dolly out|pull back|pull-out|track out|pulling back"),
    ("zoom_in", "变焦推", "zoom in",
     "急推|快推|推焦",
     "zoom-in|crash zoom|snap zoom"),
    ("zoom_out", "变焦拉", "zoom out",
     "急拉|快拉",
     "zoom-out"),
    ("pan_left", "左摇", "pan left",
     "向左摇|摇左",
     ""),
    ("pan_right", "右摇", "pan right",
     "摇|横摇|摇镜|摇镜头|向右摇|摇右|推摇",
     "pan|pans|panning"),
    ("tilt_up", "上摇", "tilt up",
     "仰摇|向上摇|摇上|竖摇|俯仰",
     "tilt|tilts up"),
    ("tilt_down", "下摇", "tilt down",
     "俯摇|向下摇|摇下",
     "tilts down"),
    ("truck_left", "左移", "truck left",
     "向左移|移左",
     "slide left|crab left"),
    ("truck_right", "右移", "truck right",
     "移|平移|横移|移镜|移镜头|向右移|移右",
     "truck|crab|slide|slide right|crab right"),
    ("pedestal_up", "升", "pedestal up",
     "升镜|上升|升起",
     "boom up|rise"),
    ("pedestal_down", "降", "pedestal down",
     "降镜|下降|落下",
     "boom down"),
    ("crane", "摇臂", "crane",
     "升降|大摇臂",
     "crane up|crane down|crane shot|jib"),
    ("follow", "跟", "follow",
     "跟拍|跟随|跟镜|跟移|跟踪|稳定器",
     "follow shot|tracking|tracking shot|steadicam|gimbal"),
    ("arc", "环绕", "arc",
     "绕|环拍|旋转拍摄",
     "orbit|360|circle around"),
    ("roll", "旋转", "roll",
     "滚转|翻转",
     ""),
    ("whip", "甩", "whip pan",
     "甩镜|甩摇|甩镜头",
     "swish pan|whip"),
    ("handheld", "手持", "handheld",
     "晃动|手持晃动|抖动",
     "hand-held|shaky|shake"),
    ("rack", "移焦", "rack focus",
     "变焦点|焦点转移|转焦|拉焦",
     "focus pull|rack"),
    ("dolly_zoom", "滑动变焦", "dolly zoom",
     "希区柯克变焦|希区柯克",
     "vertigo"),
    ("drone", "航拍穿越", "drone fly-through",
     "飞行|穿越机",
     "FPV|fly-through|fly through|drone"),
)  # fmt: skip

#: Only five kinds are cut; the other words of the trade are read as the nearest of them.
TRANSITIONS: Final = _terms(
    ("cut", "切", "cut",
     "硬切|直接切|切至|切到|切入|急切|跳切|匹配剪辑|相似转场|甩镜转场",
     "cut to|hard cut|smash cut|smash cut to|match cut|match cut to|jump cut|jump cut to|whip pan to|time cut"),
    ("dissolve", "叠化", "dissolve",
     "化|叠|溶|溶解|叠化为|化入|化出|划像|划|擦除|圈入|圈出",
     "dissolve to|cross fade|crossfade|cross dissolve|wipe|wipe to|iris|iris in|iris out"),
    ("fade_in", "淡入", "fade in",
     "渐显|黑场转入|黑场淡入",
     "fade in from black|fade up"),
    ("fade_out", "淡出", "fade out",
     "渐隐|黑场|黑屏|切黑|转黑|隐黑|淡出至黑|闪黑",
     "cut to black|fade to black|smash to black|blackout"),
    ("fade_white", "闪白", "fade to white",
     "白场|白屏|淡白|闪回转场",
     "flash|flash to|fade_white|white out|flash to white"),
)  # fmt: skip

#: 日 and 夜 first: the two words nearly every scene heading has.
TIMES_OF_DAY: Final = _terms(
    ("day", "日", "day",
     "白天|白日|日间",
     "daytime"),
    ("night", "夜", "night",
     "夜晚|夜里|深夜|雨夜|午夜|半夜|子夜",
     "midnight|late night"),
    ("dawn", "黎明", "dawn",
     "凌晨|拂晓|破晓",
     "sunrise|daybreak|first light"),
    ("morning", "晨", "morning",
     "清晨|早|早上|早晨|上午",
     "early morning"),
    ("noon", "中午", "noon",
     "正午",
     "midday"),
    ("afternoon", "下午", "afternoon",
     "午后",
     ""),
    ("dusk", "黄昏", "dusk",
     "昏|傍晚|暮|日落|日转夜",
     "sunset|magic hour|twilight"),
    ("evening", "晚", "evening",
     "晚上|晚间",
     ""),
    ("later", "稍后", "later",
     "片刻后",
     "moments later|a moment later"),
    ("continuous", "同时", "continuous",
     "接上|接前|连续",
     "same|same time|cont'd"),
)  # fmt: skip

# One letter of Chinese is a camera word only beside 镜头, a speed word, or on its own in a table cell.
_CAMERA_CLAUSE = re.compile(
    r"(?:镜头|摄影机|摄像机|机位|缓缓?|慢慢|缓慢|匀速|快速|急)(?:[^，。；！？,.;]{0,6}?)"
    r"(推|拉|摇|移|跟|升|降|甩|环绕|绕)"
)
_CELL_PARTS = re.compile(r"[\s/+、，,|·→]+")


def read_size(text: str) -> Size | None:
    """The shot size named in `text`, or None."""
    return cast("Size | None", _read(text, SIZES))


def read_angle(text: str) -> Angle | None:
    """The angle named in `text`, or None."""
    return cast("Angle | None", _read(text, ANGLES))


def read_move(text: str) -> Move | None:
    """The camera move named in `text`, or None; single letters such as 推 count only in camera phrases."""
    found = _read(text, MOVES)
    if found is None and (match := _CAMERA_CLAUSE.search(text)):
        found = _read(match.group(1), MOVES)
    return cast("Move | None", found)


def read_transition(text: str) -> TransitionKind | None:
    """The transition named in `text`, or None; kinds that are not cut here become the nearest that is."""
    return cast("TransitionKind | None", _read(text, TRANSITIONS))


def read_time_of_day(text: str) -> TimeOfDay:
    """The time of day named in `text`; the empty string when there is none."""
    return cast("TimeOfDay", _read(text, TIMES_OF_DAY) or "")


def size_label(size: Size, language: Language) -> str:
    """The word for a shot size."""
    return SIZES[size].label(language)


def angle_label(angle: Angle, language: Language) -> str:
    """The word for an angle."""
    return ANGLES[angle].label(language)


def move_label(move: Move, language: Language) -> str:
    """The word for a camera move."""
    return MOVES[move].label(language)


def transition_label(kind: TransitionKind, language: Language) -> str:
    """The word for a transition."""
    return TRANSITIONS[kind].label(language)


def time_label(time: TimeOfDay, language: Language) -> str:
    """The word for a time of day; empty when the scene names none."""
    return TIMES_OF_DAY[time].label(language) if time else ""


#: From widest to tightest; an insert stands outside the scale.
SCALE: Final[tuple[Size, ...]] = tuple(size for size in get_args(Size) if size != "INS")


def nearer(size: Size, steps: int = 1) -> Size:
    """The size `steps` tighter (negative: wider), within the scale; an insert stays an insert."""
    if size == "INS":
        return size
    return SCALE[min(max(SCALE.index(size) + steps, 0), len(SCALE) - 1)]


@lru_cache(maxsize=4096)
def _read_names(text: str, names: tuple[tuple[str, str], ...]) -> str | None:
    wanted = text.strip().strip("【】[]（）()。.：:").casefold()
    exact = {name.casefold(): key for name, key in names}
    if wanted in exact:
        return exact[wanted]
    parts = [part for part in _CELL_PARTS.split(wanted) if part]
    if parts and all(part in exact for part in parts):
        return exact[parts[0]]
    found = [
        (-len(name), match.start(), key)
        for name, key in names
        if len(name) > 1 and (match := _pattern(name).search(text))
    ]
    return min(found)[2] if found else None


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    if not name.isascii():
        return re.compile(re.escape(name))
    # Abbreviations count only in capitals: "MS" is a size, "Ms." is a person.
    flags = 0 if name.isupper() else re.IGNORECASE
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", flags)


def _read(text: str, terms: dict[str, Term]) -> str | None:
    return _read_names(text, _names(tuple(terms.values())))


@lru_cache(maxsize=16)
def _names(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    return tuple((name, term.key) for term in terms for name in term.names)
