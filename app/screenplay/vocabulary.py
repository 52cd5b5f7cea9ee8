"""The words scripts are written with, in both languages, and what each stands for.

Matched against folded text (`source.fold`): half-width punctuation, upper or lower case as given here.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from app.domain.script import ElementType, IntExt, TimeOfDay
from app.screenplay.source import fold


def _words(text: str) -> tuple[str, ...]:
    """The words of a list written as one text, which is easier to read than quotes and commas."""
    return tuple(text.split())


_TIMES: dict[TimeOfDay, str] = {
    "day": "日 白天 白日 日间 次日 翌日 隔天 第二天 DAY DAYTIME",
    "night": "夜 夜晚 夜里 夜间 晚 晚上 深夜 雨夜 凌晨 半夜 午夜 当夜 NIGHT MIDNIGHT",
    "dawn": "黎明 拂晓 破晓 DAWN SUNRISE",
    "morning": "晨 清晨 早 早上 早晨 清早 上午 MORNING",
    "noon": "午 中午 正午 NOON MIDDAY",
    "afternoon": "午后 下午 AFTERNOON",
    "dusk": "傍晚 黄昏 昏 暮 日落 日转夜 DUSK SUNSET TWILIGHT",
    "evening": "晚间 入夜 EVENING",
    "later": "稍后 片刻后 LATER MOMENTS",
    "continuous": "同时 连续 接上场 同上 CONTINUOUS SAME CONT",
}
TIMES: MappingProxyType[str, TimeOfDay] = MappingProxyType(
    {word: key for key, words in _TIMES.items() for word in words.split()}
)

INT_EXT: MappingProxyType[str, IntExt] = MappingProxyType(
    {
        "内": "int", "内景": "int", "室内": "int", "INT": "int",
        "外": "ext", "外景": "ext", "室外": "ext", "EXT": "ext", "EST": "ext",
        "内外": "int/ext", "外内": "int/ext", "内外景": "int/ext", "I/E": "int/ext",
    }
)  # fmt: skip


def time_of(words: str) -> TimeOfDay:
    """The key for a time of day as written in either language, or "" when no word of it is known."""
    cleaned = fold(words).strip("()（）.").upper()
    if found := TIMES.get(cleaned):
        return found
    for word in re.split(r"[\s/,、|·\-()]+", cleaned):
        if found := TIMES.get(word):
            return found
    return ""


def int_ext_of(words: list[str]) -> IntExt:
    """The key for the int/ext words of one heading; two different ones together are `int/ext`."""
    found = {INT_EXT[word] for word in words}
    if not found:
        return ""
    return found.pop() if len(found) == 1 else "int/ext"


#: Words before a colon that name a line of a heading, and what it tells.
HEADING_LABELS: MappingProxyType[str, str] = MappingProxyType(
    {
        "夜/日": "time", "日/夜": "time", "日夜": "time", "时间": "time", "时段": "time",
        "内/外": "int_ext", "外/内": "int_ext", "内外": "int_ext", "内外景": "int_ext",
        "场景": "place", "地点": "place", "场地": "place", "场次": "number", "场号": "number",
    }
)  # fmt: skip

CAST_LABELS = frozenset(
    _words("人物 出场人物 角色 出场角色 登场 登场人物 登场角色 人 演员 出场 CAST CHARACTERS")
)

_DIRECTIVES: dict[ElementType, str] = {
    "subtitle": "字幕 人物字幕 人物介绍字幕 片名 SUPER TITLE SUBTITLE",
    "sound": "音效 音响 声音 环境音 SFX SOUND",
    "music": "BGM 音乐 配乐 背景音乐 ♪ ♫ MUSIC",
    "transition": "转场 切 切至 切入 切黑 切白 硬切 直接切 叠化 化 化入 化出 叠 淡入 淡出 渐显 渐隐 黑场 "
    "黑屏 白场 闪白 闪黑 划 划像 跳切 急切 匹配剪辑 相似转场 甩镜转场 圈入 圈出 TRANSITION",
    "shot_hint": "镜头 景别 运镜 画面 特写 大特写 近景 中景 全景 远景 大远景 俯拍 仰拍 航拍 主观镜头 空镜 "
    "空镜头 蒙太奇 慢镜头 升格 推镜 拉镜 SHOT",
    "effect": "特效 系统 系统提示 系统音 定格 FX VFX EFFECT",
    "flashback_start": "闪回 回忆 闪回开始 回忆开始 插入闪回 FLASHBACK",
    "flashback_end": "闪回结束 闪回完 回忆结束 回忆完 闪回止 结束闪回 现实 回到现实",
    "note": "备注 注 注意 提示 说明 卡点 钩子 片头 片尾 彩蛋 道具 服装 服化道 时长 NOTE",
    "synopsis": "梗概 本集梗概 剧情梗概 本集看点 看点 本场梗概 SYNOPSIS",
}

#: Words before a colon, or at the head of a bracket, that are directions and never speakers.
DIRECTIVES: MappingProxyType[str, ElementType] = MappingProxyType(
    {word: kind for kind, words in _DIRECTIVES.items() for word in words.split()}
)

#: The label each type is written back with, and read without: `【字幕：三年前】` has the text 三年前.
CANONICAL: MappingProxyType[ElementType, str] = MappingProxyType(
    {
        "subtitle": "字幕", "sound": "音效", "music": "BGM", "transition": "转场",
        "shot_hint": "镜头", "effect": "特效", "note": "备注", "synopsis": "梗概",
    }
)  # fmt: skip

#: Labels that say no more than the type itself; any other label stays in the text.
_PLAIN = frozenset(
    _words(
        "字幕 音效 SFX BGM 音乐 配乐 背景音乐 ♪ ♫ 转场 镜头 特效 备注 注 梗概 本集梗概 剧情梗概 SOUND MUSIC "
        "SHOT NOTE SYNOPSIS TRANSITION SUBTITLE EFFECT FX VFX"
    )
)


def is_plain(label: str) -> bool:
    """True when the label adds nothing to the type it stands for."""
    return label.upper() in _PLAIN


#: Speakers that are no characters, and the type of what they say.
PSEUDO_SPEAKERS: MappingProxyType[str, ElementType] = MappingProxyType(
    {
        "旁白": "narration", "画外音": "narration", "解说": "narration", "NARRATOR": "narration",
        "VO": "narration", "V.O.": "narration", "V.O": "narration",
        "OS": "inner", "O.S.": "inner", "O.S": "inner",
        "独白": "inner", "内心独白": "inner", "心声": "inner", "内心": "inner",
    }
)  # fmt: skip

#: Pseudo-speakers that are marks rather than names: they are kept as the extension of a voice without a name.
MARKS_ALONE = frozenset({"VO", "V.O.", "V.O", "OS", "O.S.", "O.S"})

_INNER = re.compile(
    r"^(?:O\.?\s?S\.?|画外音?|内心(?:独白|OS)?|独白|心声|心理活动|心OS)$", re.IGNORECASE
)
_NARRATION = re.compile(r"^(?:V\.?\s?O\.?|旁白|解说)$", re.IGNORECASE)
_CHANNEL = re.compile(
    r"^(?:电话(?:里|中|那头|那端|声)?|来电|手机(?:里|中)?|视频(?:里|中|通话)?|语音|微信语音|广播|对讲机"
    r"|录音|耳机|电视(?:里|中)?|O\.?\s?C\.?|CONT['’]?D|续|PRE-?LAP|FILTERED|PHONE|ON (?:THE )?PHONE)$",
    re.IGNORECASE,
)


def extension_type(mark: str) -> ElementType | None:
    """What an extension makes of a speech, or None when `mark` is no extension but a direction.

    OS is the inner voice in Chinese practice (and off-screen in some scripts): the mark is kept verbatim.
    """
    cleaned = fold(mark)
    if _INNER.match(cleaned):
        return "inner"
    if _NARRATION.match(cleaned):
        return "narration"
    return "dialogue" if _CHANNEL.match(cleaned) else None


#: Keys of a title page or front matter, and the one the program reads for each.
FIELD_KEYS: MappingProxyType[str, str] = MappingProxyType(
    {
        word.replace("_", " "): key
        for key, words in (
            ("title", "title 标题 剧名 片名 作品名 作品名称 剧本名称"),
            ("credit", "credit"),
            ("author", "author authors writer 编剧 作者 原创编剧"),
            ("source", "source 原著 改编自"),
            ("draft date", "draft_date date 版本 日期 稿次"),
            ("contact", "contact 联系方式 联系人"),
            ("notes", "copyright notes revision watermark font format language 说明 备注 版权"),
        )
        for word in words.split()
    }
)

#: Further labels of Chinese front matter; their values are kept as fields.
FRONT_LABELS = frozenset(
    _words(
        "类型 题材 集数 每集时长 时长 单集时长 大纲 故事大纲 剧情大纲 故事梗概 剧情梗概 剧情简介 简介 梗概 一句话 "
        "一句话梗概 一句话故事 主题 风格 背景 故事背景 时代背景 受众 平台 核心卖点 卖点 亮点 世界观 时间 地点 "
        "总集数 画幅 标签 出品 制片 导演 字数"
    )
)

PEOPLE_LABELS = frozenset(
    _words(
        "人物小传 人物介绍 人物简介 人物 主要人物 人物表 人物设定 角色介绍 角色小传 角色设定 主要角色 角色表 角色"
    )
)
