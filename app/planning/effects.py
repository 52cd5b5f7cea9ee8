"""What happens in the air of a shot, read from its words; keys as in `domain.recipes.Picture.effects`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from app.domain.script import Element, Scene

_SIGNS: Final = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        ("rain", r"(?:下|落|大|暴|冒)雨|雨(?:水|夜|幕|丝|忽然|落|中|里|声)|\brain(?:s|ing|y)?\b|\bdownpour\b"),
        ("snow", r"下雪|雪花|大雪|风雪|飘雪|\bsnow(?:s|ing|fall)?\b"),
        ("fire", r"起火|火光|火焰|失火|燃烧|着火|大火|\bfire\b|\bflames?\b|\bburns?\b|\bburning\b"),
        ("smoke", r"烟雾|浓烟|冒烟|青烟|\bsmoke\b"),
        ("fog", r"大雾|雾气|薄雾|起雾|\bfog(?:gy)?\b|\bmist\b"),
        ("wind", r"大风|狂风|风吹|起风|\bwind(?:y)?\b"),
        ("lightning", r"闪电|雷鸣|打雷|电闪|\blightning\b|\bthunder\b"),
        ("glow", r"灯[^，。]{0,4}亮|[暖金]光|发光|光芒|光从|\bglow\w*\b|\blights? (?:up|come|wake)|\bflicker\w*\b"),
        ("dark", r"熄灭|黑暗|停电|一片漆黑|又灭|\bgo(?:es)? out\b|\bdarkness\b|\bblackout\b"),
        ("shake", r"摇晃|震动|晃动|坍塌|塌|地震|\bshak(?:es|ing)\b|\bquake\b|\btrembl\w+\b"),
    )
)  # fmt: skip
_NOT_RAINING = re.compile(r"没有下雨|没下雨|雨停|不下雨|no rain|rain (?:has )?stopp", re.IGNORECASE)


def read(action: str, scene: Scene, covered: Iterable[Element]) -> tuple[str, ...]:
    """Effects of one shot: from its action, from effect lines and subtitles it covers, from a rainy heading."""
    elements = tuple(covered)
    shown = [
        element.text for element in elements if element.type in ("action", "effect", "shot_hint")
    ]
    text = _NOT_RAINING.sub("", " ".join((action, *shown, scene.time)))
    found = [key for key, pattern in _SIGNS if pattern.search(text)]
    if scene.flashback:
        found.append("flashback")
    titles = [
        element.text.strip() for element in elements if element.type in ("subtitle", "centered")
    ]
    return (*found, *(f"subtitle: {title}" for title in titles if title))
