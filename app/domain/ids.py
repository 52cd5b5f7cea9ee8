"""Names of rows: short random strings with a readable prefix, unique across projects and machines."""

from __future__ import annotations

import secrets
from typing import NewType

ProjectId = NewType("ProjectId", str)
EpisodeId = NewType("EpisodeId", str)
SceneId = NewType("SceneId", str)
ElementId = NewType("ElementId", str)
CastId = NewType("CastId", str)
LookId = NewType("LookId", str)
ShotId = NewType("ShotId", str)
TakeId = NewType("TakeId", str)
VoiceTakeId = NewType("VoiceTakeId", str)
AttemptId = NewType("AttemptId", str)
DeliveryId = NewType("DeliveryId", str)
NoteId = NewType("NoteId", str)

# No vowels and no look-alikes: an id read over the phone is not mistaken and never spells a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def mint(prefix: str, length: int = 12) -> str:
    """A new id such as `shot_7k2m…`; 12 letters of 27 are 57 bits, enough for millions of rows."""
    return f"{prefix}_" + "".join(secrets.choice(_ALPHABET) for _ in range(length))
