"""One paid try at a generator: its states, what may follow what, and what an answer meant.

States and rules: DESIGN §5. The ledger stores attempts; `jobs.attempts` moves them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.caps import Cap
from app.domain.entity import Entity, Value
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.money import Money
from app.domain.recipes import Recipe

AttemptState = Literal[
    "planned", "reserved", "submitting", "accepted", "running", "ready", "downloading", "verified", "take",
    "rejected", "unknown", "moderated", "failed", "expired", "cancelled",
]  # fmt: skip

#: Nothing more will happen by itself.
FINAL: frozenset[str] = frozenset(
    {"take", "rejected", "moderated", "failed", "expired", "cancelled"}
)
#: A vendor holds (or may hold) a job for it.
IN_FLIGHT: frozenset[str] = frozenset(
    {"submitting", "accepted", "running", "ready", "downloading", "verified", "unknown"}
)
#: Only a person can go on from here.
NEEDS_PERSON: frozenset[str] = frozenset({"unknown", "moderated"})

FOLLOWS: dict[str, frozenset[str]] = {
    "planned": frozenset({"reserved", "cancelled"}),
    "reserved": frozenset({"submitting", "cancelled", "rejected"}),
    "submitting": frozenset(
        {"accepted", "reserved", "rejected", "moderated", "unknown", "failed", "ready"}
    ),
    "unknown": frozenset({"accepted", "running", "ready", "rejected", "cancelled", "failed"}),
    "accepted": frozenset({"running", "ready", "moderated", "failed", "expired", "cancelled"}),
    "running": frozenset({"ready", "moderated", "failed", "expired", "cancelled"}),
    "ready": frozenset({"downloading", "expired", "failed"}),
    "downloading": frozenset({"verified", "ready", "expired", "failed"}),
    "verified": frozenset({"take", "ready"}),
    "take": frozenset(),
    "rejected": frozenset(),
    "moderated": frozenset(),
    "failed": frozenset(),
    "expired": frozenset(),
    "cancelled": frozenset(),
}

RefusalClass = Literal[
    "not_sent", "parameter", "auth", "balance", "policy", "too_fast", "unknown", "moderated_input",
    "moderated_output", "failed", "expired",
]  # fmt: skip
Billed = Literal["yes", "no", "unknown"]


class Refusal(Value):
    """Why an attempt did not become a take, in plain words, with the vendor's own code kept."""

    kind: RefusalClass
    message: str = Field(description="what happened, one sentence")
    fix: str = Field("", description="what to change, one sentence")
    code: str = Field("", description="the vendor's code, verbatim")
    billed: Billed = "unknown"
    medium: Literal["", "text", "image", "video", "audio"] = ""
    detail: str = Field("", description="raw vendor text, redacted; shown on request only")


class Chain(Value):
    """Who is asked next when an attempt comes to nothing, in this order; compiled for each generator."""

    recipes: tuple[Recipe, ...] = ()
    wait_seconds: float = Field(
        0.0, ge=0, description="longest silence before the next is asked; 0: any silence is borne"
    )
    while_billed: bool = Field(
        default=False, description="the next may start while the one before may still be billed"
    )
    caps: tuple[Cap, ...] = Field((), description="those under which the person sent it")


class Attempt(Entity):
    """The row that exists before a byte is sent."""

    id: AttemptId
    shot_id: ShotId
    generator: str
    model: str = ""
    recipe: Recipe
    fingerprint: str
    token: str = Field(
        description="minted with the row; the vendor's client token where it has one"
    )
    tag: str = Field(description="minted with the row; echoed by the vendor where it can")
    state: AttemptState = "planned"
    sequence: int = Field(0, ge=0, description="order of creation; never a clock")
    batch: str = ""
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None = None
    provider_id: str = ""
    estimate: Money | None = None
    cost: Money | None = Field(
        None, description="as the vendor reported it, or the estimate when billed silently"
    )
    progress: float | None = Field(None, ge=0, le=1)
    expires_at: datetime | None = Field(None, description="when the vendor deletes the result")
    result_url: str = ""
    result_id: str = Field("", description="how the vendor calls the result, to go on from it")
    refusal: Refusal | None = None
    take_id: TakeId | None = None
    polls: int = 0
    chain: Chain | None = Field(None, description="who is asked next; None: nobody")
    fallback_of: AttemptId | None = Field(None, description="the attempt whose place it took")
    followed_by: AttemptId | None = Field(None, description="the attempt that took its place")

    @property
    def is_final(self) -> bool:
        """True when nothing more will happen by itself."""
        return self.state in FINAL

    @property
    def needs_person(self) -> bool:
        """True while a person has to decide before it can go on."""
        return self.state == "unknown"


class AttemptEvent(Value):
    """One step in an attempt's story, append-only."""

    attempt_id: AttemptId
    sequence: int
    at: datetime
    state: AttemptState
    note: str = ""


def gives_way(attempt: Attempt) -> bool:
    """True when an attempt is over, somebody else may be asked instead, and nobody was yet.

    What was billed, or may have been, gives way only where its chain allows paying twice; what a person
    cancelled never does.
    """
    chain = attempt.chain
    if chain is None or not chain.recipes or attempt.followed_by is not None:
        return False
    if attempt.state == "rejected":
        return True
    if attempt.state not in ("moderated", "failed", "expired"):
        return False
    return chain.while_billed or (attempt.refusal is not None and attempt.refusal.billed == "no")


def may_follow(state: AttemptState, following: AttemptState) -> bool:
    """True when an attempt in `state` may move to `following`; staying is always allowed."""
    return state == following or following in FOLLOWS[state]
