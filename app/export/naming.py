"""File names of a season's deliveries from one pattern, such as `{title}_E{episode:02}_{platform}`.

A pattern holds text and fields in braces; `:02` gives a number leading zeros. What it makes is a name every system
takes: no separators, no reserved names, at most 180 bytes before the suffix.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import BadInput

#: What an export is called unless told otherwise.
DEFAULT = "{title}_E{episode:02}_{platform}"
#: Patterns that are offered; the first is the usual one.
PATTERNS = (
    DEFAULT,
    "{title}_E{episode:02}_{size}",
    "{title}_S{season:02}E{episode:02}_{preset}",
    "{title}_第{episode:02}集",
    "{episode:02}_{episode_title}",
    "{title}_E{episode:02}_P{part:02}_{platform}",
    "{date}_{title}_E{episode:02}_v{version}_{size}",
)
_FIELD = re.compile(r"\{([a-z_]+)(?::0?([1-9]))?\}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\.|$)", re.IGNORECASE)
_MOST_BYTES = 180


class Names(Value):
    """What a name can be made of."""

    title: str = ""
    episode_title: str = ""
    season: int = 1
    episode: int = 1
    part: int = 1
    parts: int = 1
    preset: str = ""
    platform: str = ""
    width: int = 0
    height: int = 0
    language: str = ""
    date: str = ""
    version: int = 1

    @property
    def fields(self) -> dict[str, str | int]:
        """Every field of a pattern with what it stands for here."""
        own = self.model_dump()
        return {
            **own,
            "size": f"{self.width}x{self.height}",
            "platform": self.platform or self.preset,
        }


#: Every field that a pattern may name.
FIELDS = tuple(sorted(Names().fields))


def problems(
    pattern: str, *, episodes: int = 1, presets: int = 1, parts: int = 1
) -> tuple[str, ...]:
    """Why a pattern would not do, in words; several files of one batch must not get one name."""
    named = [match.group(1) for match in _FIELD.finditer(pattern)]
    found = [
        N_("There is no field “{name}”.").format(name=name)
        for name in dict.fromkeys(named)
        if name not in FIELDS
    ]
    rest = _FIELD.sub("", pattern)
    if "{" in rest or "}" in rest:
        found.append(N_("A brace stands alone."))
    if not _FIELD.search(pattern) and not _clean(rest):
        found.append(N_("The name is empty."))
    if episodes > 1 and not {"episode", "episode_title"} & set(named):
        found.append(
            N_("Several episodes would get one name: add {field}.").format(field="{episode}")
        )
    if presets > 1 and not {"preset", "platform", "size"} & set(named):
        found.append(
            N_("Several presets would get one name: add {field}.").format(field="{platform}")
        )
    if parts > 1 and "part" not in named:
        found.append(N_("Several parts would get one name: add {field}.").format(field="{part}"))
    return tuple(found)


def name(pattern: str, names: Names) -> str:
    """The file name without its suffix.

    Raises:
        BadInput: the pattern would not do.
    """
    wrong = problems(pattern)
    if wrong:
        raise BadInput(wrong[0], N_("Correct the pattern of the names."))
    fields = names.fields

    def filled(match: re.Match[str]) -> str:
        value = fields[match.group(1)]
        digits = int(match.group(2) or 0)
        return f"{value:0{digits}d}" if isinstance(value, int) and digits else str(value)

    return _clean(_FIELD.sub(filled, pattern)) or "film"


def unique(wanted: Iterable[str]) -> tuple[str, ...]:
    """The same names; one that stands there already (whatever its capitals) gets ` (2)` and so on."""
    taken: set[str] = set()
    found: list[str] = []
    for plain in wanted:
        candidate, number = plain, 2
        while candidate.casefold() in taken:
            candidate, number = f"{plain} ({number})", number + 1
        taken.add(candidate.casefold())
        found.append(candidate)
    return tuple(found)


def _clean(text: str) -> str:
    """What every system takes as a file name."""
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Cs", "Co"})
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", plain))
    plain = re.sub(r"_{2,}", "_", plain)
    while len(plain.encode("utf-8")) > _MOST_BYTES:
        plain = plain[:-1]
    plain = plain.strip(" ._")
    return f"_{plain}" if _RESERVED.match(plain) else plain
