"""The bodies of Wan's three protocols: 2.6 and older, 2.7 with HappyHorse, and 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cards import ModelCard
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, sound_of
from app.generators.contract import Order
from app.generators.encoding import data_uri
from app.generators.mentions import bound_prompt
from app.generators.vendor import is_on

#: By SHA-256: the address of a file that was uploaded.
Files = Mapping[str, str]
_VIDEO = "/services/aigc/video-generation/video-synthesis"
_TWO_FRAMES = "/services/aigc/image2video/video-synthesis"
#: The model that stands for the three of its generation.
AUTO = "wan2.7"
_SIZES = {
    ("480P", "16:9"): "832*480", ("480P", "9:16"): "480*832", ("480P", "1:1"): "624*624",
    ("720P", "16:9"): "1280*720", ("720P", "9:16"): "720*1280", ("720P", "1:1"): "960*960",
    ("720P", "4:3"): "1088*832", ("720P", "3:4"): "832*1088",
    ("1080P", "16:9"): "1920*1080", ("1080P", "9:16"): "1080*1920", ("1080P", "1:1"): "1440*1440",
    ("1080P", "4:3"): "1632*1248", ("1080P", "3:4"): "1248*1632",
}  # fmt: skip
_FRAMES = ("first_frame", "last_frame")
_NO_REFERENCE = (
    N_("This model wants at least one reference picture or film."),
    N_("Add a reference to the shot, or choose the model for words."),
)
_SOUND_ALONE = (
    N_("A recording goes along only with a first frame."),
    N_("Add a first frame, or take the recording off the shot."),
)
_NO_SIZE = (
    N_("This model does not make this shape at this size."),
    N_("Choose another size, or another model."),
)
_MIXED = (
    N_("This model takes frames or references, not both."),
    N_("Take one kind off the shot, or choose another model."),
)


def wire_model(recipe: Recipe) -> str:
    """The model's id on the wire; `wan2.7` alone is the one of its three that suits what goes along."""
    if recipe.model not in ("", AUTO):
        return recipe.model
    roles = {reference.role for reference in recipe.references}
    if roles & {"first_frame", "last_frame"}:
        return f"{AUTO}-i2v"
    return f"{AUTO}-r2v" if roles - {"sound"} else f"{AUTO}-t2v"


def path_of(recipe: Recipe) -> str:
    """Where a task of the model is created."""
    return _TWO_FRAMES if "-kf2v" in wire_model(recipe) else _VIDEO


def body_of(order: Order, model: ModelCard, addresses: Files) -> dict[str, Any]:
    """The whole body.

    Raises:
        BadInput: what goes along does not suit the model.
    """
    name = wire_model(order.recipe)
    if name.startswith("wan3"):
        media, parameters = _third(order, model, addresses)
    elif name.startswith(("wan2.7", "happyhorse")):
        media, parameters = _second(name, order, model, addresses)
    else:
        media, parameters = _first(name, order, model, addresses)
    given: dict[str, Any] = {"prompt": bound_prompt(order.recipe, model.mention)}
    if order.recipe.negative and model.negative:
        given["negative_prompt"] = order.recipe.negative
    parameters["watermark"] = is_on(order.recipe.settings.get("watermark", False))
    if model.seed:
        parameters["seed"] = order.recipe.seed
    if "prompt_extend" in model.settings:
        parameters["prompt_extend"] = is_on(order.recipe.settings.get("prompt_extend", True))
    return {"model": name, "input": given | media, "parameters": parameters}


def _first(
    name: str, order: Order, model: ModelCard, addresses: Files
) -> tuple[dict[str, Any], dict[str, Any]]:
    """2.6 and older: single fields for pictures, `size` where the shape is free."""
    recipe = order.recipe
    resolution = resolution_of(recipe, model).upper()
    media: dict[str, Any] = {}
    parameters: dict[str, Any] = {"duration": round(recipe.seconds)}
    if "t2v" in name or "r2v" in name:
        size = _SIZES.get((resolution, recipe.aspect))
        if size is None:
            raise BadInput(*_NO_SIZE)
        parameters["size"] = size
    else:
        parameters["resolution"] = resolution
    for reference in recipe.references:
        url = _url(order, reference, addresses)
        if reference.role == "sound":
            media["audio_url"] = url
        elif "r2v" in name:
            media.setdefault("reference_urls", []).append(url)
        elif "kf2v" in name:
            media[f"{reference.role}_url"] = url
        else:
            media["img_url"] = url
    if "r2v" in name and "reference_urls" not in media:
        raise BadInput(*_NO_REFERENCE)
    if "sound" in model.settings:
        parameters["audio"] = sound_of(recipe, model)
    if "shot_type" in model.settings:
        parameters["shot_type"] = str(recipe.settings.get("shot_type", "single"))
    return media, parameters


def _second(
    name: str, order: Order, model: ModelCard, addresses: Files
) -> tuple[dict[str, Any], dict[str, Any]]:
    """2.7 and HappyHorse: a list of media, a ratio where the shape is free."""
    recipe = order.recipe
    parameters: dict[str, Any] = {"resolution": resolution_of(recipe, model).upper()}
    sounds = [one for one in recipe.references if one.role == "sound"]
    others = [one for one in recipe.references if one.role != "sound"]
    if "edit" in name:
        # Length and shape are those of the film that is changed.
        parameters["audio_setting"] = str(recipe.settings.get("audio_setting", "auto"))
        films = [one for one in others if one.role == "clip"]
        pictures = [one for one in others if one.role != "clip"]
        items = [_item("video", order, one, addresses) for one in films]
        items += [_item("reference_image", order, one, addresses) for one in pictures]
        return {"media": items}, parameters
    parameters["duration"] = round(recipe.seconds)
    if "i2v" not in name:
        parameters["ratio"] = recipe.aspect
    if "t2v" in name:
        spoken = {"audio_url": _url(order, sounds[0], addresses)} if sounds else {}
        return spoken, parameters
    if "i2v" in name:
        words = {"clip": "first_clip"}
        items = [_item(words.get(one.role, one.role), order, one, addresses) for one in others]
        items += [_item("driving_audio", order, one, addresses) for one in sounds]
        if sounds and not any(one.role == "first_frame" for one in others):
            raise BadInput(*_SOUND_ALONE)
        return {"media": items}, parameters
    return {"media": _spoken_for(order, others, sounds, addresses)}, parameters


def _spoken_for(
    order: Order,
    others: list[RecipeReference],
    sounds: list[RecipeReference],
    addresses: Files,
) -> list[dict[str, str]]:
    """References with the voices that belong to them: by name, else each to the next."""
    if not others:
        raise BadInput(*_NO_REFERENCE)
    words = {"clip": "reference_video"}
    items = [_item(words.get(one.role, "reference_image"), order, one, addresses) for one in others]
    for sound in sounds:
        named = [i for i, one in enumerate(others) if one.name == sound.name]
        free = [i for i, item in enumerate(items) if "reference_voice" not in item]
        place = next((i for i in (*named, *free) if i in free), None)
        if place is not None:
            items[place]["reference_voice"] = _url(order, sound, addresses)
    return items


def _third(
    order: Order, model: ModelCard, addresses: Files
) -> tuple[dict[str, Any], dict[str, Any]]:
    """3.0: one model for everything; frames bring their own shape."""
    recipe = order.recipe
    framed = any(one.role in _FRAMES for one in recipe.references)
    if framed and any(one.role not in _FRAMES for one in recipe.references):
        raise BadInput(*_MIXED)
    words = {"clip": "reference_video", "sound": "reference_audio"}
    items = [
        _item(
            one.role if one.role in _FRAMES else words.get(one.role, "reference_image"),
            order,
            one,
            addresses,
        )
        for one in recipe.references
    ]
    parameters: dict[str, Any] = {
        "resolution": resolution_of(recipe, model).upper(),
        "ratio": "adaptive" if framed else recipe.aspect,
        "duration": round(recipe.seconds),
        "audio": sound_of(recipe, model),
    }
    if "enable_thinking" in recipe.settings:
        parameters["enable_thinking"] = is_on(recipe.settings["enable_thinking"])
    return ({"media": items} if items else {}), parameters


def _item(word: str, order: Order, reference: RecipeReference, addresses: Files) -> dict[str, str]:
    return {"type": word, "url": _url(order, reference, addresses)}


def _url(order: Order, reference: RecipeReference, addresses: Files) -> str:
    """Where the vendor reads a file: where it was uploaded, else inside the request."""
    return addresses.get(reference.media.sha256) or data_uri(order.file(reference))
