"""Kinds of delivery in words: what group each belongs to, what it takes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from PySide6.QtCore import QDate, QLocale

from app.domain.wording import N_
from app.planning.spelling import key_of
from app.ui.i18n import _, file_size, language, locale, span

Group = Literal["master", "cn", "intl", "review"]
Confidence = Literal["", "high", "medium", "low"]

#: What the shipped presets are called; others are called as their files say.
TITLES: dict[str, str] = {
    "master-9x16": N_("Vertical master"),
    "master-16x9": N_("Landscape master"),
    "master-1x1": N_("Square master"),
    "review": N_("Review copy"),
    "douyin": N_("Douyin"),
    "kuaishou": N_("Kuaishou"),
    "hongguo": N_("Hongguo"),
    "channels": N_("WeChat Channels"),
    "bilibili": N_("Bilibili, upright"),
    "bilibili-wide": N_("Bilibili, wide"),
    "xiaohongshu": N_("Xiaohongshu"),
    "youtube": N_("YouTube, wide"),
    "shorts": N_("YouTube Shorts"),
    "tiktok": N_("TikTok"),
    "instagram": N_("Instagram Reels"),
    "facebook": N_("Facebook Reels"),
    "reelshort": N_("ReelShort, DramaBox and the like"),
}
GROUPS: dict[Group, str] = {
    "master": N_("Masters"),
    "cn": N_("China"),
    "intl": N_("International"),
    "review": N_("Review"),
}
CONFIDENCE: dict[Confidence, str] = {
    "high": N_("From the platform's own pages"),
    "medium": N_("From programs that upload there"),
    "low": N_("From third parties: look again before you upload"),
    "": N_("Our own choice"),
}
CODECS: dict[str, str] = {
    "h264": "H.264",
    "hevc": "HEVC",
    "prores": "ProRes",
    "png": N_("Numbered pictures"),
}


class TextsLike(Protocol):
    """How many characters a platform takes."""

    @property
    def title(self) -> int | None:
        """Most of the title."""
        ...

    @property
    def title_min(self) -> int | None:
        """Least of the title."""
        ...

    @property
    def description(self) -> int | None:
        """Most of the description."""
        ...

    @property
    def tags(self) -> int | None:
        """Most tags."""
        ...

    @property
    def half_width(self) -> bool:
        """Whether ASCII counts a half."""
        ...

    def count(self, text: str) -> float:
        """The length of a text as the platform counts it."""
        ...


class PresetLike(Protocol):
    """What the page needs of `export.presets.Preset`."""

    @property
    def id(self) -> str:
        """Its key."""
        ...

    @property
    def title(self) -> str:
        """As its file says."""
        ...

    @property
    def platform(self) -> str:
        """Name of the platform; empty for masters."""
        ...

    @property
    def region(self) -> str:
        """cn, intl or nothing."""
        ...

    @property
    def confidence(self) -> Confidence:
        """How sure the limits are."""
        ...

    @property
    def checked_on(self) -> date:
        """When."""
        ...

    @property
    def source(self) -> str:
        """Where from."""
        ...

    @property
    def codec(self) -> str:
        """The picture's."""
        ...

    @property
    def loudness(self) -> float:
        """LUFS."""
        ...

    @property
    def min_seconds(self) -> float | None:
        """Least length."""
        ...

    @property
    def max_seconds(self) -> float | None:
        """Most length."""
        ...

    @property
    def max_bytes(self) -> int | None:
        """Most size."""
        ...

    @property
    def rates(self) -> tuple[int, ...]:
        """Frames a second it takes."""
        ...

    @property
    def texts(self) -> TextsLike:
        """Counting of words."""
        ...

    @property
    def filing(self) -> bool:
        """Works need a filing or licence number there."""
        ...


@dataclass(frozen=True)
class PresetRow:
    """One preset as the list shows it."""

    key: str
    group: Group
    title: str
    size: tuple[int, int]
    facts: str
    confidence: Confidence
    checked: str
    search: str
    fits: bool
    preset: PresetLike


def title_of(preset: PresetLike) -> str:
    """What a preset is called in the person's language."""
    return _(TITLES[preset.id]) if preset.id in TITLES else preset.title


def group_of(preset: PresetLike) -> Group:
    """Which heading it stands under."""
    if preset.region == "cn":
        return "cn"
    if preset.region == "intl":
        return "intl"
    return "review" if preset.id.startswith("review") else "master"


def row_of(preset: PresetLike, size: tuple[int, int], *, fits: bool) -> PresetRow:
    """The row of a preset for a delivery of `size` pixels."""
    facts = [f"{size[0]} × {size[1]}"]
    if preset.codec != "h264":
        facts.append(_(CODECS.get(preset.codec, preset.codec)))
    if preset.max_seconds is not None:
        facts.append(f"≤ {span_short(preset.max_seconds)}")
    if not fits:
        facts.append(_("other shape"))
    title = title_of(preset)
    names = f"{title} {preset.platform} {preset.id} {preset.title}"
    return PresetRow(
        key=preset.id,
        group=group_of(preset),
        title=title,
        size=size,
        facts="   ".join(facts),
        confidence=preset.confidence,
        checked=day(preset.checked_on),
        search=key_of(names),
        fits=fits,
        preset=preset,
    )


def limits(preset: PresetLike) -> list[tuple[str, str]]:
    """What the platform takes, as pairs of a name and a value; unknown limits are left out."""
    found = []
    if preset.min_seconds is not None or preset.max_seconds is not None:
        found.append((_("Length"), _between(preset.min_seconds, preset.max_seconds)))
    if preset.max_bytes is not None:
        found.append((_("File size"), _("up to {size}").format(size=file_size(preset.max_bytes))))
    if preset.rates:
        found.append((_("Frames a second"), ", ".join(str(rate) for rate in preset.rates)))
    found.append((_("Loudness"), f"{preset.loudness:g} LUFS"))
    return found


def _between(least: float | None, most: float | None) -> str:
    if least is None:
        return _("up to {time}").format(time=span_short(most or 0))
    if most is None:
        return _("from {time}").format(time=span_short(least))
    return _("{least} to {most}").format(least=span_short(least), most=span_short(most))


def span_short(seconds: float) -> str:
    """A limit in whole units: `15 min`, `90 s`, `12 h`."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return _("{n} h").format(n=int(seconds // 3600))
    if seconds >= 120 and seconds % 60 == 0:
        return _("{n} min").format(n=int(seconds // 60))
    return span(seconds) if seconds >= 120 else _("{s} s").format(s=f"{seconds:g}")


def day(when: date) -> str:
    """A date as the language writes it."""
    written = QDate(when.year, when.month, when.day)
    if language() == "zh":
        return locale().toString(written, "yyyy-MM-dd")
    return locale().toString(written, QLocale.FormatType.ShortFormat)
