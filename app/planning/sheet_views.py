"""A view of a sheet as a complete question to a generator of pictures.

The identity words are those of every prompt of the entry; the ground is plain, because a vendor copies the
background of a reference into the shot (reference prompts §2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.bible import SEEN_FIELDS
from app.domain.cards import Card, ModelCard
from app.domain.cast import SLOTS, CastEntry, CastKind, Look, Slot
from app.domain.ids import ShotId
from app.domain.project import Language, Project
from app.domain.recipes import Figure, Picture, Recipe, RecipeReference, SheetView
from app.domain.wording import N_
from app.errors import BadInput
from app.planning import prompts
from app.planning.identities import identity
from app.planning.looks import ROLES
from app.planning.recipes import CompiledRecipe, marked, pixels, shape_for

_NO_MODEL: Final = N_("{label} has no model {model_id}.")
_CHOOSE: Final = N_("Choose another model.")
_NO_SLOT: Final = N_("A sheet of this kind has no view {slot}.")
_SHORTENED: Final = N_("The prompt was shortened to {most} characters; left out: {text}")
_NO_ROOM: Final = N_("{name}: the picture {slot} is left out, this model takes no more.")

#: The words of each view; a label says what an expression, a hand or a detail shows.
_VIEW: Final[dict[Slot, tuple[str, str]]] = {
    "front": ("正面胸像，直视镜头，表情平静", "front view, head and shoulders, facing the camera, calm"),
    "three_quarter": ("四分之三侧面胸像，表情平静", "three-quarter view, head and shoulders, calm"),
    "side": ("正侧面胸像", "side view in profile, head and shoulders"),
    "back": ("背面，头与双肩，看得见发型", "back view, head and shoulders, the hair seen from behind"),
    "full": ("全身站立，正面，从头到脚完整", "full body, standing, from head to feet, facing the camera"),
    "close_up": ("面部特写，直视镜头", "close-up of the face, facing the camera"),
    "expression": ("面部特写，表情：{label}", "close-up of the face, expression: {label}"),
    "hands": ("双手特写：{label}", "close-up of the hands: {label}"),
    "in_hand": ("手持{label}的特写", "close-up of {label} held in the hand"),
    "wide": ("空镜全景，没有人", "wide establishing view, nobody in it"),
    "opposite": ("从另一端反打的全景，没有人", "wide view from the opposite end, nobody in it"),
    "plan": ("俯视平面布局，没有人", "top view that shows the layout, nobody in it"),
    "detail": ("局部细节：{label}", "close detail: {label}"),
}  # fmt: skip
_OF_PROP: Final[dict[Slot, tuple[str, str]]] = {
    "front": ("正面，完整物件", "front view, the whole object"),
    "three_quarter": ("四分之三侧面，完整物件", "three-quarter view, the whole object"),
    "side": ("正侧面，完整物件", "side view, the whole object"),
    "back": ("背面，完整物件", "back view, the whole object"),
}
_GROUND: Final[dict[bool, tuple[str, str]]] = {
    True: (
        "浅灰色纯色背景，柔和均匀的光，画面清晰，只有这一个主体，无文字",
        "Plain light grey background, soft even light, sharp, this one subject only, no text.",
    ),
    False: ("光线自然，画面清晰，无文字", "Natural light, sharp, no text."),
}
_SHAPES: Final[dict[CastKind, str]] = {
    "character": "3:4", "place": "16:9", "prop": "1:1", "style": "16:9",
}  # fmt: skip


def compile_view(
    entry: CastEntry,
    look: Look,
    slot: Slot,
    project: Project,
    card: Card,
    *,
    model_id: str = "",
    label: str = "",
    language: Language | None = None,
    settings: Mapping[str, str | int | float | bool] | None = None,
    seed: int = 0,
) -> CompiledRecipe:
    """What is asked of `card` for one view; the pictures pinned already go along as far as there is room.

    Raises:
        BadInput: the card has no such model, or sheets of this kind have no such view.
    """
    model = card.model(model_id)
    if model is None:
        raise BadInput(_NO_MODEL.format(label=card.label, model_id=model_id), _CHOOSE)
    if slot not in SLOTS[entry.kind] or slot == "sheet":
        raise BadInput(_NO_SLOT.format(slot=slot))
    spoken: Language = language or project.language
    dropped: list[str] = []
    aspect = shape_for(_SHAPES[entry.kind], model, dropped)
    chosen = _settings(model, marked(model, mark=project.label.vendor_mark), settings or {})
    resolution = str(chosen.get("resolution", ""))
    width, height = pixels(resolution or ("720p" if card.kind == "offline" else "1080p"), aspect)
    recipe = Recipe(
        generator=card.id,
        model=model.id,
        medium="picture",
        shot_id=ShotId(look.id),
        prompt=_prompt(entry, look, slot, label, project, spoken, model, dropped),
        negative=_negative(entry, spoken) if model.negative else "",
        language=spoken,
        references=_pinned(entry, look, slot, model, dropped),
        width=width,
        height=height,
        fps=project.fps,
        seed=seed if model.seed else 0,
        settings=chosen,
        picture=_picture(entry, look, slot, label),
        sheet=SheetView(cast_id=entry.id, look_id=look.id, slot=slot, label=label, kind=entry.kind),
    )
    return CompiledRecipe(recipe=recipe, dropped=tuple(dropped))


def _prompt(
    entry: CastEntry, look: Look, slot: Slot, label: str, project: Project, language: Language,
    model: ModelCard, dropped: list[str],
) -> str:  # fmt: skip
    zh = language == "zh"
    views = _OF_PROP if entry.kind == "prop" and slot in _OF_PROP else _VIEW
    view = views[slot][0 if zh else 1].format(label=label or entry.bible.text("props"))
    clauses = [
        f"{entry.name}{'，' if zh else ', '}{identity(entry, language)}".strip("，, "),
        look.description or look.name,
        view.rstrip("：: "),
        _GROUND[entry.kind in ("character", "prop")][0 if zh else 1],
        project.style,
    ]
    if entry.bible.text("never"):
        clauses.insert(3, ("不要：" if zh else "Never: ") + entry.bible.text("never"))
    between, end = ("。", "。") if zh else (". ", ".")
    text = between.join(part.strip(" 。.") for part in clauses if part.strip()) + end
    most = model.prompt_most_zh if zh else model.prompt_most_en
    if len(text) > most:
        dropped.append(_SHORTENED.format(most=most, text=text[most:]))
    return text[:most]


def _negative(entry: CastEntry, language: Language) -> str:
    between = "，" if language == "zh" else ", "
    own = (entry.bible.text("never"), entry.bible.text("negative"))
    return between.join(part for part in (prompts.NEGATIVE[language], *own) if part)


def _pinned(
    entry: CastEntry, look: Look, slot: Slot, model: ModelCard, dropped: list[str]
) -> tuple[RecipeReference, ...]:
    """The other views that are there, in the order of the sheet; the view that is asked for stays out."""
    role = ROLES[entry.kind]
    room = next((each.most for each in model.references if each.role == role), 0)
    if model.references_most is not None:
        room = min(room, model.references_most)
    order = SLOTS[entry.kind]
    offered = sorted(
        (each for each in look.references if each.slot not in (slot, "sheet")),
        key=lambda each: order.index(each.slot) if each.slot in order else len(order),
    )
    dropped.extend(
        _NO_ROOM.format(name=entry.name, slot=reference.slot)
        for reference in (offered[room:] if model.references else ())
    )
    return tuple(
        RecipeReference(
            role=role,
            name=entry.name,
            media=reference.media,
            cast_id=entry.id,
            look_id=look.id,
            sheet_version=look.sheet_version,
            slot=reference.slot,
            rights=reference.rights,
        )
        for reference in offered[:room]
    )


def _picture(entry: CastEntry, look: Look, slot: Slot, label: str) -> Picture:
    """What the animatic draws of it, and what the queue calls it."""
    seen: Sequence[str] = [entry.bible.text(field) for field in SEEN_FIELDS[entry.kind]]
    told = " ".join(
        part for part in (entry.age, entry.description, *seen, look.description) if part
    )
    name = f"{entry.name} {slot}"
    if entry.kind == "place":
        return Picture(number=name, size="ELS", place=entry.name, action=told, int_ext="int")
    if entry.kind != "character":
        return Picture(number=name, size="INS", action=told, props=(entry.name,))
    figure = Figure(name=entry.name, color=entry.color, look=told, sex=entry.voice.sex)
    held = tuple(part for part in (label or entry.bible.text("props"),) if part)
    return Picture(number=name, size="MS", figures=(figure,), props=held)


def _settings(
    model: ModelCard,
    marks: Mapping[str, str | int | float | bool],
    chosen: Mapping[str, str | int | float | bool],
) -> dict[str, str | int | float | bool]:
    merged: dict[str, str | int | float | bool] = {
        name: choices[0] for name, choices in sorted(model.settings.items()) if choices
    }
    known = {name for name in chosen if name in model.settings or name == "resolution"}
    merged.update(marks)
    merged.update({name: chosen[name] for name in sorted(known)})
    if model.resolutions and not merged.get("resolution"):
        merged["resolution"] = model.resolutions[0]
    return merged
