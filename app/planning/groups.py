"""Several short shots of one scene as one film, and where that film is cut apart again.

Shots of one request share faces, clothes and light, and one piece of work costs less than several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.cards import Card, ModelCard
from app.domain.entity import Value
from app.domain.ids import ElementId, ShotId
from app.domain.recipes import Recipe, RecipePart, RecipeReference
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.timing import Fps, Frames, seconds_of
from app.domain.wording import N_
from app.errors import RuleBroken
from app.planning import mentions
from app.planning.recipes import LEAD_TOO_LONG, PROMPT_CUT, CompiledRecipe, length_for
from app.planning.reference_picking import DROPPED_FOR_FRAMES, DROPPED_LAST_FRAME
from app.planning.rough_cut import shot_frames

NOT_SEVERAL: Final = N_("{label} makes one shot at a time.")
TOO_MANY: Final = N_("{label} makes {most} shots in one film at most, not {count}.")
ONE_SCENE: Final = N_("Only shots of one scene can be made in one film.")
GROUP_TOO_LONG: Final = N_(
    "Together the shots are {wanted} s long; {label} makes {most} s at most."
)
SEND_ALONE: Final = N_("Send them one by one, or choose another model.")
REFERENCE_FULL: Final = N_(
    "{name}: the picture for shot {number} does not fit in the same request."
)
TOO_FEW: Final = N_("One film of several shots takes two shots or more.")
SELECT_MORE: Final = N_("Select shots that follow each other in one scene.")
NOT_IN_A_ROW: Final = N_("Between these shots stands shot {number}, which is not chosen.")
NOT_IN_FILM: Final = N_("Shot {number} is omitted or no longer in the script.")
_PLAIN: Final = {"zh": "镜头{n}（{seconds}秒）：", "en": "Shot {n} ({seconds} s): "}


class Piece(Value):
    """The part of a film that belongs to one shot, in the film's own frames."""

    shot_id: ShotId
    first: Frames
    frames: Frames


def in_row(wanted: Sequence[Shot], siblings: Sequence[Shot]) -> tuple[Shot, ...]:
    """The wanted shots, each once, in the order of their scene; `siblings` are all shots of the first one's scene.

    Raises:
        RuleBroken: fewer than two, of several scenes, not in the film, or with another shot between them.
    """
    ids = {shot.id for shot in wanted}
    if len(ids) < 2:
        raise RuleBroken(TOO_FEW, SELECT_MORE)
    if any(shot.scene_id != wanted[0].scene_id for shot in wanted):
        raise RuleBroken(ONE_SCENE, SELECT_MORE)
    lost = next((one for one in wanted if one.orphaned or one.status == "omitted"), None)
    if lost is not None:
        raise RuleBroken(NOT_IN_FILM.format(number=lost.number), SELECT_MORE)
    row = [one for one in siblings if not one.orphaned and one.status != "omitted"]
    places = [place for place, one in enumerate(row) if one.id in ids]
    stretch = row[places[0] : places[-1] + 1]
    other = next((one for one in stretch if one.id not in ids), None)
    if other is not None:
        raise RuleBroken(NOT_IN_A_ROW.format(number=other.number), SELECT_MORE)
    return tuple(stretch)


def can_group(
    shots: Sequence[Shot],
    scene: Scene,
    card: Card,
    model: ModelCard,
    fps: Fps,
    heard: Mapping[ElementId, float] | None = None,
) -> None:
    """Nothing, when these shots can be one film.

    Raises:
        RuleBroken: the model makes one shot only, too many are asked, they are too long, or of several scenes.
    """
    label = model.label or card.label
    if model.multi_shot_most < 2:
        raise RuleBroken(NOT_SEVERAL.format(label=label), SEND_ALONE)
    if len(shots) > model.multi_shot_most:
        count, most = len(shots), model.multi_shot_most
        raise RuleBroken(TOO_MANY.format(label=label, most=most, count=count), SEND_ALONE)
    if any(shot.scene_id != scene.id for shot in shots):
        raise RuleBroken(ONE_SCENE, SEND_ALONE)
    wanted = sum(_lengths(shots, scene, model, heard or {}, fps))
    most_seconds = max(model.seconds_choices, default=model.seconds_max)
    if wanted > most_seconds + 1e-6:
        text = GROUP_TOO_LONG.format(wanted=f"{wanted:.1f}", label=label, most=f"{most_seconds:g}")
        raise RuleBroken(text, SEND_ALONE)


def compile_group(
    singles: Sequence[CompiledRecipe],
    shots: Sequence[Shot],
    scene: Scene,
    card: Card,
    model: ModelCard,
    fps: Fps,
    *,
    heard: Mapping[ElementId, float] | None = None,
) -> CompiledRecipe:
    """One recipe for several shots; `singles` are their own recipes for the same model, in the same order.

    Pictures that several shots share go once. The film is as long as the shots together; what a whole second or
    a fixed length adds is left at its end. The recipe hangs on the first shot, its `parts` name them all.

    Raises:
        RuleBroken: as `can_group`.
    """
    can_group(shots, scene, card, model, fps, heard)
    first = singles[0].recipe
    dropped: list[str] = [sentence for single in singles for sentence in single.dropped]
    references = _shared(singles, shots, model, dropped)
    parts: list[RecipePart] = []
    start = 0.0
    lengths = _lengths(shots, scene, model, heard or {}, fps)
    for shot, single, seconds in zip(shots, singles, lengths, strict=True):
        own = single.recipe
        parts.append(RecipePart(shot_id=shot.id, start=round(start, 6), seconds=seconds, own=own))
        start += seconds
    if model.multi_shot_words:
        parts = _with_words(parts, references, model, dropped)
        lead, words = "", "\n".join(part.words for part in parts)
    else:
        lead, words = _one_prompt(singles, parts, references, model, dropped)
    shaped = (row for single in singles for row in single.recipe.shaped_by)
    recipe = first.model_copy(
        update={
            "prompt": lead + words,
            "mention": first.mention or _mention(singles),
            "lead": lead,
            "references": tuple(references),
            "seconds": length_for(start, model, dropped, str(first.settings.get("resolution", ""))),
            "parts": tuple(parts),
            "settings": _settings(first, model),
            "shaped_by": tuple(dict.fromkeys(shaped)),
        }
    )
    bound = {(one.cast_id, one.why): one for single in singles for one in single.bound}
    return CompiledRecipe(
        recipe=recipe, dropped=tuple(dict.fromkeys(dropped)), bound=tuple(bound.values())
    )


def pieces(recipe: Recipe, fps: float, frames: Frames) -> tuple[Piece, ...]:
    """Where a film of several shots is cut, in its own frames; each cut falls on the nearest frame.

    `frames` is how many the film has: one that came out shorter than asked is shared by what is there, and a
    shot of which nothing is left gets no piece.
    """
    found: list[Piece] = []
    for part in recipe.parts:
        begin = round(part.start * fps)
        end = min(round((part.start + part.seconds) * fps), frames)
        if end > begin:
            found.append(Piece(shot_id=part.shot_id, first=begin, frames=end - begin))
    return tuple(found)


def _settings(first: Recipe, model: ModelCard) -> dict[str, str | int | float | bool]:
    """As for the first shot; a model that has to be told that it makes several is told."""
    several = {"shots": "several"} if "several" in model.settings.get("shots", ()) else {}
    return first.settings | several


def _mention(singles: Sequence[CompiledRecipe]) -> str:
    """How the model's prompts speak of pictures, from the first shot that has any."""
    return next((one.recipe.mention for one in singles if one.recipe.mention), "")


def _with_words(
    parts: Sequence[RecipePart],
    references: Sequence[RecipeReference],
    model: ModelCard,
    dropped: list[str],
) -> list[RecipePart]:
    """The parts with their own prompts; each says of its own pictures only who is on them."""
    owns = [part.own for part in parts if part.own is not None]
    language = owns[0].language
    whole = model.prompt_most_zh if language == "zh" else model.prompt_most_en
    # Together with the line ends between them they stay within the limit of a prompt, as any recipe does.
    most = min(model.multi_shot_words, (whole - len(parts) + 1) // len(parts))
    template = next((own.mention for own in owns if own.mention), "")
    told = []
    for part, own in zip(parts, owns, strict=True):
        names = {one.name for one in mentions.spoken_of(own.references)}
        lead = mentions.binding(references, model, template, language, names)
        if len(lead) > most // 2:
            dropped.append(LEAD_TOO_LONG.format(text=lead.strip()))
            lead = ""
        plain = mentions.marked_names(mentions.unmarked(own), references, template).strip()
        words = plain[: most - len(lead)]
        if words != plain:
            dropped.append(PROMPT_CUT.format(most=most, text=plain[len(words) :]))
        told.append(part.model_copy(update={"words": lead + words}))
    return told


def _one_prompt(
    singles: Sequence[CompiledRecipe],
    parts: Sequence[RecipePart],
    references: Sequence[RecipeReference],
    model: ModelCard,
    dropped: list[str],
) -> tuple[str, str]:
    """Who is on which picture, and the shots one after the other, within the limit."""
    first = singles[0].recipe
    template = first.mention or _mention(singles)
    lead = mentions.binding(references, model, template, first.language)
    most = model.prompt_most_zh if first.language == "zh" else model.prompt_most_en
    words = _words(singles, parts, references, model, first)
    if len(lead) + len(words) > most:
        kept = words[: max(most - len(lead), 0)]
        dropped.append(PROMPT_CUT.format(most=most, text=words[len(kept) :]))
        words = kept
    return lead, words


def _words(
    singles: Sequence[CompiledRecipe],
    parts: Sequence[RecipePart],
    references: Sequence[RecipeReference],
    model: ModelCard,
    first: Recipe,
) -> str:
    template = model.multi_shot or _PLAIN[first.language]
    told = []
    for place, (single, part) in enumerate(zip(singles, parts, strict=True), 1):
        mention = first.mention or _mention(singles)
        words = mentions.marked_names(mentions.unmarked(single.recipe), references, mention)
        told.append(template.format(n=place, seconds=f"{part.seconds:.3g}") + words.strip())
    return ("" if first.language == "zh" else " ").join(told)


def _shared(
    singles: Sequence[CompiledRecipe],
    shots: Sequence[Shot],
    model: ModelCard,
    dropped: list[str],
) -> list[RecipeReference]:
    """Everyone's pictures once, within the slots; only the first shot begins on a frame, only the last ends on one."""
    room = {slot.role: slot.most for slot in model.references}
    kept: list[RecipeReference] = []
    last = len(singles) - 1
    for place, (single, shot) in enumerate(zip(singles, shots, strict=True)):
        for one in single.recipe.references:
            inner = (one.role in ("first_frame", "clip") and place) or (
                one.role == "last_frame" and place != last
            )
            same = any((held.role, held.media) == (one.role, one.media) for held in kept)
            if same:
                continue
            used = sum(1 for held in kept if held.role == one.role)
            loose = len(mentions.spoken_of(kept))
            over = model.references_most is not None and loose >= model.references_most
            full = used >= room.get(one.role, 0) or (over and one.role not in mentions.UNSPOKEN)
            if inner or full:
                dropped.append(REFERENCE_FULL.format(name=one.name, number=shot.number))
            else:
                kept.append(one)
    return _agreed(kept, model, dropped)


def _agreed(
    kept: list[RecipeReference], model: ModelCard, dropped: list[str]
) -> list[RecipeReference]:
    """Without what the model refuses together: frames beside pictures, a last frame without a first."""
    roles = {one.role for one in kept}
    gone: set[RecipeReference] = set()
    if "last_frame" in roles and "first_frame" not in roles:
        gone |= {one for one in kept if one.role == "last_frame"}
        dropped.append(DROPPED_LAST_FRAME)
    if "first_frame" in roles and model.frames_exclude_references:
        loose = mentions.spoken_of(kept)
        gone |= set(loose)
        names = dict.fromkeys(one.name for one in loose)
        dropped.extend(DROPPED_FOR_FRAMES.format(name=name) for name in names)
    return [one for one in kept if one not in gone]


def _lengths(
    shots: Sequence[Shot],
    scene: Scene,
    model: ModelCard,
    heard: Mapping[ElementId, float],
    fps: Fps,
) -> list[float]:
    """Seconds of each shot in the film; whole ones, at least the shortest film, where each is asked for by itself."""
    lengths = [_seconds(shot, scene, heard, fps) for shot in shots]
    if not model.multi_shot_words:
        return lengths
    whole = [float(max(1, math.ceil(one - 1e-6))) for one in lengths]
    whole[-1] += max(0, math.ceil(model.seconds_min - sum(whole)))
    return whole


def _seconds(shot: Shot, scene: Scene, heard: Mapping[ElementId, float], fps: Fps) -> float:
    return seconds_of(shot.trim_in + shot_frames(shot, scene, heard, fps), fps)
