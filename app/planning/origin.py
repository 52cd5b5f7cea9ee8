"""The fingerprint of a proposal: which moment it stands for, and a digest of every field it proposed.

Because each field has its own digest, a later run can tell what the *breakdown* changed its mind about
from what a *person* changed by hand, without storing the old proposal.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from app.domain.shots import ProposedShot

#: Fields a breakdown decides; `number` stays with the shot and is not among them.
FIELDS: Final = (
    "size", "angle", "move", "action", "subjects", "lines", "covers", "length", "transition",
)  # fmt: skip

_VERSION: Final = "b1"


def anchor(scene_id: str, role: str, element_id: str, part: int) -> str:
    """The digest of the moment a shot stands for; unaffected by how it is framed or worded."""
    return _digest(f"{scene_id}|{role}|{element_id}|{part}", 6)


def seal(proposal: ProposedShot, anchored: str) -> ProposedShot:
    """The proposal with its origin: anchor and one digest a field."""
    digests = ".".join(field_digest(proposal, name) for name in FIELDS)
    return proposal.model_copy(update={"origin": f"{_VERSION}:{anchored}:{digests}"})


def field_digest(proposal: ProposedShot, name: str) -> str:
    """The digest of one field of a proposal."""
    return _digest(repr(proposal.model_dump(mode="json", include={name})), 3)


def anchor_of(origin: str) -> str:
    """The anchor within an origin; empty when the shot was made by hand."""
    parts = origin.split(":")
    return parts[1] if len(parts) == 3 and parts[0] == _VERSION else ""


def digests_of(origin: str) -> dict[str, str]:
    """The digest of each field as it was proposed; empty when the shot was made by hand."""
    parts = origin.split(":")
    if len(parts) != 3 or parts[0] != _VERSION:
        return {}
    return dict(zip(FIELDS, parts[2].split("."), strict=False))


def _digest(text: str, size: int) -> str:
    return blake2b(text.encode(), digest_size=size).hexdigest()
