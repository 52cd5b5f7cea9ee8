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
from app.domain.recipes import Medium, Recipe, RecipeReference
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.timing import seconds_of
from app.domain.wording import N_
from app.errors import BadInput
from app.planning import drawing, mentions, prompts, reference_picking
from app.planning.looks import Wardrobe
from app.planning.prompts import Prompt
from app.planning.reference_picking import Bound, Picked
from app.planning.rough_cut import shot_frames

Setting = str | int | float | bool

PROMPT_CUT: Final = N_("The prompt was shortened to {most} characters; left out: {text}")
LEAD_TOO_LONG: Final = N_("Which picture is who was left out of the prompt for its limit: {text}")
NOT_NAMED: Final = N_("{name} is in frame, but neither the prompt nor a picture tells so.")
SHOT_TOO_LONG: Final = N_("The shot is {wanted} s long; this model makes at most {most} s.")
ASPECT_CHANGED: Final = N_("This model does not make {wanted}; {given} was taken instead.")
SETTING_UNKNOWN: Final = N_("This model has no setting {name}; it was left out.")

_SHORT_SIDES: Final = {"1k": 1024, "1.5k": 1260, "2k": 1440, "3k": 1800, "4k": 2160}
_LINES: Final = re.compile(r"^([1-9]\d{2,3})p$")
_PIXELS: Final = re.compile(r"^(\d{2,4})\s*[x×*]\s*(\d{2,4})$")


class CompiledRecipe(Value):
    """A recipe and, in sentences, what the generator's limits left out of it.

    `bound` says of everyone and everything in the shot whether a picture of theirs goes along, and why not.
    """

    recipe: Recipe
    dropped: tuple[str, ...] = ()
    bound: tuple[Bound, ...] = ()


def compile_recipe(
    shot: Shot,
    scene: Scene,
    cast: Sequence[CastEntry],
    looks: Iterable[Look] | Wardrobe,
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
    chained: Sequence[RecipeReference] = (),
    scene_order: Sequence[SceneId] = (),
) -> CompiledRecipe:
    """What is asked of `card` for `shot`; equal input gives an equal recipe.

    Args:
        shot: the shot; its own prompt replaces the compiled one.
        scene: the shot's scene.
        cast: the project's cast.
        looks: all looks of the cast, or a wardrobe of them; those that hold in the scene, or were chosen for
            the shot, are used.
        project: aspect, rate, style and language.
        card: the generator's card.
        model_id: a model of the card; empty for its first.
        medium: what it is to make; None for what the model makes first.
        language: of the prompt; None for the project's.
        resolution: one of the model's; empty for its default.
        settings: the person's choices over the model's defaults.
        seed: chance; 0 where the model knows no seeds.
        heard: seconds of the lines that a voice has read, to make room for them.
        frames: first and last frame, where a person chose them; None: the shot's own.
        chained: frames and films of neighbouring shots (`chains.Link.reference`), where it goes on from them.
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
    wardrobe = Wardrobe.of(looks, scene_order)
    spoken_in: Language = language or project.language
    dropped: list[str] = []
    picked = reference_picking.pick(
        reference_picking.entries_of(shot, scene, cast),
        wardrobe,
        shot,
        model,
        frames=(shot.first_frame, shot.last_frame) if frames is None else frames,
        chained=chained,
    )
    dropped.extend(picked.dropped if _is_asked_with_pictures(card, model) else ())
    prompt = prompts.describe(
        shot,
        scene,
        cast,
        wardrobe,
        project,
        spoken_in,
        pictured={one.cast_id for one in picked.bound if one.why == "sent"},
    )
    template = mentions.template_of(card, model, spoken_in)
    most = model.prompt_most_zh if spoken_in == "zh" else model.prompt_most_en
    lead = lead_for(picked.references, model, template, spoken_in, dropped)
    text = lead + _clipped(
        prompt, picked.references, template, spoken_in, model, most - len(lead), dropped
    )
    dropped.extend(_unnamed(shot, cast, picked, text, card))
    framed = any(one.role in ("first_frame", "last_frame") for one in picked.references)
    aspect = shape_for(project.aspect, model, dropped, framed=framed)
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
        picture=drawing.picture_of(shot, scene, cast, wardrobe, heard=heard or {}),
        mention=template if mentions.spoken_of(picked.references) else "",
        lead=lead,
        shaped_by=prompt.shaped_by,
    )
    return CompiledRecipe(recipe=recipe, dropped=tuple(dropped), bound=picked.bound)


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


def lead_for(
    references: Sequence[RecipeReference],
    model: ModelCard,
    template: str,
    language: Language,
    dropped: list[str],
) -> str:
    """Which picture is who, where it leaves room for the shot itself."""
    lead = mentions.binding(references, model, template, language)
    most = model.prompt_most_zh if language == "zh" else model.prompt_most_en
    if len(lead) <= most // 2:
        return lead
    dropped.append(LEAD_TOO_LONG.format(text=lead.strip()))
    return ""


def _clipped(
    prompt: Prompt,
    references: Sequence[RecipeReference],
    template: str,
    language: Language,
    model: ModelCard,
    most: int,
    dropped: list[str],
) -> str:
    """The prompt with its marks within `most` characters: whole clauses go first, the lightest before others."""
    kept = list(prompt.clauses)
    if not model.negative:
        kept.append(prompts.constraint(prompt, language))
    gone: list[str] = []

    def written() -> str:
        return mentions.marked_names(prompts.join(kept, language), references, template)

    text = written()
    while len(kept) > 1 and len(text) > most:
        lightest = min(range(len(kept)), key=lambda index: (kept[index].weight, -index))
        gone.append(kept.pop(lightest).text)
        text = written()
    if len(text) > most:
        gone.append(text[most:])
        text = text[:most]
    if gone:
        dropped.append(PROMPT_CUT.format(most=most, text=" ".join(gone)))
    return text


def _unnamed(
    shot: Shot, cast: Sequence[CastEntry], picked: Picked, text: str, card: Card
) -> list[str]:
    """One sentence for everyone in frame of whom the vendor would learn nothing."""
    if card.kind == "offline":
        return []
    named = {one.name for one in picked.references}
    people = [one for one in cast if one.id in shot.subjects and one.kind == "character"]
    return [
        NOT_NAMED.format(name=entry.name)
        for entry in people
        if entry.name not in named
        and not any(name.casefold() in text.casefold() for name in (entry.name, *entry.aliases))
    ]


def shape_for(
    wanted: Aspect | str, model: ModelCard, dropped: list[str], *, framed: bool = True
) -> str:
    """The shape that the model makes nearest to the one wanted; some make others only from a first frame."""
    known = model.aspects if framed else model.aspects_from_words or model.aspects
    exact = [each for each in known if re.fullmatch(r"[1-9]\d*:[1-9]\d*", each)]
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
