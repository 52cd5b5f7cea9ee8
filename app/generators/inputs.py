"""An aggregator's model is told in its own words: the card maps ours to its input fields (`ModelCard.inputs`).

Files travel inside the request while they are small, else as addresses that an upload gave. `proposed` guesses
the map from a model's own published schema, for the form in which a person writes a card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from app.domain.cards import InputField, InputForm, ModelCard
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import ROLE_NAMES, resolution_of, sound_of
from app.generators.contract import Order
from app.generators.encoding import data_uri
from app.generators.mentions import bound_prompt, shown
from app.generators.vendor import is_on

#: Larger files are uploaded first (replicate.md: data URIs up to about 256 KB).
INLINE_MOST = 256_000
_USUAL: dict[str, InputForm] = {
    "seed": "number", "seconds": "number", "width": "number", "height": "number", "sound": "yes_no",
    "watermark": "yes_no", "references": "files", "first_frame": "file", "last_frame": "file",
    "character": "files", "place": "files", "prop": "files", "style": "files", "clip": "file",
    "recording": "file",
}  # fmt: skip
_ROLES: dict[str, ReferenceRole] = {
    "recording" if role == "sound" else role: role for role in get_args(ReferenceRole)
}
#: How models usually call things (fal.md, replicate.md), the likelier first; lists are `files`.
_GUESSES: dict[str, tuple[str, ...]] = {
    "prompt": ("prompt", "text", "script", "gen_text"),
    "negative": ("negative_prompt",),
    "seed": ("seed",),
    "seconds": ("duration", "duration_seconds", "seconds", "video_length"),
    "aspect": ("aspect_ratio", "image_size", "ratio"),
    "resolution": ("resolution", "video_resolution", "size"),
    "width": ("width",),
    "height": ("height",),
    "sound": ("generate_audio", "enable_audio", "with_audio"),
    "watermark": ("watermark", "add_watermark"),
    "first_frame": ("start_image_url", "first_frame_url", "start_image", "first_frame_image",
                    "image_url", "image", "input_image"),
    "last_frame": ("end_image_url", "tail_image_url", "last_frame_url", "end_image", "last_frame",
                   "last_frame_image"),
    "references": ("image_urls", "reference_image_urls", "reference_images", "input_images",
                   "image_input", "images"),
    "clip": ("video_url", "video", "input_video"),
    "recording": ("audio_url", "audio", "audio_file"),
}  # fmt: skip


def form_of(field: InputField) -> InputForm:
    """How a field is written, the usual form of its word when the card says nothing."""
    return field.form or _USUAL.get(field.word, "text")


def sent_files(recipe: Recipe, model: ModelCard) -> tuple[RecipeReference, ...]:
    """The references that go along, in the order of the recipe.

    Raises:
        BadInput: the card has no field for one of them.
    """
    words = {one.word for one in model.inputs}
    for reference in recipe.references:
        if not words & _words_for(reference.role):
            text = N_("The card of {label} names no field for {things}.")
            raise BadInput(
                text.format(label=model.label, things=ROLE_NAMES[reference.role]),
                N_("Name the field on the card, or leave these out."),
            )
    return recipe.references


def large_files(order: Order, model: ModelCard) -> tuple[Path, ...]:
    """The files that have to be uploaded before the request, each once.

    Raises:
        BadInput: a file is missing, or the card has no field for one.
    """
    paths = [order.file(reference) for reference in sent_files(order.recipe, model)]
    return tuple(dict.fromkeys(path for path in paths if path.stat().st_size > INLINE_MOST))


def compose(order: Order, model: ModelCard, uploaded: Mapping[Path, str]) -> dict[str, Any]:
    """The model's input. `uploaded` gives the address of each of `large_files`.

    Raises:
        BadInput: a file is missing, or a value does not fit the form that the card names.
    """
    body: dict[str, Any] = {}
    for field in model.inputs:
        value = (
            _files(field, order, uploaded) if _takes_files(field) else _told(field, order, model)
        )
        if value is not None:
            _put(body, field.field.split("."), value)
    return body


def proposed(schema: Mapping[str, Any]) -> tuple[InputField, ...]:
    """A first map from a model's published input schema: OpenAPI document, or JSON Schema of the input."""
    properties = _properties(schema)
    found: list[InputField] = []
    for word, names in _GUESSES.items():
        name = next((one for one in names if one in properties), "")
        if not name or any(one.field == name for one in found):
            continue
        form = _form_in(properties[name], word)
        usual = _USUAL.get(word, "text")
        found.append(InputField(word=word, field=name, form="" if form == usual else form))
    return tuple(found)


# -- values ---------------------------------------------------------------------------------------


def _told(field: InputField, order: Order, model: ModelCard) -> Any:
    """The value of a word that is no file; None leaves the field out."""
    value = _plain(field.word, order.recipe, model)
    if value in ("", None):
        return None
    form = form_of(field)
    if form == "yes_no":
        return is_on(value)
    written = field.values.get(_text(value), _text(value))
    if form == "number":
        return _number(written, field)
    return written + field.unit


def _plain(word: str, recipe: Recipe, model: ModelCard) -> Any:
    words: dict[str, Callable[[], Any]] = {
        "prompt": lambda: bound_prompt(recipe, model.mention, _numbered(recipe, model)),
        "negative": lambda: recipe.negative,
        "seed": lambda: recipe.seed,
        "seconds": lambda: recipe.seconds or "",
        "aspect": lambda: recipe.aspect,
        "resolution": lambda: resolution_of(recipe, model),
        "width": lambda: recipe.width or "",
        "height": lambda: recipe.height or "",
        "sound": lambda: sound_of(recipe, model),
        "watermark": lambda: is_on(recipe.settings.get("watermark", False)),
    }
    return words[word]() if word in words else recipe.settings.get(word, "")


def _numbered(recipe: Recipe, model: ModelCard) -> tuple[RecipeReference, ...]:
    """The pictures in the order in which the model gets them: fields in the card's order."""
    ordered: list[RecipeReference] = []
    for field in model.inputs:
        ordered += [one for one in shown(recipe) if field.word in _words_for(one.role)]
    return tuple(dict.fromkeys(ordered))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(text: str, field: InputField) -> int | float:
    try:
        number = float(text)
    except ValueError as error:
        sentence = N_("The card wants a number in {field}, and “{value}” is none.")
        raise BadInput(
            sentence.format(field=field.field, value=text),
            N_("Change the setting, or the card's form of this field."),
        ) from error
    return int(number) if number.is_integer() else number


# -- files ----------------------------------------------------------------------------------------


def _takes_files(field: InputField) -> bool:
    return field.word in _ROLES or field.word == "references"


def _words_for(role: ReferenceRole) -> set[str]:
    word = "recording" if role == "sound" else role
    return (
        {word} if role in ("first_frame", "last_frame", "clip", "sound") else {word, "references"}
    )


def _files(field: InputField, order: Order, uploaded: Mapping[Path, str]) -> Any:
    chosen = [one for one in order.recipe.references if field.word in _words_for(one.role)]
    if not chosen:
        return None
    addresses = [_address(order.file(one), uploaded) for one in chosen]
    if form_of(field) == "files":
        return addresses
    if len(addresses) > 1:
        text = N_("The field {field} takes one file, not {count}.")
        raise BadInput(
            text.format(field=field.field, count=len(addresses)),
            N_("Leave some out, or let the card write this field as a list of files."),
        )
    return addresses[0]


def _address(path: Path, uploaded: Mapping[Path, str]) -> str:
    return uploaded[path] if path in uploaded else data_uri(path)


def _put(body: dict[str, Any], names: list[str], value: Any) -> None:
    """Set a value at its place; several words that share a list field fill it one after the other."""
    *path, last = names
    for name in path:
        body = body.setdefault(name, {})
    held = body.get(last)
    body[last] = [*held, *value] if isinstance(held, list) and isinstance(value, list) else value


# -- schemas --------------------------------------------------------------------------------------


def _properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The input's properties: of the schema itself, or of the first `…Input` of an OpenAPI document."""
    direct = schema.get("properties")
    if isinstance(direct, dict):
        return direct
    components = schema.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    named = schemas if isinstance(schemas, dict) else {}
    for name, one in named.items():
        if name.endswith("Input") and isinstance(one, dict):
            found = one.get("properties")
            return found if isinstance(found, dict) else {}
    return {}


def _form_in(property_schema: Any, word: str) -> InputForm:
    kind = property_schema.get("type") if isinstance(property_schema, dict) else None
    if word in _ROLES or word == "references":
        return "files" if kind == "array" else "file"
    known: dict[str, InputForm] = {"integer": "number", "number": "number", "boolean": "yes_no"}
    return known.get(str(kind), "text" if kind == "string" else _USUAL.get(word, "text"))
