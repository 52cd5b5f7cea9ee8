"""Fountain: text to a Screenplay and back. Source: fountain.io/syntax, and what its reference tests agree on.

Chinese is at home in it: `@名字`, `.场景`, `# 第1集`, and directions such as `!【字幕：三年前】`.
Emphasis marks stay in the text; a section keeps its marks (they are its depth); a boneyard is an element
of type `other` whose text is the boneyard with its marks.
"""

from __future__ import annotations

from app.domain.script import ElementType, Screenplay
from app.domain.wording import N_
from app.screenplay.asides import Bare, bare_lines
from app.screenplay.assembly import Assembly
from app.screenplay.checks import check
from app.screenplay.directives import Part, whole
from app.screenplay.fountain_lines import (
    Cue,
    Marked,
    cue_of,
    indented,
    is_transition,
    marked,
    parenthetical_of,
)
from app.screenplay.fountain_writing import write
from app.screenplay.headings import episode_header, is_slug, slug_heading
from app.screenplay.source import Folded, fold, has_cjk
from app.screenplay.title_page import read_title_page, title_of
from app.screenplay.vocabulary import CAST_LABELS, PSEUDO_SPEAKERS, extension_type

__all__ = ["parse", "write"]


def parse(text: str) -> Screenplay:
    """Read a Fountain script; never raises, whatever the text."""
    page = read_title_page(text)
    lines = [line for line in bare_lines(text) if line.number > page.lines]
    reader = _Reader(lines)
    reader.read()
    front_matter, episodes = reader.assembly.finish(text)
    return Screenplay(
        format="fountain",
        title=title_of(page.fields),
        fields=page.fields,
        front_matter=front_matter,
        episodes=episodes,
        diagnostics=check(episodes, (), reader.assembly.diagnostics),
    )


def cue_type(cue: Cue) -> ElementType:
    """What a cue's words are: V.O. is narration; OS beside a Chinese name is the inner voice."""
    pseudo = PSEUDO_SPEAKERS.get(fold(cue.speaker).upper())
    if pseudo:
        return pseudo
    kinds = {extension_type(mark) for mark in cue.extension.split(",") if mark.strip()}
    if "narration" in kinds:
        return "narration"
    if "inner" in kinds and has_cjk(cue.speaker + cue.extension):
        return "inner"
    return "dialogue"


class _Reader:
    """Walks the lines once; every method consumes a block and leaves `at` on the first line after it."""

    def __init__(self, lines: list[Bare]) -> None:
        self.assembly = Assembly()
        self._lines: list[Bare] = []
        for line in lines:
            if line.hidden and self._lines:
                self._lines[-1].asides.extend(line.asides)
            else:
                self._lines.append(line)
        self._marks = [marked(line.text) for line in self._lines]
        self._at = 0

    # --- looking around

    def _is_blank(self, at: int) -> bool:
        return not (0 <= at < len(self._lines)) or not self._lines[at].text.strip()

    def _after_blank(self) -> bool:
        return self._is_blank(self._at - 1)

    def _natural_heading(self, at: int) -> bool:
        return (
            self._marks[at].kind == "plain"
            and self._is_blank(at - 1)
            and is_slug(self._marks[at].text)
        )

    def _natural_transition(self, at: int) -> bool:
        lonely = self._is_blank(at - 1) and self._is_blank(at + 1)
        mark = self._marks[at]
        return lonely and mark.kind == "plain" and is_transition(mark.text)

    def _cue(self, at: int) -> Cue | None:
        """The cue on a line: forced ones stand anywhere outside speech, natural ones between the right lines."""
        text = self._marks[at].text
        if self._marks[at].kind != "plain" or not text:
            return None
        if text[0] != "@" and not (self._is_blank(at - 1) and not self._is_blank(at + 1)):
            return None
        return cue_of(text)

    # --- reading

    def read(self) -> None:
        """Read every line."""
        self._skip_frame()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.text.strip():
                self._asides([line])
                self._at += 1
            else:
                self._block()

    def _skip_frame(self) -> None:
        """Before a first episode header, lines that are no content of their own are front matter."""
        for at, mark in enumerate(self._marks):
            if mark.kind == "section" and self._header(at):
                if at:
                    self._at = at
                return
            frame = self._is_blank(at) or mark.kind in {"page_break", "transition"}
            if not frame and not self._natural_transition(at):
                break
        first = next(
            (
                at
                for at in range(len(self._lines))
                if not self._is_blank(at) or self._lines[at].asides
            ),
            None,
        )
        if first is not None:
            self._at = first

    def _header(self, at: int) -> tuple[int, str] | None:
        header = episode_header(Folded(self._lines[at].text), loose=True)
        return (header.number, header.title) if header else None

    def _ensure_episode(self) -> None:
        if self.assembly.episodes:
            return
        headers = (
            self._header(at) for at, mark in enumerate(self._marks) if mark.kind == "section"
        )
        first = next((header for header in headers if header), None)
        number = 0 if first and first[0] == 1 else 1
        self.assembly.open_episode(number, "", 0, self._lines[self._at].start)

    def _block(self) -> None:
        mark = self._marks[self._at]
        if mark.kind == "section" and self._section():
            return
        self._ensure_episode()
        if mark.kind in {"lyrics", "centered"}:
            self._run(mark.kind)
        elif mark.kind == "heading":
            self._heading(mark.text)
        elif mark.kind in {"page_break", "synopsis", "section", "shot_hint", "transition"}:
            self._single(mark)
        elif self._natural_heading(self._at):
            self._heading(mark.text)
        elif self._natural_transition(self._at):
            self._single(Marked("transition", mark.text))
        elif cue := self._cue(self._at):
            self._speech(cue)
        else:
            self._action()

    def _place(self) -> int:
        """Where the next element of the scene will stand."""
        return len(self.assembly.scene.elements) if self.assembly.scene else 0

    def _asides(self, lines: list[Bare], block: int | None = None) -> None:
        """Notes follow the paragraph they stood in as elements; boneyards go before it, to place `block`.

        Before, because a `/*` that is never closed is ordinary text: no boneyard may come after it.
        """
        for line in lines:
            for kind, text, number in line.asides:
                self._ensure_episode()
                early = block if kind == "boneyard" else None
                self.assembly.add(_aside(kind, text), number, at=early)
                block = block + 1 if early is not None and block is not None else block

    def _section(self) -> bool:
        header = self._header(self._at)
        if header is None:
            return False
        line = self._lines[self._at]
        self.assembly.open_episode(header[0], header[1], line.number, line.start)
        self._asides([line])
        self._at += 1
        return True

    def _heading(self, text: str) -> None:
        line = self._lines[self._at]
        self.assembly.open_scene(slug_heading(text), line.number)
        self._asides([line])
        self._at += 1

    def _single(self, mark: Marked) -> None:
        kind: ElementType = mark.kind if mark.kind not in {"plain", "heading"} else "action"  # type: ignore[assignment]
        line = self._lines[self._at]
        place = self._place()
        self.assembly.add(Part(kind, mark.text), line.number)
        self._asides([line], min(place, self._place()))
        self._at += 1

    def _run(self, kind: ElementType) -> None:
        """Consecutive lines of lyrics, or centred, are one element."""
        start = self._at
        while self._at < len(self._lines) and self._marks[self._at].kind == kind:
            self._at += 1
        words = "\n".join(mark.text for mark in self._marks[start : self._at])
        place = self._place()
        self.assembly.add(Part(kind, words), self._lines[start].number)
        self._asides(self._lines[start : self._at], place)

    def _action(self) -> None:
        """A paragraph: lines up to a blank one or to one that is something else."""
        start = self._at
        texts = []
        while self._at < len(self._lines) and not self._is_blank(self._at):
            mark = self._marks[self._at]
            if mark.kind == "action":
                texts.append(mark.text)
            elif mark.kind == "plain" and not (
                self._at > start and mark.text.startswith("@") and self._cue(self._at)
            ):
                texts.append(indented(self._lines[self._at].text))
            else:
                break
            self._at += 1
        number = self._lines[start].number
        place = self._place()
        direction = (
            whole(Folded(texts[0])) if len(texts) == 1 and texts[0].lstrip()[:1] == "【" else None
        )
        if direction and direction.type not in {"other", "cast"}:
            self.assembly.add(direction, number)
        else:
            self.assembly.add(Part("action", "\n".join(texts)), number)
        self._asides(self._lines[start : self._at], place)

    def _speech(self, cue: Cue) -> None:
        """A cue and its block: parentheticals, words, lyrics, until a blank line or another mark."""
        start = self._at
        number = self._lines[start].number
        place = self._place()
        dual = cue.dual and self._follows_speech()
        if cue.dual and not dual:
            self.assembly.tell(
                "info", number, "dual-alone",
                N_("“{speaker}” is marked to speak at the same time, but nobody speaks before."),
                speaker=cue.speaker,
            )  # fmt: skip
        self._at += 1
        block = _SpeechBlock(self.assembly, cue, number, dual=dual)
        while self._at < len(self._lines):
            line = self._lines[self._at]
            mark = self._marks[self._at]
            if not line.text.strip():
                # Two or more spaces, and nothing else, keep an empty line inside the speech.
                if len(line.text) < 2 or (
                    self._is_blank(self._at + 1) and not self._keeps_open(self._at + 1)
                ):
                    break
                block.words("", line.number)
            elif mark.kind == "lyrics":
                block.lyrics(mark.text, line.number)
            elif mark.kind == "plain" or _is_decimal(mark, line.text):
                block.plain(line.text.strip(), line.number)
            else:
                break
            self._at += 1
        block.finish()
        self._asides(self._lines[start : self._at], place)

    def _keeps_open(self, at: int) -> bool:
        return at < len(self._lines) and len(self._lines[at].text) >= 2

    def _follows_speech(self) -> bool:
        scene = self.assembly.scene
        elements = scene.elements if scene else []
        last = next((one for one in reversed(elements) if one.type not in {"note", "other"}), None)
        return last is not None and bool(last.speaker)


def _is_decimal(mark: Marked, raw: str) -> bool:
    """`.45 is a calibre` inside a speech is no heading."""
    return mark.kind == "heading" and raw.strip()[1:2].isdigit()


def _aside(kind: str, text: str) -> Part:
    if kind == "boneyard":
        return Part("other", text)
    label, colon, names = text.partition("：" if "：" in text else ":")
    if colon and label.strip().upper() in CAST_LABELS:
        return Part("cast", names.strip())
    return Part("note", "\n".join(line.strip() for line in text.strip().splitlines()))


class _SpeechBlock:
    """Collects the words under one cue; a new parenthetical, or lyrics, begins a new element."""

    def __init__(self, assembly: Assembly, cue: Cue, line: int, *, dual: bool) -> None:
        self._assembly = assembly
        self._cue = cue
        self._type = cue_type(cue)
        self._dual = dual
        self._line = line
        self._parenthetical = ""
        self._words: list[str] = []
        self._lyrics: list[str] = []
        self._wrote = False

    def plain(self, text: str, line: int) -> None:
        """A line of words, or a parenthetical."""
        manner = parenthetical_of(text)
        if not manner:
            self.words(text, line)
            return
        if self._words or self._lyrics or self._parenthetical:
            self._emit()
            self._line = line
        self._parenthetical = manner

    def words(self, text: str, line: int) -> None:
        """A line of words; empty for a kept blank line."""
        if self._lyrics:
            self._emit()
            self._line = line
        self._words.append(text)

    def lyrics(self, text: str, line: int) -> None:
        """A line that is sung."""
        if any(self._words):
            self._emit()
            self._line = line
        self._words = []
        self._lyrics.append(text)

    def finish(self) -> None:
        """Write down what is still held; a cue alone is an empty speech."""
        if self._words or self._lyrics or self._parenthetical or not self._wrote:
            self._emit()

    def _emit(self) -> None:
        words = "\n".join(self._lyrics) if self._lyrics else "\n".join(self._words).strip("\n")
        kind: ElementType = "lyrics" if self._lyrics else self._type
        cue = self._cue
        part = Part(kind, words, cue.speaker, cue.extension, self._parenthetical)
        self._assembly.add(part, self._line, dual=self._dual)
        self._parenthetical = ""
        self._words = []
        self._lyrics = []
        self._wrote = True
