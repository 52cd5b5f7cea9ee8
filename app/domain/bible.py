"""What is written down about someone or something, field by field, so that every prompt says the same.

Which fields an entry has follows from its kind (reference prompts §1 and §3); the others stay empty.
"""

from __future__ import annotations

from typing import Final, Literal

from app.domain.entity import Value
from app.domain.wording import N_

BibleField = Literal[
    "face", "hair", "build", "skin", "marks", "manner", "props", "voice", "never", "geography", "light",
    "palette", "look", "lens", "negative", "make",
]  # fmt: skip


class Bible(Value):
    """The full description of an entry; a field is a phrase, without the entry's name."""

    face: str = ""
    hair: str = ""
    build: str = ""
    skin: str = ""
    marks: str = ""
    manner: str = ""
    props: str = ""
    voice: str = ""
    never: str = ""
    geography: str = ""
    light: str = ""
    palette: str = ""
    look: str = ""
    lens: str = ""
    negative: str = ""
    make: str = ""

    def text(self, field: BibleField) -> str:
        """One field without the blanks and stops around it."""
        written: str = getattr(self, field)
        return written.strip(" \n\t。.，,；;")


#: The fields of each kind, in the order in which they are shown and told. Keys are `CastKind`.
BIBLE_FIELDS: Final[dict[str, tuple[BibleField, ...]]] = {
    "character": (
        "face", "hair", "build", "skin", "marks", "props", "manner", "voice", "never",
    ),
    "place": ("geography", "light", "palette", "marks", "never"),
    "prop": ("make", "palette", "marks", "never"),
    "style": ("look", "lens", "light", "palette", "negative"),
}  # fmt: skip

#: What a camera can see of each kind, in the order of the identity block; manner and voice are heard or acted.
SEEN_FIELDS: Final[dict[str, tuple[BibleField, ...]]] = {
    "character": ("face", "hair", "build", "skin", "marks", "props"),
    "place": ("geography", "palette", "marks"),
    "prop": ("make", "palette", "marks"),
    "style": ("look", "lens", "light", "palette"),
}

BIBLE_WORDS: Final[dict[BibleField, str]] = {
    "face": N_("Face"),
    "hair": N_("Hair"),
    "build": N_("Build"),
    "skin": N_("Skin"),
    "marks": N_("Marks"),
    "manner": N_("Manner"),
    "props": N_("Signature props"),
    "voice": N_("Voice in words"),
    "never": N_("Never"),
    "geography": N_("Geography"),
    "light": N_("Light"),
    "palette": N_("Palette"),
    "look": N_("Look of the picture"),
    "lens": N_("Lens"),
    "negative": N_("Not wanted"),
    "make": N_("Shape and material"),
}
