"""The fields of a card for any model by its id: from what a person types to what `studio.cards` checks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.cards import Card, InputField
from app.domain.wording import N_

#: Services that run any model by its id, with the ids of their shipped cards; the first that answer pictures and films.
TEMPLATES: tuple[tuple[str, str], ...] = (
    ("fal", "fal.ai"),
    ("replicate", "Replicate"),
    ("compatible-chat", N_("OpenAI-compatible, text")),
    ("compatible-speech", N_("OpenAI-compatible, voices")),
)
#: Those whose models name their own input fields.
WITH_INPUTS = frozenset({"fal", "replicate"})
#: Our words on a card, with what a person calls them.
INPUT_LABELS: tuple[tuple[str, str], ...] = (
    ("prompt", N_("Prompt")),
    ("negative", N_("Not wanted")),
    ("seed", N_("Seed")),
    ("seconds", N_("Length")),
    ("aspect", N_("Aspect")),
    ("resolution", N_("Resolution")),
    ("width", N_("Width")),
    ("height", N_("Height")),
    ("sound", N_("Sound from the model")),
    ("first_frame", N_("First frame")),
    ("last_frame", N_("Last frame")),
    ("references", N_("Reference pictures")),
    ("clip", N_("Clip")),
    ("recording", N_("Recording")),
)
_REFERENCES = ("character", "place", "prop", "style")
_RANGE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[-–~]\s*(\d+(?:\.\d+)?)\s*$")


def slug(model_id: str) -> str:
    """A card's id from a model's: lower case, letters first."""
    made = re.sub(r"[^a-z0-9_-]+", "-", model_id.casefold()).strip("-")[:60]
    return made if made[:1].isalpha() else f"model-{made}" if made else ""


def listed(text: str) -> list[str]:
    """Words apart by commas or spaces."""
    return [one for one in re.split(r"[,，、\s]+", text.strip()) if one]


def lengths(text: str) -> dict[str, Any]:
    """`5, 10` are the only lengths; `4-15` is a range.

    Raises:
        ValueError: it is neither.
    """
    if not text.strip():
        return {}
    found = _RANGE.match(text)
    if found:
        return {"seconds_min": float(found.group(1)), "seconds_max": float(found.group(2))}
    choices = sorted(float(one) for one in listed(text))
    return {"seconds_choices": choices, "seconds_min": choices[0], "seconds_max": choices[-1]}


def card_fields(
    template: Card,
    *,
    model_id: str,
    label: str,
    medium: str,
    seconds: str = "",
    aspects: str = "",
    resolutions: str = "",
    pictures: int = 0,
    price: Mapping[str, Any] | None = None,
    inputs: Sequence[InputField] = (),
    address: str = "",
    card_id: str = "",
) -> dict[str, Any]:
    """A card for `studio.cards.validate`: account and manners of the template, one model of one's own.

    Raises:
        ValueError: the lengths are not numbers.
    """
    words = {one.word for one in inputs}
    slots: list[dict[str, Any]] = [
        {"role": role, "most": 1} for role in ("first_frame", "last_frame", "clip") if role in words
    ]
    if "recording" in words:
        slots.append({"role": "sound", "most": 1})
    if "references" in words and pictures:
        slots += [{"role": role, "most": pictures} for role in _REFERENCES]
    model: dict[str, Any] = {
        "id": model_id.strip(),
        "label": label.strip() or model_id.strip(),
        "media": [medium],
        **lengths(seconds),
        "aspects": listed(aspects),
        "resolutions": listed(resolutions),
        "negative": "negative" in words,
        "seed": "seed" in words,
        "native_sound": "sound" in words,
        "references": slots,
        "references_most": pictures or None,
        "prices": [dict(price)] if price else [],
        "inputs": [one.model_dump(exclude_defaults=True) for one in inputs],
    }
    keep = template.model_dump(
        mode="json",
        include={
            "kind", "key", "resubmission", "result_hours", "retention_hours", "in_flight",
            "poll_first_seconds", "cancel", "module", "address", "pictures", "key_page", "key_hint",
        },
    )  # fmt: skip
    own = {
        "id": card_id or slug(model_id),
        "vendor": template.vendor or template.id,
        "label": model["label"],
        "media": [medium],
        "models": [model],
    }
    return {**keep, **own, **({"address": address.strip()} if address.strip() else {})}
