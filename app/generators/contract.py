"""What every generator promises, and the frozen values that go in and come out.

Three kinds, told apart by their card: `LocalGenerator` draws on this machine, `RemoteGenerator` is asked
over HTTP, `HandOff` is a person. Answers are values, never exceptions: what a vendor says is kept in the
ledger. Rules behind the values (what is certain, what is in doubt): DESIGN §5.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import Field

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.entity import Value
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.login import Login

ResultRole = Literal["main", "last_frame", "first_frame", "cover", "sound", "extra"]
RemoteState = Literal[
    "queued", "running", "ready", "failed", "moderated", "expired", "cancelled", "gone"
]


class Part(Value):
    """One part of a multipart form: a plain value, or a file when `path` or `data` is set."""

    name: str
    value: str = ""
    path: Path | None = None
    data: bytes | None = Field(
        None, repr=False, description="a file that was made for this request and lies nowhere"
    )
    filename: str = ""
    content_type: str = "application/octet-stream"


class Request(Value):
    """One HTTP request, whole: what the send preview shows is what goes on the wire.

    Exactly one of `json_body`, `content` and `parts` is used; a signature is computed over `body()`.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    url: str
    headers: dict[str, str] = Field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    json_body: Any = None
    content: bytes | None = None
    parts: tuple[Part, ...] = ()
    answer_cap: int = Field(5_000_000, gt=0, description="most bytes of answer that are read")
    patience: float | None = Field(
        None,
        gt=0,
        description="seconds of silence allowed; None: as always. For answers made at once",
    )
    note: str = Field("", description="what this call is for, shown in the preview")

    def body(self) -> bytes:
        """The exact bytes sent; empty for a multipart form, which is streamed from its files."""
        if self.content is not None:
            return self.content
        if self.json_body is None:
            return b""
        return json.dumps(self.json_body, ensure_ascii=False, separators=(",", ":")).encode()


class Reply(Value):
    """A complete HTTP answer; header names are lower case."""

    status: int
    headers: dict[str, str] = Field(default_factory=dict)
    body: bytes = b""

    def object(self) -> dict[str, Any] | None:
        """The body as a JSON object; None when it is anything else."""
        try:
            parsed = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return parsed if isinstance(parsed, dict) else None


class NotSent(Value):
    """Certain: no byte of the request reached the vendor."""

    reason: str


class Lost(Value):
    """In doubt: the request may have arrived, its answer did not."""

    reason: str


Answer = Reply | NotSent | Lost


class Result(Value):
    """One file a job made: at an address, or in the answer itself (`data`)."""

    url: str = ""
    data: bytes | None = Field(None, repr=False)
    role: ResultRole = "main"
    suffix: str = Field(
        "", description="with the dot, when the vendor says; else taken from the bytes"
    )
    vendor_id: str = Field(
        "",
        description="how the vendor names this file; going on from it or moving its lips needs it",
    )


class Accepted(Value):
    """The vendor took the job and named it."""

    provider_id: str
    cost: Money | None = None
    expires_at: datetime | None = None
    note: str = Field("", description="what the vendor warned of")


class Answered(Value):
    """The vendor answered at once, with the results in the same reply."""

    results: tuple[Result, ...]
    provider_id: str = ""
    cost: Money | None = None


class Declined(Value):
    """Certain: the vendor did not take the job (never `unknown`; `not_sent` when nothing left here)."""

    refusal: Refusal
    retry_after: float | None = Field(
        None, ge=0, description="seconds the vendor asked for; for too_fast"
    )


class Doubtful(Value):
    """The job may or may not have been taken; only looking, or a person, can tell."""

    refusal: Refusal


Submission = Accepted | Answered | Declined | Doubtful


class Polled(Value):
    """What the vendor says about a job. `gone` means that it no longer knows it."""

    state: RemoteState
    progress: float | None = Field(None, ge=0, le=1)
    results: tuple[Result, ...] = ()
    cost: Money | None = None
    expires_at: datetime | None = None
    refusal: Refusal | None = None
    vendor_state: str = Field("", description="the vendor's own word")


class NoAnswer(Value):
    """A question that is free to repeat brought no usable answer."""

    refusal: Refusal
    retry_after: float | None = Field(None, ge=0)


class Candidate(Value):
    """A job found at the vendor that may be ours."""

    provider_id: str
    exact: bool = Field(
        description="token, tag or own id match: it is ours; else only its looks match"
    )
    created_at: datetime | None = None
    evidence: str = Field("", description="what matched, for the person who decides")
    preview_url: str = ""


class Found(Value):
    """The outcome of looking for a doubtful attempt."""

    candidates: tuple[Candidate, ...] = ()
    not_taken: Refusal | None = Field(
        None, description="set when the vendor said for certain that it did not take it"
    )


class KeyCheck(Value):
    """The answer to a free call that proves address and key."""

    good: bool
    message: str
    fix: str = ""


class MadeFile(Value):
    """A finished file on this disk."""

    path: Path
    role: ResultRole = "main"


class Made(Value):
    """What a local generator made."""

    files: tuple[MadeFile, ...]


@dataclass(frozen=True)
class Order:
    """One attempt as a vendor sees it. `inputs` maps a reference's SHA-256 to its file.

    The files already fit the card's picture limits; their suffix says their format.
    """

    recipe: Recipe
    token: str
    tag: str
    created_at: datetime
    inputs: Mapping[str, Path] = field(default_factory=dict)

    def file(self, reference: RecipeReference) -> Path:
        """The file of one of the recipe's references.

        Raises:
            BadInput: it is missing; names it.
        """
        found = self.inputs.get(reference.media.sha256)
        if found is None:
            raise BadInput(
                N_("The picture of {name} is missing.").format(name=reference.name),
                N_("Add it again in Cast, or take it off the shot."),
            )
        return found


@dataclass(frozen=True)
class Work:
    """What a local generator is given: a folder of its own, its inputs, a way to report and to be stopped.

    `report` takes 0..1; `cancelled` is asked often and answered at once.
    """

    folder: Path
    inputs: Mapping[str, Path]
    report: Callable[[float], None]
    cancelled: Callable[[], bool]


class Channel(Protocol):
    """One vendor's way to the network (`http.Channel` is the real one)."""

    @property
    def login(self) -> Login:
        """Address and key in force."""
        ...

    async def send(self, request: Request) -> Answer:
        """Send exactly once, whatever happens."""
        ...

    async def ask(self, request: Request, tries: int = 1) -> Answer:
        """Send a request that is free to repeat, up to `tries` times with back-off."""
        ...


class Generator(Protocol):
    """Anything that answers a recipe."""

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        ...


@runtime_checkable
class LocalGenerator(Protocol):
    """Draws on this machine, on the pool; nothing is paid."""

    @property
    def card(self) -> Card:
        """What it can do."""
        ...

    def make(self, recipe: Recipe, work: Work) -> Made:
        """Make the files in `work.folder`.

        Raises:
            Cancelled: `work.cancelled()` became true.
        """
        ...


@runtime_checkable
class RemoteGenerator(Protocol):
    """Asked over HTTP. Only `submit` may cost money; everything else is free to repeat."""

    @property
    def card(self) -> Card:
        """What it can do and what it costs."""
        ...

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Every request that `submit` would send, in order; names that only an upload gives are in <…>."""
        ...

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask once. Uploads before the paid call fail as `Declined(not_sent)`."""
        ...

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Look at a job."""
        ...

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Try to stop a job; answers with the state it is in afterwards."""
        ...

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Look for a job that may have been taken: by token, own id, tag, or by its looks in a list.

        A vendor with a documented client token may send the same token again here, inside its window.
        A blind vendor answers `Found()` without asking; the conductor never concludes from that.
        """
        ...

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Prove address and key by a call that costs nothing."""
        ...

    def result_headers(self, login: Login) -> dict[str, str]:
        """Headers for fetching results; sent to the vendor's own host only, never after a redirect."""
        ...


class Handed(Value):
    """What was laid out for a person: a folder, a text for the clipboard, and where to put the answer."""

    folder: Path
    text: str
    files: tuple[Path, ...]
    drop: Path = Field(description="put the result here")


@runtime_checkable
class HandOff(Protocol):
    """A person takes the question elsewhere and brings the answer back."""

    @property
    def card(self) -> Card:
        """What it is for."""
        ...

    def hand_over(self, recipe: Recipe, inputs: Mapping[str, Path], folder: Path) -> Handed:
        """Write everything that is needed into a new folder below `folder`."""
        ...
