"""What a person should know after reading a script: numbers, headings, names and lengths that look wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.script import Diagnostic, ParsedEpisode, ParsedScene, Person
from app.domain.wording import N_
from app.screenplay.assembly import diagnostic
from app.screenplay.numerals import number_parts
from app.screenplay.source import has_cjk
from app.screenplay.speech import names_of_cast

#: A speech of this many Chinese characters runs for about half a minute.
LONG_SPEECH_CHARACTERS = 120
LONG_SPEECH_WORDS = 70


def check(
    episodes: Sequence[ParsedEpisode], people: Sequence[Person], found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """All diagnostics of a script, those of the parser among them, in the order of its lines."""
    every = list(found)
    every.extend(_episode_numbers(episodes))
    for episode in episodes:
        every.extend(_scene_numbers(episode))
        for scene in episode.scenes:
            every.extend(_scene(scene))
    every.extend(_similar_names(episodes, people))
    if not any(episode.scenes for episode in episodes):
        every.append(diagnostic("error", 0, "no-scenes", N_("No scene was found in this script.")))
    return tuple(sorted(every, key=lambda one: one.line))


def _episode_numbers(episodes: Sequence[ParsedEpisode]) -> Iterable[Diagnostic]:
    seen: set[int] = set()
    before: int | None = None
    for episode in episodes:
        line = episode.line or (episode.scenes[0].line if episode.scenes else 0)
        if episode.number in seen:
            yield diagnostic(
                "warning", line, "episode-repeated", N_("Episode {number} appears twice."),
                number=episode.number,
            )  # fmt: skip
        elif before is not None and episode.number != before + 1:
            yield diagnostic(
                "warning", line, "episode-gap", N_("Episode {number} follows episode {before}."),
                number=episode.number, before=before,
            )  # fmt: skip
        seen.add(episode.number)
        before = episode.number


def _scene_numbers(episode: ParsedEpisode) -> Iterable[Diagnostic]:
    seen: set[str] = set()
    before: int | None = None
    for scene in episode.scenes:
        if not scene.number:
            continue
        prefix, number, suffix = number_parts(scene.number)
        if prefix is not None and prefix != episode.number:
            yield diagnostic(
                "warning", scene.line, "scene-in-other-episode",
                N_("Scene {scene} stands in episode {episode}."),
                scene=scene.number, episode=episode.number,
            )  # fmt: skip
        if scene.number in seen:
            yield diagnostic(
                "warning", scene.line, "scene-repeated", N_("Scene {scene} appears twice."),
                scene=scene.number,
            )  # fmt: skip
        elif number is not None and before is not None and not suffix and number != before + 1:
            yield diagnostic(
                "warning", scene.line, "scene-gap",
                N_("Scene {scene} follows scene number {before} of this episode."),
                scene=scene.number, before=before,
            )  # fmt: skip
        seen.add(scene.number)
        before = before if number is None else number


def _scene(scene: ParsedScene) -> Iterable[Diagnostic]:
    if not scene.heading:
        yield diagnostic(
            "warning", scene.line, "scene-without-heading",
            N_("This scene has no heading: add its place and time of day."),
        )  # fmt: skip
    if not scene.cast:
        yield diagnostic(
            "info", scene.line, "scene-without-cast", N_("Nobody is named or speaks in this scene.")
        )
    if scene.heading and not scene.elements:
        yield diagnostic("warning", scene.line, "scene-empty", N_("Nothing happens in this scene."))
    for element in scene.elements:
        if not element.is_spoken:
            continue
        chinese = has_cjk(element.text)
        length = len(element.text) if chinese else len(element.text.split())
        if length > (LONG_SPEECH_CHARACTERS if chinese else LONG_SPEECH_WORDS):
            yield diagnostic(
                "warning", element.line, "long-speech",
                N_("A very long speech of {speaker}: consider dividing it."),
                speaker=element.speaker or element.extension,
            )  # fmt: skip


def _similar_names(
    episodes: Sequence[ParsedEpisode], people: Sequence[Person]
) -> Iterable[Diagnostic]:
    """Speakers on no list whose name is almost that of somebody else: 林下 for 林夏."""
    first_line: dict[str, int] = {}
    counts: Counter[str] = Counter()
    listed = {person.name for person in people}
    for episode in episodes:
        for scene in episode.scenes:
            for element in scene.elements:
                if element.type == "cast":
                    listed.update(names_of_cast(element.text))
                elif element.speaker:
                    counts[element.speaker] += 1
                    first_line.setdefault(element.speaker, element.line)
    known = dict.fromkeys([*listed, *counts])
    index = _Neighbours(known)
    for name, line in first_line.items():
        if name in listed or len(name) < 2:
            continue
        for other in index.of(name):
            if other in listed or counts[other] > counts[name]:
                yield diagnostic(
                    "warning", line, "similar-name",
                    N_("“{name}” is not in the character list; is “{other}” meant?"),
                    name=name, other=other,
                )  # fmt: skip
                break


class _Neighbours:
    """Finds names that sound alike or differ by one character, without comparing every pair."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for name in names:
            for key in self._keys(name):
                self._by_key.setdefault(key, []).append(name)

    def of(self, name: str) -> list[str]:
        """Other names that are nearly `name`."""
        found = {other: None for key in self._keys(name) for other in self._by_key.get(key, ())}
        return [other for other in found if other != name]

    @staticmethod
    def _keys(name: str) -> set[str]:
        folded = name.casefold()[:30]
        if has_cjk(name):
            # The surname must agree: 顾客甲 and 顾客乙 are two people, 许知遥 and 许知谣 are one.
            keys = {f"sound {_sound(folded)}"}
            if len(folded) == 2:
                return keys | {f"shape {folded[0]} {_sound(folded[1])}"}
            return keys
        if len(folded) < 4:
            return set()
        return {folded} | {folded[:at] + "?" + folded[at + 1 :] for at in range(1, len(folded))}


def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))
