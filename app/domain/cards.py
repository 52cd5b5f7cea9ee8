"""A generator's capability card: data that drives the form, the checks, the send preview and the price."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from app.domain.entity import Value
from app.domain.money import Currency, Money
from app.domain.recipes import Medium, ReferenceRole

Resubmission = Literal["local", "token", "own_id", "tag", "list", "blind"]
KeyKind = Literal["none", "single", "pair"]
#: What a model of an aggregator can be told in our words; a setting of the model is told by its own name.
#: `references` are all pictures that are neither frames nor films; a role takes only its own pictures.
INPUT_WORDS = (
    "prompt", "negative", "seed", "seconds", "aspect", "resolution", "width", "height", "sound",
    "watermark", "first_frame", "last_frame", "references", "character", "place", "prop", "style",
    "clip", "recording",
)  # fmt: skip
InputForm = Literal["", "text", "number", "yes_no", "file", "files"]


class ReferenceSlots(Value):
    """How many pictures of one role may go along."""

    role: ReferenceRole
    most: int = Field(ge=0)


class PictureLimits(Value):
    """What a vendor accepts as a picture that goes along; 0 means that no limit is known.

    Pictures outside these limits are converted and scaled to fit before anything is sent.
    """

    formats: tuple[str, ...] = Field(
        (".png", ".jpg"), description="suffixes with the dot; the first is what others become"
    )
    bytes_most: int = Field(10_000_000, ge=0, description="of the file, before any encoding")
    side_min: int = Field(0, ge=0, description="pixels of the shorter side")
    side_most: int = Field(0, ge=0, description="pixels of the longer side")
    pixels_most: int = Field(0, ge=0, description="width x height")
    ratio_most: float = Field(0.0, ge=0, description="longer side / shorter side")
    alpha: bool = Field(False, description="transparency may stay")


class Price(Value):
    """What one unit costs; `resolution` empty means any.

    Characters are those of the text spoken, in thousands; tokens of a chat model count `input` and `output`.
    `picture` comes on top of the others: a picture that goes along, beyond those that are free.
    """

    unit: Literal["second", "piece", "million_tokens", "thousand_characters", "picture"]
    amount: Decimal = Field(ge=0)
    currency: Currency
    resolution: str = ""
    with_sound: bool | None = None
    part: Literal["", "input", "cached", "output"] = Field(
        "", description="of a chat model's tokens; `cached` input was read before"
    )
    when: dict[str, str] = Field(
        default_factory=dict,
        description="settings that must be so, such as `quality`: `high`; `seconds` and `aspect` count too",
    )


class InputField(Value):
    """Which of a model's own input fields takes one of our words; for models of an aggregator.

    `values` says what the model calls our values (`9:16` as `portrait_16_9`); others go as they are.
    """

    word: str = Field(description="one of INPUT_WORDS, or the name of one of the model's settings")
    field: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$",
        description="as the model names it; a dot leads into an object, e.g. image_size.width",
    )
    form: InputForm = Field(
        "", description="how it is written; empty: as usual for the word (files: one, in `file`)"
    )
    unit: str = Field("", description="written behind a text, e.g. `s` in `8s`")
    values: dict[str, str] = Field(default_factory=dict)


class Option(Value):
    """A choice that is the vendor's own, made once in Preferences; `choices` empty means free text."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    label_zh: str = ""
    note: str = ""
    note_zh: str = ""
    choices: tuple[str, ...] = ()


class ModelCard(Value):
    """One model of a generator and its limits; unknown fields are refused."""

    id: str
    label: str
    media: tuple[Medium, ...] = Field((), description="what it makes; empty: as the card says")
    retired_on: str = Field(
        "", description="ISO date; a retired model is refused with its successor named"
    )
    successor: str = ""
    seconds_min: float = 1.0
    seconds_max: float = 10.0
    seconds_choices: tuple[float, ...] = Field((), description="empty: any length in the range")
    whole_seconds: bool = True
    seconds_of: dict[str, tuple[float, ...]] = Field(
        default_factory=dict, description="by resolution, where only these lengths go with it"
    )
    resolutions: tuple[str, ...] = Field(
        (), description="such as 720p, 1080p; the first is the default"
    )
    aspects: tuple[str, ...] = ()
    aspects_from_words: tuple[str, ...] = Field(
        (), description="the only shapes it makes without a first frame, which brings its own"
    )
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
    pictures_free: int = Field(0, ge=0, description="pictures that go along for nothing")
    han_counts: int = Field(
        1, ge=1, description="how many characters a Chinese one is when text is billed"
    )
    clip_seconds_billed: bool = Field(False, description="seconds of films that go along count too")
    pictures: PictureLimits | None = Field(None, description="None: as the card says")
    first_frame_needed: bool = Field(False, description="it makes nothing from words alone")
    sound_needed: bool = Field(False, description="it needs a recording to move lips to")
    clip_needed: bool = Field(False, description="it goes on from, or changes, a film")
    mention: str = Field(
        "",
        description="how a prompt speaks of picture number n (i counts from 0) or of name, e.g. `<<<image_{n}>>>` or "
        "`@{name}`; empty: in plain words",
    )
    multi_shot_most: int = Field(0, ge=0, description="shots that one request may ask for; 0: one")
    multi_shot: str = Field(
        "",
        description="how a prompt leads in shot {n} of {seconds} s, e.g. `镜头{n}：`; empty: in plain words",
    )
    multi_shot_words: int = Field(
        0,
        ge=0,
        description="characters of each shot's own prompt, where each shot of a film has a prompt and whole seconds "
        "of its own; 0: the shots stand in the one prompt",
    )
    sees: bool = Field(default=False, description="a chat model that looks at pictures")
    inputs: tuple[InputField, ...] = Field(
        (), description="for an aggregator, which runs any model: how our words reach this one"
    )

    @model_validator(mode="after")
    def _inputs_are_known(self) -> ModelCard:
        known = {*INPUT_WORDS, *self.settings}
        unknown = [one.word for one in self.inputs if one.word not in known]
        if unknown:
            raise ValueError(f"{unknown[0]} is neither one of our words nor a setting")
        return self


class Card(Value):
    """A generator as the person sees it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    vendor: str = Field("", description="login and account it shares; empty: the card's id")
    module: str = Field("", description="module that speaks to it; empty: as its vendor")
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
    point_worth: Money | None = Field(
        None, description="what one of the vendor's points costs; None: points stay points"
    )
    pictures: PictureLimits = PictureLimits()
    options: tuple[Option, ...] = ()
    closed: str = Field(
        "",
        description="why the vendor's own service cannot be used any more; the card then serves only an "
        "address of the person's own",
    )
    closed_zh: str = ""
    good_at: str = Field("", description="one line for the table of generators")
    good_at_zh: str = ""
    key_page: str = Field("", description="where a person gets a key")
    key_hint: str = Field("", description="what the key looks like, e.g. AccessKey:SecretKey")

    def model(self, model_id: str) -> ModelCard | None:
        """The model's card; the first one for an empty id; None when unknown."""
        if not model_id:
            return self.models[0]
        return next((model for model in self.models if model.id == model_id), None)

    def media_of(self, model: ModelCard) -> tuple[Medium, ...]:
        """What a model of this card makes."""
        return model.media or self.media

    def pictures_of(self, model: ModelCard) -> PictureLimits:
        """What a model of this card accepts as a picture."""
        return model.pictures or self.pictures
