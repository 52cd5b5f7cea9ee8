"""A generator's capability card: data that drives the form, the checks, the send preview and the price."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.money import Currency
from app.domain.recipes import ReferenceRole

Medium = Literal["video", "picture", "voice", "text"]
Resubmission = Literal["local", "token", "own_id", "tag", "list", "blind"]
KeyKind = Literal["none", "single", "pair"]


class ReferenceSlots(Value):
    """How many pictures of one role may go along."""

    role: ReferenceRole
    most: int = Field(ge=0)


class Price(Value):
    """What one unit costs; `resolution` empty means any."""

    unit: Literal["second", "piece", "million_tokens"]
    amount: Decimal = Field(ge=0)
    currency: Currency
    resolution: str = ""
    with_sound: bool | None = None


class ModelCard(Value):
    """One model of a generator and its limits; unknown fields are refused."""

    id: str
    label: str
    retired_on: str = Field(
        "", description="ISO date; a retired model is refused with its successor named"
    )
    successor: str = ""
    seconds_min: float = 1.0
    seconds_max: float = 10.0
    seconds_choices: tuple[float, ...] = Field((), description="empty: any length in the range")
    whole_seconds: bool = True
    resolutions: tuple[str, ...] = Field(
        (), description="such as 720p, 1080p; the first is the default"
    )
    aspects: tuple[str, ...] = ()
    prompt_most_zh: int = Field(2000, description="characters")
    prompt_most_en: int = Field(2000, description="characters")
    negative: bool = False
    seed: bool = True
    native_sound: bool = False
    references: tuple[ReferenceSlots, ...] = ()
    references_most: int | None = Field(
        None, ge=0, description="pictures in all, frames not counted"
    )
    frames_exclude_references: bool = False
    settings: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="extra choices by name, default first"
    )
    prices: tuple[Price, ...] = ()


class Card(Value):
    """A generator as the person sees it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    vendor: str = Field("", description="module, login and account it shares; empty: the card's id")
    label: str
    label_zh: str = ""
    media: tuple[Medium, ...] = ("video",)
    kind: Literal["offline", "local", "remote", "person"]
    note: str = ""
    note_zh: str = ""
    key: KeyKind = "none"
    address: str = Field(
        "", description="default base address; overridden by Preferences or FENJING_<VENDOR>_URL"
    )
    resubmission: Resubmission = "blind"
    result_hours: float | None = Field(
        None, description="how long a result stays at the vendor; None for ever"
    )
    retention_hours: float | None = Field(None, description="how long the vendor remembers the job")
    in_flight: int = Field(2, ge=1, description="most jobs at once, to start with")
    poll_first_seconds: float = 5.0
    cancel: Literal["no", "queued", "any"] = "no"
    models: tuple[ModelCard, ...]
    prices_checked_on: str = Field("", description="ISO date of the price data")

    def model(self, model_id: str) -> ModelCard | None:
        """The model's card; the first one for an empty id; None when unknown."""
        if not model_id:
            return self.models[0]
        return next((model for model in self.models if model.id == model_id), None)
