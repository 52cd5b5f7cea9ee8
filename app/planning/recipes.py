"""A shot as a complete question to one generator, cut to what its card allows.

Nothing is dropped in silence: what did not fit is named beside the recipe.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.domain.cards import Card, ModelCard
from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import ElementId, SceneId
from app.domain.media import MediaRef
from app.domain.project import Aspect, Language, Project
from app.domain.recipes import Medium, Recipe
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.timing import seconds_of
from app.domain.wording import N_
from app.errors import BadInput
from app.planning import drawing, prompts, reference_picking
from app.planning.prompts import Clause
from app.planning.rough_cut import shot_frames

Setting = str | int | float | bool

PROMPT_CUT: Final = N_("The prompt was shortened to {most} characters; left out: {text}")
SHOT_TOO_LONG: Final = N_("The shot is {wanted} s long; this model makes at most {most} s.")
ASPECT_CHANGED: Final = N_("This model does not make {wanted}; {given} was taken instead.")
SETTING_UNKNOWN: Final = N_("This model has no setting {name}; it was left out.")

_SHORT_SIDES: Final = {"1k": 1024, "2k": 1440, "4k": 2160}
_LINES: Final = re.compile(r"^([1-9]\d{2,3})p$")
_PIXELS: Final = re.compile(r"^(\d{2,4})\s*[x×*]\s*(\d{2,4})$")


class CompiledRecipe(Value):
    """A recipe and, in sentences, what the generator's limits left out of it."""

    recipe: Recipe
    dropped: tuple[str, ...] = ()


def compile_recipe(
    shot: Shot,
    scene: Scene,
    cast: Sequence[CastEntry],
    looks: Iterable[Look],
    project: Project,
    card: Card,
    *,
    model_id: str = "",
    medium: Medium | None = None,
    language: Language | None = None,
    resolution: str = "",
    settings: Mapping[str, Setting] | None = None,
    seed: int = 0,
    heard: Mapping[ElementId, float] | None = None,
    frames: tuple[MediaRef | None, MediaRef | None] | None = None,
    scene_order: Sequence[SceneId] = (),
) -> CompiledRecipe:
    """What is asked of `card` for `shot`; equal input gives an equal recipe.

    Args:
        shot: the shot; its own prompt replaces the compiled one.
        scene: the shot's scene.
        cast: the project's cast.
        looks: all looks of the cast; those that hold in the scene are used.
        project: aspect, rate, style and language.
        card: the generator's card.
        model_id: a model of the card; empty for its first.
        medium: what it is to make; None for what the model makes first.
        language: of the prompt; None for the project's.
        resolution: one of the model's; empty for its default.
        settings: the person's choices over the model's defaults.
        seed: chance; 0 where the model knows no seeds.
        heard: seconds of the lines that a voice has read, to make room for them.
        frames: first and last frame, where a person chose them; else the shot's own first frame goes along.
        scene_order: all scenes of the series in story order, for looks that hold for a range.

    Raises:
        BadInput: the card has no such model.
    """
    model = card.model(model_id)
    if model is None:
        raise BadInput(
            N_("{label} has no model {model_id}.").format(label=card.label, model_id=model_id),
            N_("Choose another model."),
        )
    known = tuple(looks)
    spoken_in: Language = language or project.language
    dropped: list[str] = []
    picked = reference_picking.pick(
        reference_picking.entries_of(shot, scene, cast),
        known,
        scene,
        model,
        frames=(shot.first_frame, None) if frames is None else frames,
        scene_order=scene_order,
    )
    dropped.extend(picked.dropped if _is_asked_with_pictures(card, model) else ())
    prompt = prompts.describe(shot, scene, cast, known, project, spoken_in, scene_order=scene_order)
    text = _clipped(prompt.clauses, spoken_in, model, dropped)
    aspect = shape_for(project.aspect, model, dropped)
    marks = marked(model, mark=project.label.vendor_mark)
    chosen = _settings(model, resolution, marks | dict(settings or {}), dropped)
    made = medium or card.media_of(model)[0]
    wanted = seconds_of(
        shot.trim_in + shot_frames(shot, scene, heard or {}, project.fps), project.fps
    )
    width, height = pixels(str(chosen.get("resolution", "")) or _default_resolution(card), aspect)
    recipe = Recipe(
        generator=card.id,
        model=model.id,
        medium=made,
        shot_id=shot.id,
        prompt=text,
        negative=prompt.negative if model.negative else "",
        language=spoken_in,
        references=picked.references,
        seconds=(
            length_for(wanted, model, dropped, str(chosen.get("resolution", "")))
            if made == "video"
            else 0.0
        ),
        width=width,
        height=height,
        fps=project.fps,
        seed=seed if model.seed else 0,
        settings=chosen,
        picture=drawing.picture_of(
            shot, scene, cast, known, heard=heard or {}, scene_order=scene_order
        ),
    )
    return CompiledRecipe(recipe=recipe, dropped=tuple(dropped))


def pixels(resolution: str, aspect: Aspect | str) -> tuple[int, int]:
    """Width and height of a resolution such as `720p` or `720x1280`: exactly in `aspect`, both even.

    A short side that cannot be exact is taken to the nearest that can: 480p at 9:16 is 486 × 864.

    Raises:
        BadInput: neither a known name nor two numbers.
    """
    across, down = (int(part) for part in aspect.split(":"))
    if match := _PIXELS.match(resolution.strip().casefold()):
        short = min(int(match.group(1)), int(match.group(2)))
    elif resolution.strip().casefold() in _SHORT_SIDES:
        short = _SHORT_SIDES[resolution.strip().casefold()]
    elif lines := _LINES.match(resolution.strip().casefold()):
        short = int(lines.group(1))
    else:
        raise BadInput(
            N_("“{resolution}” is not a resolution.").format(resolution=resolution),
            N_("Write one such as 720p, 1080p or 720x1280."),
        )
    unit = round(Fraction(short, min(across, down)))
    if across % 2 or down % 2:
        unit = 2 * round(Fraction(short, 2 * min(across, down)))
    return across * unit, down * unit


def marked(model: ModelCard, *, mark: bool) -> dict[str, Setting]:
    """The vendor's own watermark as the project's labelling choice has it, where the model can be told."""
    choices = model.settings.get("watermark", ())
    wanted = "true" if mark else "false"
    return {"watermark": wanted} if wanted in choices else {}


def length_for(wanted: float, model: ModelCard, dropped: list[str], resolution: str = "") -> float:
    """The shortest length the model makes (at that resolution) that holds `wanted` seconds."""
    choices = sorted(model.seconds_of.get(resolution, ()) or model.seconds_choices)
    if choices:
        given = next((choice for choice in choices if choice >= wanted - 1e-6), choices[-1])
    else:
        rounded = float(math.ceil(wanted - 1e-6)) if model.whole_seconds else wanted
        given = min(max(rounded, model.seconds_min), model.seconds_max)
    if given < wanted - 1e-6:
        dropped.append(SHOT_TOO_LONG.format(wanted=f"{wanted:.1f}", most=f"{given:g}"))
    return given


def _clipped(
    clauses: Sequence[Clause], language: Language, model: ModelCard, dropped: list[str]
) -> str:
    """The prompt within the model's limit: whole clauses go first, the least telling ones before others."""
    most = model.prompt_most_zh if language == "zh" else model.prompt_most_en
    kept = list(clauses)
    if not model.negative:
        kept.append(Clause(text=prompts.CONSTRAINT[language], weight=3))
    gone: list[str] = []
    while len(kept) > 1 and len(prompts.join(kept, language)) > most:
        lightest = min(range(len(kept)), key=lambda index: (kept[index].weight, -index))
        gone.append(kept.pop(lightest).text)
    text = prompts.join(kept, language)
    if len(text) > most:
        gone.append(text[most:])
        text = text[:most]
    if gone:
        dropped.append(PROMPT_CUT.format(most=most, text=" ".join(gone)))
    return text


def shape_for(wanted: Aspect | str, model: ModelCard, dropped: list[str]) -> str:
    """The shape that the model makes nearest to the one wanted."""
    exact = [each for each in model.aspects if re.fullmatch(r"[1-9]\d*:[1-9]\d*", each)]
    if not exact or wanted in exact:
        return wanted
    given = min(exact, key=lambda each: abs(math.log(_ratio(each) / _ratio(wanted))))
    dropped.append(ASPECT_CHANGED.format(wanted=wanted, given=given))
    return given


def _ratio(aspect: str) -> float:
    across, down = aspect.split(":")
    return int(across) / int(down)


def _settings(
    model: ModelCard, resolution: str, chosen: Mapping[str, Setting], dropped: list[str]
) -> dict[str, Setting]:
    """The model's defaults under the person's choices; the resolution is one of the settings."""
    merged: dict[str, Setting] = {
        name: choices[0] for name, choices in sorted(model.settings.items()) if choices
    }
    for name, value in sorted(chosen.items()):
        if name in model.settings or name == "resolution":
            merged[name] = value
        else:
            dropped.append(SETTING_UNKNOWN.format(name=name))
    asked = resolution or str(merged.get("resolution", ""))
    if asked or model.resolutions:
        merged["resolution"] = asked or model.resolutions[0]
    return merged


def _default_resolution(card: Card) -> str:
    return "720p" if card.kind == "offline" else "1080p"


def _is_asked_with_pictures(card: Card, model: ModelCard) -> bool:
    """Whether leaving a picture out is worth a word: not for a drawing made here from the shot itself."""
    return card.kind != "offline" or bool(model.references)
