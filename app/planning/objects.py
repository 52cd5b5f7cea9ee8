"""Props that the writing returns to: known kinds of things, named in several lines.

Without a dictionary every noun would be a prop; so only things of the list below count, and only when
they come back. Better few than noise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.script import Scene

#: A prop appears in at least so many elements.
LEAST_MENTIONS: Final = 2
MOST_PROPS: Final = 8

_WORDS_ZH: Final = """
纸灯笼 灯笼 油灯 台灯 手电 蜡烛 雨伞 红伞 伞 红绳 信封 信纸 信 账本 日记 笔记本 合同 协议书
遗嘱 照片 相册 手机 电话 电脑 相机 录音笔 钥匙 戒指 项链 手镯 玉佩 玉镯 耳环 怀表 手表 硬币
钱包 银行卡 支票 饼干盒 盒子 箱子 行李箱 背包 书包 皮箱 电动车 自行车 摩托车 轿车 刀 匕首 剑
枪 药瓶 药 酒杯 酒瓶 茶杯 咖啡杯 玫瑰 花束 蛋糕 布娃娃 布兔子 玩偶 风筝 口琴 吉他 钢琴 围巾
手套 面具 婚纱 病历 诊断书 机票 车票 船票 门票 地图 令牌 圣旨 奏折 玉玺 香囊 折扇 登记簿
薄荷糖 雨衣 铃铛 门铃 挂钟 电子钟 闹钟 镜子 铜镜 石头 船桨 鼓 笛子
"""
_THINGS_ZH: Final = tuple(_WORDS_ZH.split())
_WORDS_EN: Final = """
lantern  torch candle umbrella envelope letter ledger diary notebook contract photograph
photo album phone camera key ring necklace bracelet pendant watch coin wallet suitcase
backpack bag knife dagger sword gun pistol bottle cup bouquet rose cake doll toy kite guitar
piano scarf glove mask dress ticket map mirror clock bell drum flute
magnifying-glass register coat raincoat rabbit
"""
_THINGS_EN: Final = tuple(_WORDS_EN.split())
#: One-letter things are found only behind a measure word, since 信 is also to believe and 药 part of 火药.
_MEASURED: Final = r"(?:[一那这半两三几][把封张根盏粒片瓶口支枝面块颗]|把|封)"


def repeated_props(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Names of the props that recur, the most frequent first."""
    texts = [
        element.text for scene in scenes for element in scene.elements if _may_show(element.type)
    ]
    speaking = "\n".join(scene.heading for scene in scenes)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_things(text)))
    firsts = {
        name: next(place for place, text in enumerate(texts) if name in set(_things(text)))
        for name in counts
    }
    frequent = [
        name for name, count in counts.items() if count >= LEAST_MENTIONS and name not in speaking
    ]
    frequent.sort(key=lambda name: (-counts[name], firsts[name], name))
    kept: list[str] = []
    for name in frequent:
        if not any(name in other or other in name for other in kept):
            kept.append(name)
    return tuple(kept[:MOST_PROPS])


def _may_show(kind: str) -> bool:
    return kind in ("action", "shot_hint", "effect", "dialogue", "inner")


def _things(text: str) -> Iterable[str]:
    masked = text
    for thing in _THINGS_ZH_LONGEST:
        pattern = (
            thing
            if len(thing) > 1
            else f"{_MEASURED}[\u4e00-\u9fff]{{0,3}}?{thing}(?![\u4e00-\u9fff]*{thing})"
        )
        if re.search(pattern, masked):
            yield thing
            masked = masked.replace(thing, "\0")
    for match in _ENGLISH.finditer(text):
        yield match.group(1).lower().capitalize()


_THINGS_ZH_LONGEST: Final = tuple(sorted(_THINGS_ZH, key=lambda thing: (-len(thing), thing)))
# A determiner before it tells the noun from the verb: her watch, but not watch her.
_DETERMINER: Final = r"\b(?:an?|the|his|her|their|my|your|this|that|one|\w+'s) (?:[\w-]+ ){0,2}?"
_ENGLISH: Final = re.compile(rf"{_DETERMINER}({'|'.join(_THINGS_EN)})s?\b", re.IGNORECASE)
