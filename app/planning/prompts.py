"""A shot in words, in the language its generator understands best.

Style first, then camera, who is who, action, place and light, how lines are said, what not to show. The same
identity words go into every prompt of a person, word for word. Vendors' own marks for pictures are written by
`mentions`. When a limit forces a choice, the clauses with the lowest weight in `WEIGHTS` go first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal

from app.domain import vocabulary
from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import SceneId
from app.domain.project import Language, Project
from app.domain.recipes import Shaping
from app.domain.script import Element, Scene
from app.domain.shots import Angle, Move, Shot
from app.planning import pacing
from app.planning.directions import presence_of
from app.planning.identities import identity, worn_words
from app.planning.looks import Wardrobe, place_of
from app.planning.mentions import plain
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


ClauseKind = Literal[
    "style", "camera", "identity", "identity_pictured", "thing", "action", "place", "line", "voice", "constraint",
    "own_words",
]  # fmt: skip
#: What a prompt that is too long loses first: the lowest. Someone with a picture needs fewer words.
WEIGHTS: Final[dict[ClauseKind, int]] = {
    "own_words": 12, "action": 11, "camera": 10, "line": 9, "identity": 8, "place": 7, "style": 6,
    "identity_pictured": 5, "constraint": 4, "voice": 3, "thing": 2,
}  # fmt: skip


class Clause(Value):
    """One part of a prompt."""

    text: str
    kind: ClauseKind = "action"

    @property
    def weight(self) -> int:
        """Of too long a prompt the parts with the highest weight stay longest."""
        return WEIGHTS[self.kind]


class Prompt(Value):
    """A described shot: `text` says what to show, `negative` what not to, `shaped_by` what it was made of."""

    text: str
    negative: str = ""
    clauses: tuple[Clause, ...] = ()
    shaped_by: tuple[Shaping, ...] = ()


def describe(
    shot: Shot,
    scene: Scene,
    cast: Sequence[CastEntry],
    looks: Iterable[Look] | Wardrobe,
    project: Project,
    language: Language,
    *,
    scene_order: Sequence[SceneId] = (),
    pictured: Collection[str] = (),
) -> Prompt:
    """The shot as a prompt in `language`; the person's own words replace it when they wrote some.

    `pictured` are the ids of those whose picture goes along: they lose their words before others.
    """
    zh = language == "zh"
    wardrobe = Wardrobe.of(looks, scene_order)
    entries = {entry.id: entry for entry in cast}
    subjects = [entries[each] for each in shot.subjects if each in entries]
    styles = [entry for entry in cast if entry.kind == "style"]
    negative = _negative((*subjects, *styles), language)
    if shot.prompt.strip():
        own = Clause(text=plain(shot.prompt.strip(), cast), kind="own_words")
        shaped = (Shaping(what="own_words", words=own.text),)
        return Prompt(text=own.text, negative=negative, clauses=(own,), shaped_by=shaped)
    shown = [entry for entry in subjects if entry.kind != "style"]
    known = [(entry, wardrobe.worn(shot, entry.id)) for entry in shown]
    style = _style(project, styles, language)
    clauses = [
        Clause(text=_sentence(style, zh=zh), kind="style"),
        Clause(text=_camera(shot, language), kind="camera"),
        *(_identity(entry, look, language, pictured) for entry, look in known),
        Clause(text=_also(shot, scene, known, language), kind="identity"),
        Clause(text=_sentence(plain(_bare_action(shot, scene), cast), zh=zh), kind="action"),
        Clause(text=_place(shot, scene, cast, wardrobe, language), kind="place"),
        *(_delivery(line, subjects, shot.action, zh=zh) for line in lines_of(shot, scene)),
    ]
    kept = tuple(clause for clause in clauses if clause.text)
    place = place_of(scene, cast)
    placed = [] if place is None or place in shown else [(place, wardrobe.worn(shot, place.id))]
    return Prompt(
        text=join(kept, language),
        negative=negative,
        clauses=kept,
        shaped_by=_shaped(style, (*known, *placed), language),
    )


def _shaped(
    style: str, known: Iterable[tuple[CastEntry, Look | None]], language: Language
) -> tuple[Shaping, ...]:
    rows = [Shaping(what="style", words=style)] if style else []
    for entry, look in known:
        rows.append(Shaping(what="identity", name=entry.name, words=identity(entry, language)))
        if look is not None:
            rows.append(Shaping(what="look", name=entry.name, words=worn_words(look)))
    return tuple(row for row in rows if row.words)


def _style(project: Project, styles: Iterable[CastEntry], language: Language) -> str:
    """The project's style line and the styles of its cast."""
    written = [project.style, *(identity(entry, language) for entry in styles)]
    parts = (text.strip(" 。.，,\n") for text in written)
    return ("，" if language == "zh" else ", ").join(dict.fromkeys(filter(None, parts)))


def _negative(entries: Iterable[CastEntry], language: Language) -> str:
    """What is never wanted, and what these entries never show."""
    own = [entry.bible.text("negative") for entry in entries]
    own += [entry.bible.text("never") for entry in entries]
    return ("，" if language == "zh" else ", ").join((NEGATIVE[language], *filter(None, own)))


def join(clauses: Iterable[Clause], language: Language) -> str:
    """The clauses as running text."""
    return ("" if language == "zh" else " ").join(clause.text for clause in clauses)


def constraint(prompt: Prompt, language: Language) -> Clause:
    """The negative words put positively, for models without a field of their own."""
    own = prompt.negative.removeprefix(NEGATIVE[language]).strip("，, ")
    if not own:
        return Clause(text=CONSTRAINT[language], kind="constraint")
    avoid = f"不要出现：{own}。" if language == "zh" else f" Avoid: {own}."
    return Clause(text=CONSTRAINT[language] + avoid, kind="constraint")


def _camera(shot: Shot, language: Language) -> str:
    zh = language == "zh"
    size = vocabulary.size_label(shot.size, language)
    view = _VIEWS.get(shot.angle)
    angle = view[0 if zh else 1] if view else vocabulary.angle_label(shot.angle, language)
    move = _MOVES[shot.move][0 if zh else 1]
    if zh:
        return _sentence(f"{size}，{angle}，{move}", zh=zh)
    return _sentence(f"{size.capitalize()}, {angle}, {move[0].lower()}{move[1:]}", zh=zh)


def _identity(
    entry: CastEntry, look: Look | None, language: Language, pictured: Collection[str]
) -> Clause:
    """Who is who, word for word the same in each prompt of a look; extras need no description."""
    zh = language == "zh"
    parts = [part for part in (identity(entry, language), worn_words(look)) if part]
    kind: ClauseKind = "identity" if entry.kind == "character" else "thing"
    if kind == "identity" and entry.id in pictured:
        kind = "identity_pictured"
    if not parts:
        return Clause(text="", kind=kind)
    text = f"{entry.name}：{'，'.join(parts)}" if zh else f"{entry.name}: {', '.join(parts)}"
    return Clause(text=_sentence(text, zh=zh), kind=kind)


def _also(
    shot: Shot, scene: Scene, known: Iterable[tuple[CastEntry, Look | None]], language: Language
) -> str:
    """Those in frame of whom nothing is written down and whom the action does not name."""
    action = _bare_action(shot, scene).casefold()
    unsaid = [
        entry.name
        for entry, look in known
        if entry.kind == "character"
        and not identity(entry, language)
        and not worn_words(look)
        and not any(name.casefold() in action for name in (entry.name, *entry.aliases))
    ]
    if not unsaid:
        return ""
    return (
        f"画面中有{'、'.join(unsaid)}。" if language == "zh" else f"In frame: {', '.join(unsaid)}."
    )


def _bare_action(shot: Shot, scene: Scene) -> str:
    return shot.action.strip() or scene.synopsis.strip()


def _place(
    shot: Shot, scene: Scene, cast: Sequence[CastEntry], wardrobe: Wardrobe, language: Language
) -> str:
    zh = language == "zh"
    side = 0 if zh else 1
    entry = place_of(scene, cast)
    parts = [scene.place, _SETTING[scene.int_ext][side] if scene.int_ext else ""]
    if entry is not None:
        parts += [identity(entry, language), worn_words(wardrobe.worn(shot, entry.id))]
    parts.append(_LIGHT[scene.time_of_day][side] if scene.time_of_day in _LIGHT else scene.time)
    if entry is not None:
        parts.append(entry.bible.text("light"))
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
        return Clause(text="", kind="voice")
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
        return Clause(text=_sentence(text, zh=zh), kind="voice")
    if zh:
        return Clause(
            text=_sentence(
                f"{line.speaker}{f'（{manner}）' if manner else ''}说：“{spoken}”", zh=zh
            ),
            kind="line",
        )
    return Clause(
        text=_sentence(
            f'{line.speaker.title()} says{f" ({manner})" if manner else ""}: "{spoken}"', zh=zh
        ),
        kind="line",
    )


def _sentence(text: str, *, zh: bool) -> str:
    cleaned = " ".join(text.split())
    if not cleaned or cleaned.rstrip('”"’')[-1:] in tuple("。！？.!?"):
        return cleaned
    return cleaned + ("。" if zh else ".")
