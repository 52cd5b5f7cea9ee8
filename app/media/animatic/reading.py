"""What the words of a shot say to someone who draws: kind of place, poses, objects, effects, faces."""

from __future__ import annotations

import re
from typing import Literal

PlaceKind = Literal[
    "shop", "living", "bedroom", "kitchen", "office", "street", "alley", "bridge", "hospital",
    "school", "car", "rooftop", "forest", "post", "restaurant", "corridor", "lift", "courtyard",
    "stairs", "sea", "station", "field", "stage", "lost", "entrance", "platform", "interior", "exterior",
]  # fmt: skip
PoseKind = Literal[
    "stand", "sit", "walk", "run", "raise", "give", "lie", "cry", "hug", "hold", "phone", "bow",
    "point", "kneel", "look_up", "look_down", "drink", "write", "turn", "fold", "fight", "open",
]  # fmt: skip
EffectKind = Literal["rain", "snow", "fire", "lantern", "dark", "flash", "wind", "fog", "petals"]

_PLACES: tuple[tuple[PlaceKind, tuple[str, ...]], ...] = (
    ("lost", ("失物招领", "招领处", "失物", "lost property", "lost and found", "lost & found")),
    ("entrance", ("地铁口", "地铁站口", "地铁入口", "地铁出口", "地铁站外", "subway entrance", "subway exit",
        "metro entrance", "metro station entrance", "underground entrance", "tube entrance")),
    ("platform", ("地铁", "站台", "月台", "subway", "metro", "platform", "underground station", "tube station")),
    ("post", ("邮局", "邮政", "post office", "mail room")),
    ("lift", ("电梯", "lift", "elevator")),
    ("corridor", ("走廊", "过道", "楼道", "corridor", "hallway")),
    ("stairs", ("楼梯", "台阶", "stair", "staircase", "stairwell")),
    ("hospital", ("医院", "病房", "诊所", "手术", "急诊", "hospital", "ward", "clinic", "icu")),
    ("school", ("学校", "教室", "课堂", "校园", "学院", "图书馆", "school", "classroom", "library", "campus")),
    ("car", ("车内", "车里", "车上", "轿车", "出租车", "驾驶", "公交", "car", "taxi", "cab", "bus")),
    ("rooftop", ("天台", "楼顶", "屋顶", "阳台", "rooftop", "roof", "balcony", "terrace")),
    ("forest", ("森林", "树林", "竹林", "林间", "山林", "forest", "woods", "jungle")),
    ("bridge", ("桥", "河", "江边", "江滨", "江畔", "江面", "江堤", "湖", "码头", "渡口",
        "bridge", "river", "riverside", "lake", "canal", "pier", "dock", "embankment")),
    ("sea", ("海边", "海滩", "大海", "沙滩", "海面", "beach", "sea", "seaside", "ocean", "shore", "harbour",
        "harbor")),
    ("station", ("车站", "火车", "机场", "station", "train", "airport")),
    ("restaurant", ("餐厅", "饭店", "酒楼", "面馆", "咖啡", "茶馆", "酒吧", "食堂", "小吃", "面摊",
        "restaurant", "cafe", "café", "diner", "bar", "teahouse", "noodle", "canteen")),
    ("kitchen", ("厨房", "灶", "kitchen")),
    ("bedroom", ("卧室", "寝室", "宿舍", "闺房", "酒店", "房间", "bedroom", "dorm", "hotel", "hotel room")),
    ("office", ("办公", "公司", "会议室", "总裁", "书房", "警局",
        "office", "meeting room", "study", "boardroom", "newsroom")),
    ("stage", ("舞台", "剧场", "宴会", "礼堂", "大厅", "婚礼",
        "stage", "theatre", "theater", "hall", "ballroom", "lobby")),
    ("courtyard", ("院", "庭", "宫", "殿", "祠堂", "寺", "庙", "王府", "courtyard", "palace", "temple", "shrine")),
    ("shop", ("店", "铺", "超市", "商场", "柜台", "作坊", "工坊",
        "shop", "store", "boutique", "workshop", "bakery", "counter")),
    ("alley", ("巷", "弄堂", "胡同", "alley", "alleyway", "lane", "hutong")),
    ("street", ("街", "路", "集市", "夜市", "广场", "门口", "门外",
        "street", "road", "market", "square", "avenue", "sidewalk", "town", "city")),
    ("living", ("客厅", "家", "宅", "公寓", "别墅", "屋", "living room", "home", "apartment", "flat", "house",
        "lounge")),
    ("forest", ("山", "林", "公园", "花园", "wood", "park", "garden", "mountain", "hill")),
    ("field", ("田", "草原", "荒野", "沙漠", "村", "field", "meadow", "desert", "village", "farm", "plain")),
)  # fmt: skip

_OUTDOOR: frozenset[str] = frozenset(
    {
        "street",
        "alley",
        "bridge",
        "rooftop",
        "forest",
        "sea",
        "field",
        "courtyard",
        "exterior",
        "station",
        "entrance",
    }
)

_POSES: tuple[tuple[PoseKind, tuple[str, ...]], ...] = (
    ("lie", ("躺", "昏迷", "睡", "倒在", "趴", "lies", "lying", "asleep", "sleeps", "unconscious", "collaps")),
    ("hug", ("拥抱", "抱住", "相拥", "搂", "embrac", "hug")),
    ("kneel", ("跪", "蹲", "kneel", "crouch", "squat")),
    ("cry", ("哭", "流泪", "泪", "抽泣", "哽咽", "cries", "crying", "weep", "sob", "tears")),
    ("run", ("跑", "奔", "冲进", "冲出", "追", "逃", "run", "rush", "chase", "flee", "dash", "sprint")),
    ("fight", ("打斗", "挥拳", "扇", "推开", "fight", "punch", "slap", "shove")),
    ("phone", ("打电话", "接电话", "电话", "听筒", "手机", "phone", "calls", "dials")),
    ("give", ("递", "交给", "塞给", "送上", "伸手", "接过", "hands ", "gives", "offers", "passes", "reaches",
        "hand over")),
    ("point", ("指着", "指向", "指了", "points", "pointing")),
    ("raise", ("举手", "举起", "挥手", "招手", "扬手", "举杯", "raises", "waves", "lifts", "挂上", "点亮",
        "hangs", "lights")),
    ("write", ("写", "画", "数", "算", "修", "翻", "登记", "记录", "签字",
        "write", "notes down", "signs ", "draws", "count", "sort", "mend", "repair",
        "turns the page",
        "stamp")),
    ("drink", ("喝", "端起", "吃", "drink", "sips", "eats")),
    ("open", ("推门", "开门", "打开", "拉开", "关门", "敲门", "opens", "push", "knock", "pulls", "closes")),
    ("sit", ("坐", "sit", "seated", "sat ")),
    ("walk", ("走", "进来", "进门", "离开", "上前", "经过", "踱", "迈", "跟在", "walk", "enter", "leaves",
        "steps", "crosses",
        "strolls", "approach", "stroll", "heads ")),
    ("fold", ("抱臂", "叉腰", "抱着手", "arms crossed", "folds her arms", "folds his arms", "hands on hips")),
    ("bow", ("低头", "鞠躬", "俯身", "弯腰", "bow", "lowers", "bends", "leans over", "looks down")),
    ("look_up", ("抬头", "抬眼", "仰望", "look up", "looks up", "gazes up")),
    ("turn", ("转身", "回头", "扭头", "turns", "looks back")),
    ("hold", ("拿", "握", "捧", "抱", "提着", "攥", "撑伞", "打着伞", "hold", "carr", "clutch", "grip",
        "umbrella", "伞")),
)  # fmt: skip

_EFFECTS: tuple[tuple[EffectKind, tuple[str, ...]], ...] = (
    ("dark", ("灯灭", "熄灭", "停电", "灯光熄", "灯暗", "lights go out", "lights out", "blackout", "power cut",
        "goes dark")),
    ("rain", ("雨", "rain", "drizzle", "storm")),
    ("snow", ("雪", "snow")),
    ("fire", ("火", "燃烧", "烛", "fire", "flame", "burn", "candle")),
    ("lantern", ("灯笼", "灯火", "闪烁", "霓虹", "lantern", "flicker", "neon", "lamp")),
    ("flash", ("闪电", "闪光", "雷", "lightning", "thunder", "flash of")),
    ("fog", ("雾", "烟", "fog", "mist", "smoke", "haze")),
    ("petals", ("花瓣", "落叶", "樱花", "petal", "falling leaves")),
    ("wind", ("风", "wind")),
)  # fmt: skip

#: What planning calls an effect (`domain.recipes.Picture.effects`).
_NAMED: dict[str, EffectKind] = {
    "rain": "rain", "snow": "snow", "fire": "fire", "smoke": "fog", "fog": "fog", "wind": "wind",
    "lightning": "flash", "glow": "lantern", "dark": "dark",
}  # fmt: skip

# Believed from the action alone: light anywhere, weather only under the open sky.
_INDOORS = frozenset({"dark", "lantern", "flash"})
_OUTDOORS = frozenset({"rain", "snow", "petals"})

#: What an insert shows, by the first word that fits.
OBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ledger", ("登记簿", "登记本", "登记册", "账本", "账簿", "本子", "笔记",
        "ledger", "logbook", "register", "notebook")),
    ("rib", ("伞骨", "伞柄", "umbrella rib", "handle of the umbrella")),
    ("display", ("电子钟", "电子表", "显示屏", "digital clock", "display clock", "station clock")),
    ("bell", ("门铃", "铃铛", "doorbell", "bell")),
    ("rope", ("绳", "rope", "string", "cord", "thread")),
    ("candy", ("薄荷糖", "糖果", "candy", "sweet", "mint")),
    ("letter", ("信", "纸", "照片", "合同", "票", "书", "日记", "letter", "photo", "paper", "envelope", "note",
        "card",
                "contract", "ticket", "book", "diary", "stamp", "邮票", "postcard", "parcel", "包裹")),
    ("phone", ("手机", "电话", "屏幕", "phone", "screen", "message", "短信")),
    ("coin", ("硬币", "钱", "coin", "money", "铜板", "cash")),
    ("key", ("钥匙", "key")),
    ("lantern", ("纸灯", "灯", "lantern", "lamp", "candle", "烛")),
    ("cup", ("杯", "茶", "咖啡", "酒", "cup", "tea", "coffee", "glass", "bowl", "碗", "面", "药")),
    ("ring", ("戒指", "项链", "玉", "ring", "necklace", "jade", "bracelet", "手镯")),
    ("clock", ("手表", "怀表", "钟", "clock", "watch")),
    ("umbrella", ("伞", "umbrella")),
    ("flower", ("花", "flower", "rose", "bouquet")),
    ("knife", ("刀", "剑", "knife", "sword", "blade", "scissors", "剪")),
    ("hand", ("手", "hand", "finger", "指")),
    ("door", ("门", "door", "lock", "锁")),
    ("box", ("盒", "箱", "包", "box", "bag", "case")),
)  # fmt: skip


def mentions(words: str, key: str) -> bool:
    """Chinese keys match anywhere, English keys from the start of a word; `words` are case-folded."""
    return _has(words, key)


def _has(words: str, key: str) -> bool:
    """Chinese keys match anywhere, English keys only from the start of a word."""
    if not key.isascii():
        return key in words
    return re.search(rf"(?<![a-z]){re.escape(key)}", words) is not None


def _names(words: str, key: str) -> bool:
    """As `_has`, but an English key must be the whole word (or its plural): a carpenter is no car."""
    if not key.isascii():
        return key in words
    return re.search(rf"(?<![a-z]){re.escape(key)}s?(?![a-z])", words) is not None


def place_kind(place: str, int_ext: str) -> PlaceKind:
    """The kind of set for a place name; generic inside or outside when no word fits."""
    words = place.casefold()
    for kind, keys in _PLACES:
        if any(_names(words, key) for key in keys):
            return kind
    return "exterior" if int_ext.casefold().startswith("ext") else "interior"


def is_inside(kind: PlaceKind, int_ext: str) -> bool:
    """True for interiors; the heading's word counts before the place's nature."""
    lowered = int_ext.casefold()
    if lowered in {"int", "内", "int."}:
        return True
    if lowered in {"ext", "外", "ext."}:
        return False
    return kind not in _OUTDOOR


def poses(action: str) -> list[PoseKind]:
    """Every pose the action names, in the order of the text."""
    words = action.casefold()
    found: list[tuple[int, PoseKind]] = []
    for pose, keys in _POSES:
        spots = [words.find(key) for key in keys if _has(words, key)]
        if spots:
            found.append((min(spots), pose))
    return [pose for _, pose in sorted(found, key=lambda pair: pair[0])]


_OBJECT_MARKS = frozenset("着把给向对拉抱牵扶看见")


def poses_of(name: str, action: str, others: tuple[str, ...]) -> list[PoseKind]:
    """The poses of one person: those of the clauses that follow their name, else of the whole text."""
    return poses(own_words(name, action, others))


def own_words(name: str, action: str, others: tuple[str, ...]) -> str:
    """What the action says of one person: the clauses that follow their name; all of it when it names nobody."""
    said, mine = action.casefold(), name.casefold()
    rest = [other.casefold() for other in others if other]
    if not mine or mine not in said:
        return "" if any(other in said for other in rest) else said
    pattern = "|".join(re.escape(each) for each in (mine, *rest))
    parts = re.split(f"({pattern})", said)
    own, owner = [], ""
    for before, named, text in zip(parts[0::2], parts[1::2], parts[2::2], strict=False):
        # Who is led, held or spoken to does nothing: the words go on about the one before.
        owner = owner if owner and before[-1:] in _OBJECT_MARKS else named
        if owner == mine:
            own.append(text)
    return " ".join(own)


def effects(named: tuple[str, ...], action: str, place: str, outside: bool) -> set[EffectKind]:
    """Weather and light effects named in the effects, or plainly said in the action."""
    listed = " ".join(each for each in named if not each.startswith("subtitle:")).casefold()
    loose = f"{action} {place}".casefold()
    found: set[EffectKind] = {_NAMED[each] for each in named if each in _NAMED}
    for effect, keys in _EFFECTS:
        said = effect in _INDOORS or (outside and effect in _OUTDOORS)
        if any(_has(listed, key) or (said and _has(loose, key)) for key in keys):
            found.add(effect)
    return found


def object_in(words: str) -> str:
    """The object an insert is about, empty when nothing is named."""
    lowered = words.casefold()
    hits = [
        (lowered.find(key), -len(key), place)
        for place, (_, keys) in enumerate(OBJECTS)
        for key in keys
        if _has(lowered, key)
    ]
    return OBJECTS[min(hits)[2]][0] if hits else ""


def written_in(action: str) -> str:
    """Words that stand on the thing: what follows the colon, else nothing.

    `登记簿上，江芷自己的字迹：遗失时间，明日零点十二分。` gives the line after the colon.
    """
    match = re.search(
        r"(?:^[^:：]*(?:[：]|:\s))(.+)$",
        re.sub(r"^CLOSE ON [^:]*:\s*[^.]*\.\s*", ": ", action),
        re.DOTALL,
    )
    return match.group(1).strip(" 。.”“\"'") if match else ""
