"""Who stands where, facing whom, in which pose: the staging of a shot, varied by the take's seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from app.domain.recipes import Figure, Picture
from app.media.animatic.body import head_place
from app.media.animatic.face import Mood, View
from app.media.animatic.ink import Color
from app.media.animatic.outfit import color_of
from app.media.animatic.person import Person, person_of
from app.media.animatic.poses import IDLE, Pose, combined
from app.media.animatic.reading import (
    PoseKind,
    effects,
    is_inside,
    object_in,
    own_words,
    place_kind,
    poses,
    poses_of,
)

CLOSE = frozenset({"CU", "ECU"})
WIDE = frozenset({"ELS", "LS", "FS"})

_MOODS: tuple[tuple[Mood, tuple[str, ...]], ...] = (
    ("sad", ("哭", "泪", "悲", "哽", "难过", "失落", "cry", "cries", "sob", "weep", "sad", "tear")),
    ("angry", ("怒", "吼", "骂", "瞪", "愤", "冷笑", "angry", "shout", "yell", "glare", "furious")),
    ("afraid", ("惊", "怕", "慌", "愣", "震", "颤", "afraid", "shock", "startl", "fear", "trembl", "stunned", "gasp")),
    ("smile", ("笑", "喜", "温柔", "开心", "smil", "laugh", "grin", "happy", "cheer")),
)  # fmt: skip
_HELD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("umbrella", ("伞", "umbrella")), ("lantern", ("灯笼", "提灯", "lantern")),
    ("ledger", ("登记簿", "账本", "本子", "ledger", "notebook")),
    ("letter", ("信", "照片", "合同", "文件", "letter", "photo", "envelope", "paper", "postcard")),
    ("phone", ("手机", "电话", "phone")), ("cup", ("杯", "茶", "咖啡", "cup", "tea", "coffee", "glass")),
    ("flower", ("花束", "玫瑰", "flower", "bouquet", "rose")), ("knife", ("刀", "剑", "knife", "sword")),
    ("box", ("盒", "箱", "包裹", "box", "parcel", "package")),
)  # fmt: skip
_OPENED = ("撑", "打着", "打伞", "举着伞", "伞下", "opens", "opened", "under his umbrella", "under her umbrella",
           "under an umbrella", "under the umbrella", "holds up")  # fmt: skip
_GIVEN_AWAY = (
    "塞进",
    "塞给",
    "交给",
    "放进",
    "into her hands",
    "into his hands",
    "靠在",
    "lays ",
    "puts down",
)
_COUNTER = ("登记", "柜台", "收银台", "counter", "ledger", "desk", "台边")
_GRIPS: frozenset[PoseKind] = frozenset(
    {"hold", "give", "phone", "drink", "raise", "write", "open"}
)


PLAIN = person_of("", "#808080", "male")


@dataclass(frozen=True)
class Mark:
    """One person on the floor: metres across and away, which way they face, how they hold themselves."""

    figure: Figure
    person: Person
    x: float
    z: float
    facing: int
    view: View
    pose: Pose
    kinds: tuple[PoseKind, ...]
    mood: Mood
    held: str
    held_color: Color | None
    tears: bool
    bed: bool = False

    @property
    def top(self) -> float:
        """Metres from the floor to the crown."""
        _, chin_y, head = head_place(self.person, self.pose)
        return (chin_y + head) * self.person.height / 1.7

    @property
    def moves_along(self) -> bool:
        """True for those who walk or run."""
        return "walk" in self.kinds or "run" in self.kinds


@dataclass(frozen=True)
class Staging:
    """The people of a shot, far ones first; who the camera is set for; who is only an outline in front."""

    marks: tuple[Mark, ...]
    subject: Mark | None
    shoulder: Person | None
    crowd: int
    relax: float
    shift: float
    height: float
    lean: int


def mood_of(words: str) -> Mood:
    """The mood the words ask for."""
    lowered = words.casefold()
    return next((mood for mood, keys in _MOODS if any(key in lowered for key in keys)), "neutral")


def _held(kinds: list[PoseKind], own: str, rain: bool) -> tuple[str, Color | None]:
    """What is in the hand by the person's own words, and the colour told of it."""
    if "write" in kinds:
        return "", None
    for held, keys in _HELD:
        if any(key in own for key in keys):
            color = color_of(own, keys)
            if held != "umbrella":
                return (held, color) if set(kinds) & _GRIPS else ("", None)
            if any(word in own for word in _GIVEN_AWAY) and set(kinds) & {"walk", "run", "turn"}:
                return "", None
            raised = any(word in own for word in _OPENED) or (rain and "give" not in kinds)
            return ("umbrella" if raised else "furled"), color
    return "", None


def at_counter(picture: Picture) -> bool:
    """True when someone writes or leans at a counter: it then stands between them and the camera."""
    said = picture.action.casefold()
    inside = is_inside(place_kind(picture.place, picture.int_ext), picture.int_ext)
    busy = set(poses(said)) & {"write", "bow"}
    return (
        inside
        and bool(busy)
        and any(word in said for word in _COUNTER)
        and picture.size in {"FS", "MLS", "MS"}
        and picture.angle in {"eye", "high", "low", "dutch"}
    )


def _order(picture: Picture) -> tuple[list[Figure], list[Figure]]:
    """Main people (who speaks first leads in close shots) and crowd."""
    people = [figure for figure in picture.figures if not figure.crowd]
    if picture.size in {"CU", "ECU", "MCU"} or picture.angle == "ots":
        speakers = {line.speaker for line in picture.lines}
        people.sort(key=lambda figure: not (figure.speaking or figure.name in speakers))
    return people, [figure for figure in picture.figures if figure.crowd]


def _places(count: int, half: float, rng: random.Random, size: str) -> list[tuple[float, float]]:
    """Floor marks: (x, z) for each of `count` people within `half` metres either side."""
    if count == 0:
        return []
    if count == 1:
        return [(0.0, 0.0)]
    step = {"ELS": 0.95, "LS": 0.9, "FS": 0.78, "MLS": 0.62, "MS": 0.5, "MCU": 0.42}.get(size, 0.4)
    step *= rng.uniform(0.88, 1.2)
    step = min(step, half * (1.16 if count == 2 else 1.55) / (count - 1))
    spots = []
    for index in range(count):
        x = (index - (count - 1) / 2) * step
        z = (
            (0.0 if index % 2 == 0 else rng.uniform(0.12, 0.34))
            if count > 2
            else (0.0, rng.uniform(0.0, 0.3))[index]
        )
        spots.append((x, z))
    return spots


def _view(picture: Picture, index: int, rng: random.Random, facing_pair: bool) -> View:
    if picture.angle == "back":
        return "back"
    if picture.angle == "profile":
        return "profile"
    if picture.angle == "pov" or (picture.size == "ECU" and rng.random() < 0.5):
        return "front"
    if picture.size in WIDE and facing_pair and index % 2 == 1 and rng.random() < 0.3:
        return "profile"
    return "three_quarter" if facing_pair or rng.random() < 0.75 else "front"


def stage_people(picture: Picture, aspect: float, half: float, rng: random.Random) -> Staging:
    """Decide the staging.

    Args:
        picture: the shot.
        aspect: frame width / height.
        half: half the width of the frame at the subject, metres.
        rng: of the take; another seed, another staging.
    """
    people, crowd = _order(picture)
    inside = is_inside(place_kind(picture.place, picture.int_ext), picture.int_ext)
    shown = (
        people[:1]
        if picture.size in CLOSE or picture.angle == "ots"
        else people[: 2 if picture.size == "MCU" else 4]
    )
    shoulder_of = people[1] if picture.angle == "ots" and len(people) > 1 else None
    rain = not inside and "rain" in effects(picture.effects, picture.action, picture.place, True)
    flip = rng.choice((-1, 1))
    spots = _places(len(shown), half, rng, picture.size)
    others = tuple(figure.name for figure in people)
    marks = []
    for index, (figure, (x, z)) in enumerate(zip(shown, spots, strict=True)):
        rest = tuple(name for name in others if name != figure.name)
        kinds = poses_of(figure.name, picture.action, rest)
        away = -1 if x * flip > 0 else 1
        facing = away if len(shown) > 1 else flip
        if len(shown) > 2 and index == len(shown) // 2 and len(shown) % 2:
            facing = rng.choice((-1, 1))
        near = "hug" in kinds and len(shown) == 2
        person = person_of(figure.name, figure.color, figure.sex, figure.look)
        held, tone = _held(kinds, own_words(figure.name, picture.action, rest), rain)
        if person.toy and not held and not set(kinds) & {"run", "give", "cry", "lie"}:
            kinds, held, tone = [*kinds, "hold"], "rabbit", None
        elif held in {"umbrella", "furled"} and not set(kinds) & _GRIPS:
            kinds = [*kinds, "hold"] if held == "umbrella" else kinds
        pose = _posed(kinds, picture, rng)
        ahead = (head_place(PLAIN, pose)[0] - 0.012) * (0 if pose.spin else facing)
        own = f"{picture.action if len(people) < 2 or figure.name in picture.action else ''}"
        marks.append(Mark(
            figure=figure, person=person,
            x=x * flip * (0.55 if near else 1.0) - ahead, z=z, facing=facing,
            view=_view(picture, index, rng, len(shown) > 1), pose=pose, kinds=tuple(kinds),
            mood=mood_of(own), held=held, held_color=tone, tears="cry" in kinds,
            bed=bool(pose.spin) and inside,
        ))  # fmt: skip
    subject = marks[0] if marks else None
    room = 1.0
    if aspect < 0.8 and len(shown) > 1 and picture.size in {"MLS", "MS", "MCU"}:
        room = 0.88 if len(shown) == 2 else 0.8
    third = (
        0.0
        if len(shown) > 1
        else rng.uniform(*((0.12, 0.2) if picture.size in CLOSE else (0.08, 0.22)))
        * half
        * (0.7 if aspect < 0.8 else 1.2)
    )
    if picture.angle == "ots":
        third = 0.34 * half
    marks.sort(key=lambda mark: -mark.z)
    return Staging(
        marks=tuple(marks), subject=subject,
        shoulder=person_of(shoulder_of.name, shoulder_of.color, shoulder_of.sex,
            shoulder_of.look) if shoulder_of else None,
        crowd=min(9, 5 + len(crowd) * 2) if crowd else 0, relax=room,
        shift=-third * flip, height=rng.uniform(-0.14, 0.1), lean=rng.choice((-1, 1)),
    )  # fmt: skip


def _posed(kinds: list[PoseKind], picture: Picture, rng: random.Random) -> Pose:
    pose = combined(kinds)
    if not kinds and picture.size not in CLOSE:
        pose = rng.choice(IDLE)
    if picture.size in {"MLS", "MS", "MCU"} and pose.bx > 0.44:
        pose = replace(pose, bx=0.44)
    if pose.spin and picture.size not in WIDE:
        pose = combined([])
    return pose


def insert_object(picture: Picture) -> str:
    """What an insert shot is about."""
    return object_in(f"{picture.action} {' '.join(picture.props)}")
