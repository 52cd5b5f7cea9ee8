"""The words of columns: states, kinds and severities, marked here and translated by the output."""

from __future__ import annotations

from app.domain.attempts import AttemptState
from app.domain.caps import CapScope
from app.domain.cards import Card
from app.domain.cast import CastKind
from app.domain.recipes import Medium
from app.domain.script import Severity
from app.domain.wording import N_
from app.studio.studio import KeyState

STATES: dict[AttemptState, str] = {
    "planned": N_("Planned"),
    "reserved": N_("Waiting"),
    "submitting": N_("Sending"),
    "accepted": N_("In the vendor's queue"),
    "running": N_("Running"),
    "ready": N_("Ready to fetch"),
    "downloading": N_("Fetching"),
    "verified": N_("Checked"),
    "take": N_("Done"),
    "rejected": N_("Refused"),
    "unknown": N_("Unknown"),
    "moderated": N_("Refused by moderation"),
    "failed": N_("Failed"),
    "expired": N_("Result expired"),
    "cancelled": N_("Cancelled"),
}

CAPS: dict[CapScope, str] = {
    "project": N_("project"),
    "day": N_("today"),
    "generator": N_("generator"),
    "batch": N_("these shots"),
}

MEDIA: dict[Medium, str] = {
    "video": N_("video"),
    "picture": N_("picture"),
    "voice": N_("voice"),
    "lips": N_("lip-sync"),
    "text": N_("text"),
}

UNITS: dict[str, str] = {
    "second": N_("a second"),
    "piece": N_("each"),
    "million_tokens": N_("per million tokens"),
    "thousand_characters": N_("per thousand characters"),
    "picture": N_("for each picture that goes along"),
}

CAST_KINDS: dict[CastKind, str] = {
    "character": N_("Character"),
    "place": N_("Place"),
    "prop": N_("Prop"),
    "style": N_("Style"),
}

CARD_KINDS: dict[str, str] = {
    "offline": N_("On this machine, free"),
    "local": N_("Your own server"),
    "remote": N_("Paid service"),
    "person": N_("By hand"),
}

KEY_STATES: dict[KeyState, str] = {
    "not needed": N_("not needed"),
    "environment": N_("from the environment"),
    "keyring": N_("in the keyring"),
    "session": N_("until you quit"),
    "missing": N_("missing"),
}

SEVERITIES: dict[Severity, str] = {
    "error": N_("error"),
    "warning": N_("warning"),
    "info": N_("note"),
}

#: How a severity looks on a terminal that has colours.
STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "dim"}


def variable(card: Card) -> str:
    """The environment variable that holds a generator's key."""
    return f"FENJING_{(card.vendor or card.id).upper().replace('-', '_')}_KEY"
