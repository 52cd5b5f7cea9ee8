"""Chinese short-drama scripts: text to a Screenplay and back.

There is no standard; the shapes are those in use. Every line ends up as a header, a heading, an element or
front matter, and what could not be placed is also reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.script import Screenplay
from app.domain.wording import N_
from app.screenplay.assembly import Assembly
from app.screenplay.checks import check
from app.screenplay.chinese_lines import Read, read_line
from app.screenplay.chinese_writing import write
from app.screenplay.directives import Part
from app.screenplay.front_matter import front_lines, read_front
from app.screenplay.headings import Heading, words_of_heading
from app.screenplay.numerals import number_parts
from app.screenplay.source import Folded, SourceLine, fold, lines_of
from app.screenplay.vocabulary import INT_EXT, TIMES

__all__ = ["parse", "write"]


def parse(text: str) -> Screenplay:
    """Read a Chinese script; never raises, whatever the text."""
    lines = lines_of(text)
    reads = [read_line(line.text) for line in lines]
    begin = body_start(lines, reads)
    flow = _Flow(reads)
    for line, read in zip(lines[begin:], reads[begin:], strict=True):
        flow.take(line, read)
    flow.flush()
    front_matter, episodes = flow.assembly.finish(text)
    front = read_front(front_matter)
    return Screenplay(
        format="chinese",
        title=front.title,
        fields=front.fields,
        front_matter=front_matter,
        people=front.people,
        episodes=episodes,
        diagnostics=check(episodes, front.people, flow.assembly.diagnostics),
    )


def body_start(lines: Sequence[SourceLine], reads: Sequence[Read]) -> int:
    """Index of the line where the first episode begins; everything before is front matter."""
    strong = {"episode", "scene", "action"}
    first = next((at for at, read in enumerate(reads) if read.kind in strong), None)
    if not has_headings(reads):
        label = next((at for at, read in enumerate(reads) if opens_scene(read)), None)
        candidates = [at for at in (first, label) if at is not None]
        first = min(candidates) if candidates else None
    return front_lines(lines) if first is None else first


def has_headings(reads: Sequence[Read]) -> bool:
    """True when the script has episode headers or headings of its own; else labels may open scenes."""
    return any(read.kind in {"episode", "scene"} for read in reads)


def opens_scene(read: Read) -> bool:
    """True for a labelled line that can begin a scene in a script without headings: 时间：夜, 地点：客厅."""
    if read.kind != "label":
        return False
    value = _value(read)
    return bool(value) and (read.label == "place" or (read.label == "time" and value in TIMES))


def _value(read: Read) -> str:
    return fold(read.parts[0].text).partition(":")[2].strip()


class _Flow:
    """Gives each line its meaning from what stands around it."""

    def __init__(self, reads: Sequence[Read]) -> None:
        self.assembly = Assembly()
        self._explicit = [read.episode for read in reads if read.episode]
        self._labels_open = not has_headings(reads)
        numbers = [number_parts(read.heading.number)[0] for read in reads if read.heading]
        self._first = next((number for number in numbers if number is not None), 1)
        self._header_open = False
        self._cue: tuple[Part, int] | None = None

    def take(self, line: SourceLine, read: Read) -> None:
        """Place one line."""
        if read.kind == "blank":
            return
        if read.kind == "prose" and self._cue:
            self._speak(line, read)
            return
        self.flush()
        if read.episode:
            self._header_open = False
            self.assembly.open_episode(
                read.episode.number, read.episode.title, line.number, line.start
            )
            return
        if read.heading:
            self._open_scene(line, read.heading)
            return
        self._ensure_episode(line)
        if read.kind == "label":
            self._label(line, read)
            return
        if read.kind == "cue":
            self._header_open = False
            self._cue = (read.parts[0], line.number)
            return
        self._header_open = self._header_open and read.kind == "cast"
        for part in read.parts:
            self.assembly.add(part, line.number)
        self._report(line, read)

    def flush(self) -> None:
        """Give up waiting for the words of a speaker who stands alone on a line."""
        if self._cue is None:
            return
        part, number = self._cue
        self._cue = None
        self.assembly.add(part, number)
        self.assembly.tell(
            "warning", number, "cue-without-words", N_("“{speaker}” is given nothing to say."),
            speaker=part.speaker,
        )  # fmt: skip

    def _speak(self, line: SourceLine, read: Read) -> None:
        if self._cue is None:
            return
        part, number = self._cue
        words = read.parts[0].text
        if (
            fold(line.text).startswith("(")
            and not part.parenthetical
            and words != line.text.strip()
        ):
            self._cue = (part._replace(parenthetical=words), number)
            return
        self._cue = None
        self.assembly.add(part._replace(text=words), number)

    def _ensure_episode(self, line: SourceLine) -> None:
        """Open an episode for content that has no header above it."""
        if self.assembly.episodes:
            return
        number = self._first
        if self._explicit and number == self._explicit[0].number:
            number = max(number - 1, 0)
        self.assembly.open_episode(number, "", 0, line.start)

    def _open_scene(self, line: SourceLine, heading: Heading) -> None:
        scene = self.assembly.scene
        continues = self._header_open and scene and not scene.elements and not scene.heading.text
        if continues and scene and not heading.number and not fold(line.text).startswith("【"):
            scene.heading = heading._replace(number=scene.heading.number)
            return
        self._ensure_episode(line)
        number = number_parts(heading.number)[0]
        episode = self.assembly.episodes[-1]
        if not self._explicit and number is not None and number != episode.number:
            self.assembly.open_episode(number, "", 0, line.start)
        self.assembly.open_scene(heading, line.number)
        self._header_open = True

    def _label(self, line: SourceLine, read: Read) -> None:
        """A labelled line joins the heading above it, opens a scene, or is kept as a note."""
        value = _value(read)
        scene = self.assembly.scene
        if self._header_open and scene and _joins(read.label, value):
            text = f"{scene.heading.text} {_raw_value(line)}".strip()
            if value not in scene.heading.text.split():
                number = scene.heading.number
                scene.heading = words_of_heading(Folded(text))._replace(number=number)
        elif self._labels_open and opens_scene(read):
            self.assembly.open_scene(words_of_heading(Folded(_raw_value(line))), line.number)
            self._header_open = True
        else:
            self.assembly.add(read.parts[0], line.number)

    def _report(self, line: SourceLine, read: Read) -> None:
        if read.kind == "unclosed":
            self.assembly.tell(
                "warning", line.number, "unclosed-bracket",
                N_("A bracket 【 is not closed on this line; the line is kept as action."),
            )  # fmt: skip
        elif read.kind == "unplaced" or any(part.type == "other" for part in read.parts):
            self.assembly.tell(
                "info", line.number, "unplaced",
                N_("This line could not be placed: “{text}”. It is kept as it is."),
                text=read.parts[0].text[:40],
            )  # fmt: skip


def _joins(label: str, value: str) -> bool:
    if label == "time":
        return value in TIMES
    if label == "int_ext":
        return all(part in INT_EXT for part in value.split("/"))
    return label == "place" and bool(value)


def _raw_value(line: SourceLine) -> str:
    folded = Folded(line.text)
    return folded.cut(folded.text.index(":") + 1)
