"""An episode's text as the page needs it: what each line is, where scenes begin, what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.script import Diagnostic, Episode, ParsedScene
from app.planning import pacing
from app.screenplay import marking, reading


@dataclass(frozen=True)
class SceneSpan:
    """One scene in the text: 0-based first line, first line after it, and the scene as read."""

    first: int
    end: int
    scene: ParsedScene


@dataclass(frozen=True)
class TextReading:
    """One reading of an episode's text; `marks` has one per line."""

    text: str
    marks: tuple[marking.LineMark, ...]
    spans: tuple[SceneSpan, ...]
    diagnostics: tuple[Diagnostic, ...]

    def span_at(self, line: int) -> int:
        """The index of the scene that holds a 0-based line; -1 before the first."""
        found = -1
        for index, span in enumerate(self.spans):
            if span.first > line:
                break
            found = index
        return found

    def warnings_in(self, index: int) -> tuple[Diagnostic, ...]:
        """What the person should know about one scene."""
        span = self.spans[index]
        return tuple(
            note
            for note in self.diagnostics
            if span.first < note.line <= span.end and note.severity != "info"
        )


def read_episode(episode: Episode, text: str) -> TextReading:
    """Read the text of one episode; lines count from the text's own start."""
    screenplay = reading.read_text(text, format=episode.format)
    scenes = [scene for parsed in screenplay.episodes for scene in parsed.scenes if scene.line > 0]
    last = text.count("\n") + 1
    firsts = [scene.line - 1 for scene in scenes]
    ends = [*firsts[1:], last] if firsts else []
    spans = tuple(
        SceneSpan(first, end, scene) for first, end, scene in zip(firsts, ends, scenes, strict=True)
    )
    return TextReading(text, marking.mark(text, episode.format), spans, screenplay.diagnostics)


def move_scene(text: str, spans: tuple[SceneSpan, ...], index: int, step: int) -> tuple[str, int]:
    """The text with one scene moved by `step` places, and the line it begins at then; unchanged at the ends."""
    target = index + step
    if not (0 <= index < len(spans) and 0 <= target < len(spans)) or step == 0:
        return text, spans[index].first if 0 <= index < len(spans) else 0
    lines = text.split("\n")
    head = lines[: spans[0].first]
    blocks = [lines[span.first : span.end] for span in spans]
    if blocks and (blocks[-1][-1:] != [""]):
        blocks[-1] = [*blocks[-1], ""]
        trimmed = True
    else:
        trimmed = False
    blocks.insert(target, blocks.pop(index))
    moved = head + [line for block in blocks for line in block]
    if trimmed and moved and moved[-1] == "":
        moved.pop()
    first = len(head) + sum(len(block) for block in blocks[:target])
    return "\n".join(moved), first


def scene_seconds(scene: ParsedScene) -> float:
    """About how long a scene plays: its lines spoken and its actions shown."""
    spoken = sum(
        pacing.speech_seconds(element.text) for element in scene.elements if element.is_spoken
    )
    shown = sum(
        pacing.action_seconds(element.text)
        for element in scene.elements
        if element.type == "action"
    )
    return spoken + shown


def word_count(text: str) -> int:
    """Chinese characters and Latin words together, as writers count."""
    count, inside = 0, False
    for char in text:
        if "㐀" <= char <= "鿿":
            count, inside = count + 1, False
        elif char.isalnum():
            count, inside = count + (0 if inside else 1), True
        else:
            inside = False
    return count
