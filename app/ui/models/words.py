"""Keys in the person's words: sizes, angles, moves and transitions, states, generators' costs."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.script import Music
from app.domain.vocabulary import ANGLES, MOVES, SIZES, TRANSITIONS, Term
from app.domain.wording import N_
from app.ui.i18n import _, language, sentence
from app.ui.models.states import attempt_look, shot_look

TERMS: dict[str, dict[str, Term]] = {
    "size": SIZES,
    "angle": ANGLES,
    "move": MOVES,
    "transition": TRANSITIONS,
}

#: Moods that music is composed in.
MOODS: dict[str, str] = {
    "warm": N_("Warm"),
    "sad": N_("Sad"),
    "tense": N_("Tense"),
    "bright": N_("Bright"),
}


def word(kind: str, key: str) -> str:
    """The word for a key: a term of the trade, a state, or a marked text (`heading`)."""
    if kind in TERMS:
        term = TERMS[kind].get(key)
        if term is None:
            return key
        label = term.zh if language() == "zh" else term.en
        return label[:1].upper() + label[1:]
    if kind == "state":
        return _(shot_look(key).word)
    if kind == "attempt":
        return _(attempt_look(key).word)
    if kind == "reason":
        return sentence(key)
    return _(key)


def both(kind: str, key: str) -> tuple[str, str]:
    """The word in the person's language, and in the other one as its small companion."""
    term = TERMS[kind][key]
    english = term.en[:1].upper() + term.en[1:]
    return (term.zh, english) if language() == "zh" else (english, term.zh)


def seconds_words(frames: int, fps: int) -> str:
    """A length as people say it: `3.4`, and from a minute on `1:05.2`."""
    tenths = round(frames * 10 / fps)
    if tenths < 600:
        return f"{tenths // 10}.{tenths % 10}"
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def outdated_words(reasons: Sequence[str]) -> str:
    """`Outdated: the framing has changed.` in the person's language; empty without reasons."""
    if not reasons:
        return ""
    gap = "" if language() == "zh" else " "
    return _("Outdated: {reasons}").format(reasons=gap.join(sentence(one) for one in reasons))


def music_words(music: Music | None) -> str:
    """A music track's title: `Music · Warm` when it was composed here, otherwise the file's name."""
    if music is None:
        return ""
    mood = MOODS.get(music.name.partition(" ")[0])
    return _("Music · {name}").format(name=_(mood) if mood else music.name or _("untitled"))


#: What a reference is for.
ROLES: dict[str, str] = {
    "character": N_("Character"),
    "place": N_("Place"),
    "prop": N_("Prop"),
    "style": N_("Style"),
    "first_frame": N_("First frame"),
    "last_frame": N_("Last frame"),
    "clip": N_("Clip"),
    "sound": N_("Sound"),
}

#: What a generator makes.
MEDIA: dict[str, str] = {
    "video": N_("Video"),
    "picture": N_("Pictures"),
    "voice": N_("Voices"),
    "lips": N_("Lip-sync"),
    "text": N_("Text"),
}

#: Settings that several vendors have; others are shown by their own names.
_SETTINGS: dict[str, str] = {
    "watermark": N_("Vendor's watermark"),
    "sound": N_("Sound from the model"),
    "camera_fixed": N_("Fixed camera"),
    "service_tier": N_("Service tier"),
    "resolution": N_("Resolution"),
    "mode": N_("Mode"),
    "style": N_("Style"),
}


def role_words(role: str) -> str:
    """What a reference is for, in the person's language."""
    return _(ROLES[role]) if role in ROLES else role


def reference_words(role: str, name: str) -> str:
    """`Character 林夏`; a reference without a name is its role alone."""
    return f"{role_words(role)} {name}".strip()


def media_words(media: Sequence[str]) -> str:
    """`Video, Pictures` in the person's language."""
    gap = "、" if language() == "zh" else ", "
    return gap.join(_(MEDIA[one]) if one in MEDIA else one for one in media)


def setting_words(name: str) -> str:
    """A vendor's setting in words, or its own name."""
    return _(_SETTINGS[name]) if name in _SETTINGS else name


def value_words(value: object) -> str:
    """A setting's value: yes and no in the person's language, others as they are."""
    if isinstance(value, bool) or str(value).casefold() in ("true", "false"):
        return _("Yes") if str(value).casefold() == "true" else _("No")
    return sentence(str(value))
