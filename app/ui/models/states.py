"""States as a word, an icon and a colour, never a colour alone (reference ux §6)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.wording import N_


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown: its word (to be translated), icon meaning and colour token."""

    word: str
    icon: str
    tone: str


#: States of a shot on its card.
SHOT_STATES: dict[str, StateLook] = {
    "draft": StateLook(N_("Draft"), "state.draft", "muted"),
    "ready": StateLook(N_("Ready"), "state.ready", "text"),
    "waiting": StateLook(N_("Waiting"), "state.waiting", "waiting"),
    "running": StateLook(N_("Running"), "state.running", "accent"),
    "unknown": StateLook(N_("Unknown"), "state.unknown", "warn"),
    "refused": StateLook(N_("Refused"), "state.refused", "error"),
    "failed": StateLook(N_("Failed"), "state.failed", "error"),
    "new_take": StateLook(N_("New take"), "state.new", "accent"),
    "review": StateLook(N_("In review"), "state.review", "waiting"),
    "retake": StateLook(N_("Retake"), "state.retake", "warn"),
    "approved": StateLook(N_("Approved"), "state.approved", "ok"),
    "locked": StateLook(N_("Locked"), "state.locked", "ok"),
    "outdated": StateLook(N_("Outdated"), "state.outdated", "warn"),
    "omitted": StateLook(N_("Omitted"), "state.omitted", "muted"),
}

#: States of an attempt in the queue (DESIGN §5).
ATTEMPT_STATES: dict[str, StateLook] = {
    "planned": StateLook(N_("Planned"), "state.draft", "muted"),
    "reserved": StateLook(N_("Waiting"), "state.waiting", "waiting"),
    "submitting": StateLook(N_("Sending"), "state.running", "accent"),
    "accepted": StateLook(N_("In the vendor's queue"), "state.waiting", "waiting"),
    "running": StateLook(N_("Running"), "state.running", "accent"),
    "ready": StateLook(N_("Ready to fetch"), "state.ready", "accent"),
    "downloading": StateLook(N_("Fetching"), "state.running", "accent"),
    "verified": StateLook(N_("Checked"), "state.running", "accent"),
    "take": StateLook(N_("Done"), "state.done", "ok"),
    "rejected": StateLook(N_("Refused"), "state.refused", "error"),
    "unknown": StateLook(N_("Unknown"), "state.unknown", "warn"),
    "moderated": StateLook(N_("Refused by moderation"), "state.refused", "error"),
    "failed": StateLook(N_("Failed"), "state.failed", "error"),
    "expired": StateLook(N_("Result expired"), "state.failed", "error"),
    "cancelled": StateLook(N_("Cancelled"), "state.cancelled", "muted"),
}

_NEUTRAL = StateLook(N_("Draft"), "state.draft", "muted")


def shot_look(state: str) -> StateLook:
    """The look of a shot's state; an unknown one is shown as a draft."""
    return SHOT_STATES.get(state, _NEUTRAL)


def attempt_look(state: str) -> StateLook:
    """The look of an attempt's state."""
    return ATTEMPT_STATES.get(state, _NEUTRAL)
