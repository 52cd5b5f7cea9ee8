"""A shot in words, in the language its generator understands best.

Order as the vendors' guides agree (reference prompts §4): camera, who is who, action, place and light, the one
move, how lines are said, style. The same identity words go into every prompt of a person. No vendor's own
marks (@图片1, <<<image_1>>>) appear here: vendors write those when they send.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain import vocabulary
from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import SceneId
from app.domain.project import Language, Project
from app.domain.script import Element, Scene
from app.domain.shots import Angle, Move, Shot
from app.planning import pacing
from app.planning.directions import presence_of
from app.planning.looks import look_for, place_of
from app.planning.speech import lines_of

NEGATIVE: Final[dict[Language, str]] = {
    "zh": "字幕，水印，文字，标志，多余的手指，变形的手，五官变形，画面闪烁，多余人物",
    "en": "subtitles, watermark, text, logo, extra fingers, deformed hands, distorted face, flicker, extra people",
}
#: The same wishes put positively, for generators without a field of their own.
CONSTRAINT: Final[dict[Language, str]] = {
    "zh": "保持人物面部与服装不变，画面无字幕、无水印。",
    "en": "Keep faces and clothes unchanged; a clean picture without subtitles or watermark.",
}

_LIGHT: Final[dict[str, tuple[str, str]]] = {
    "day": ("自然日光", "natural daylight"),
    "night": ("夜色，低照度，局部光源", "night, low light, practical lamps"),
    "dawn": ("黎明微蓝的天光", "faint blue light of dawn"),
    "morning": ("清晨柔和的侧光", "soft morning side light"),
    "noon": ("正午的顶光，阴影短", "hard noon light, short shadows"),
    "afternoon": ("午后偏暖的斜光", "warm slanting afternoon light"),
    "dusk": ("黄昏金橙色逆光", "golden orange backlight at dusk"),
    "evening": ("入夜的灯光", "evening lamps"),
}
_SETTING: Final[dict[str, tuple[str, str]]] = {
    "int": ("室内", "interior"),
    "ext": ("室外", "exterior"),
    "int/ext": ("室内外之间", "between interior and exterior"),
}
_MOVES: Final[dict[Move, tuple[str, str]]] = {
    "static": ("镜头固定不动", "Locked-off camera"),
    "dolly_in": ("镜头缓慢推近", "Slow push-in"),
    "dolly_out": ("镜头缓慢拉远", "Slow pull-out"),
    "zoom_in": ("镜头快速变焦推近", "Fast zoom in"),
    "zoom_out": ("镜头变焦拉远", "Zoom out"),
    "pan_left": ("镜头向左缓摇", "Slow pan left"),
    "pan_right": ("镜头向右缓摇", "Slow pan right"),
    "tilt_up": ("镜头缓缓上摇", "Slow tilt up"),
    "tilt_down": ("镜头缓缓下摇", "Slow tilt down"),
    "truck_left": ("镜头向左平移", "Camera trucks left"),
    "truck_right": ("镜头向右平移", "Camera trucks right"),
    "pedestal_up": ("镜头垂直上升", "Camera rises"),
    "pedestal_down": ("镜头垂直下降", "Camera lowers"),
    "crane": ("摇臂升起俯瞰", "Crane rises"),
    "follow": ("镜头跟随人物移动", "Camera follows the subject"),
    "arc": ("镜头环绕人物", "Camera arcs around the subject"),
    "roll": ("镜头缓慢旋转", "Slow camera roll"),
    "whip": ("镜头快速甩动", "Whip pan"),
    "handheld": ("手持镜头轻微晃动", "Handheld camera, slight shake"),
    "rack": ("焦点由前景移到后景", "Rack focus from foreground to background"),
    "dolly_zoom": ("希区柯克变焦", "Dolly zoom"),
    "drone": ("无人机穿越飞行", "Drone flies through"),
}
_VIEWS: Final[dict[Angle, tuple[str, str]]] = {
    "ots": ("过肩镜头", "over-the-shoulder"),
    "eye": ("平视", "eye level"),
}


class Clause(Value):
    """One part of a prompt; of too long a prompt the parts with the highest `weight` stay longest."""

    text: str
    weight: int


class Prompt(Value):
    """A described shot: `text` says what to show, `negative` what not to."""

    text: str
    negative: str = ""
    clauses: tuple[Clause, ...] = ()


def describe(
    shot: Shot,
    scene: Scene,
    cast: Sequence[CastEntry],
    looks: Iterable[Look],
    project: Project,
    language: Language,
    *,
    scene_order: Sequence[SceneId] = (),
) -> Prompt:
    """The shot as a prompt in `language`; the person's own words replace it when they wrote some."""
    if shot.prompt.strip():
        own = (Clause(text=shot.prompt.strip(), weight=9),)
        return Prompt(text=own[0].text, negative=NEGATIVE[language], clauses=own)
    zh = language == "zh"
    known = tuple(looks)
    entries = {entry.id: entry for entry in cast}
    subjects = [entries[each] for each in shot.subjects if each in entries]
    clauses = [
        Clause(text=_camera(shot, language), weight=8),
        *(_identity(entry, known, scene, scene_order, zh=zh) for entry in subjects),
        Clause(text=_sentence(_bare_action(shot, scene), zh=zh), weight=9),
        Clause(text=_place(scene, cast, known, scene_order, zh=zh), weight=6),
        Clause(text=_sentence(_MOVES[shot.move][0 if zh else 1], zh=zh), weight=7),
        *(_delivery(line, subjects, shot.action, zh=zh) for line in lines_of(shot, scene)),
        Clause(text=_sentence(project.style, zh=zh), weight=5),
    ]
    kept = tuple(clause for clause in clauses if clause.text)
    return Prompt(text=join(kept, language), negative=NEGATIVE[language], clauses=kept)


def join(clauses: Iterable[Clause], language: Language) -> str:
    """The clauses as running text."""
    return ("" if language == "zh" else " ").join(clause.text for clause in clauses)


def _camera(shot: Shot, language: Language) -> str:
    zh = language == "zh"
    size = vocabulary.size_label(shot.size, language)
    view = _VIEWS.get(shot.angle)
    angle = view[0 if zh else 1] if view else vocabulary.angle_label(shot.angle, language)
    return _sentence(f"{size}，{angle}" if zh else f"{size.capitalize()}, {angle}", zh=zh)


def _identity(
    entry: CastEntry,
    looks: Sequence[Look],
    scene: Scene,
    scene_order: Sequence[SceneId],
    *,
    zh: bool,
) -> Clause:
    """Who is who, word for word the same in each prompt of a look; extras need no description."""
    look = look_for(entry.id, looks, scene.id, scene_order)
    age = f"{entry.age}岁" if zh and entry.age.isdigit() else entry.age
    parts = [
        part.strip(" 。.，,")
        for part in (age, entry.description, look.description if look else "")
        if part.strip()
    ]
    if not parts:
        return Clause(text="", weight=0)
    text = f"{entry.name}：{'，'.join(parts)}" if zh else f"{entry.name}: {', '.join(parts)}"
    return Clause(text=_sentence(text, zh=zh), weight=4 if entry.kind == "character" else 2)


def _bare_action(shot: Shot, scene: Scene) -> str:
    return shot.action.strip() or scene.synopsis.strip()


def _place(
    scene: Scene,
    cast: Sequence[CastEntry],
    looks: Sequence[Look],
    scene_order: Sequence[SceneId],
    *,
    zh: bool,
) -> str:
    side = 0 if zh else 1
    entry = place_of(scene, cast)
    look = look_for(entry.id, looks, scene.id, scene_order) if entry else None
    described = (entry.description, look.description if look else "") if entry else ()
    parts = [scene.place, _SETTING[scene.int_ext][side] if scene.int_ext else ""]
    parts += [text.strip(" 。.") for text in described]
    parts.append(_LIGHT[scene.time_of_day][side] if scene.time_of_day in _LIGHT else scene.time)
    if scene.flashback:
        parts.append("回忆画面，柔光，低饱和" if zh else "a memory, soft and desaturated")
    filled = [part for part in parts if part]
    if not filled:
        return ""
    return _sentence(f"场景：{'，'.join(filled)}" if zh else f"Place: {', '.join(filled)}", zh=zh)


def _delivery(line: Element, subjects: Sequence[CastEntry], action: str, *, zh: bool) -> Clause:
    """A line word for word with its speaker and manner; voices that are not in the picture move no lips."""
    spoken = pacing.spoken_text(line.text)
    manner = "" if line.parenthetical in action else line.parenthetical.strip()
    seen = any(entry.answers_to(line.speaker) for entry in subjects)
    unseen = line.type in ("narration", "inner") or presence_of(line.extension) != "here"
    if line.type in ("narration", "lyrics") and not line.speaker:
        return Clause(text="", weight=0)
    if unseen:
        voice = "画外声音，画面中无人开口" if not seen else "内心独白，嘴唇不动"
        lips = (
            "an off-screen voice, nobody in frame speaks"
            if not seen
            else "an inner voice, lips closed"
        )
        text = (
            f"{line.speaker}（{voice}）：“{spoken}”"
            if zh
            else f'{line.speaker} ({lips}): "{spoken}"'
        )
        return Clause(text=_sentence(text, zh=zh), weight=3)
    if zh:
        return Clause(
            text=_sentence(
                f"{line.speaker}{f'（{manner}）' if manner else ''}说：“{spoken}”", zh=zh
            ),
            weight=7,
        )
    return Clause(
        text=_sentence(
            f'{line.speaker.title()} says{f" ({manner})" if manner else ""}: "{spoken}"', zh=zh
        ),
        weight=7,
    )


def _sentence(text: str, *, zh: bool) -> str:
    cleaned = " ".join(text.split())
    if not cleaned or cleaned.rstrip('”"’')[-1:] in tuple("。！？.!?"):
        return cleaned
    return cleaned + ("。" if zh else ".")
