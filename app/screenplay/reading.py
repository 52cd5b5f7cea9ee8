"""The way in: bytes or text, in any of the formats, to a Screenplay."""

from __future__ import annotations

from pathlib import PurePath

from app.domain.script import Screenplay, ScriptFormat
from app.domain.wording import N_
from app.screenplay import chinese, fountain
from app.screenplay.assembly import diagnostic
from app.screenplay.chinese_lines import read_line
from app.screenplay.decoding import decode
from app.screenplay.fountain_lines import cue_of, marked
from app.screenplay.headings import is_slug
from app.screenplay.source import has_cjk, lines_of
from app.screenplay.title_page import of_lines

_FOUNTAIN_SUFFIXES = frozenset({".fountain", ".spmd"})
_SNIFFED_LINES = 2000
_CHINESE_WEIGHTS = {
    "episode": 3,
    "scene": 3,
    "action": 2,
    "cast": 2,
    "directive": 1,
    "speech": 1,
    "label": 1,
}


def read_bytes(
    data: bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: ScriptFormat | None = None,
) -> Screenplay:
    """Decode, find out the format, and read. `name` is the file's name, `encoding` a person's own choice.

    Raises:
        BadInput: `encoding` is no encoding, or the file is far too large.
        MalformedScript: the file is empty, is no text (a Word document, a PDF, a picture), or cannot be
            read as `encoding`.
    """
    decoded = decode(data, encoding)
    screenplay = read_text(decoded.text, name=name, format=format)
    diagnostics = screenplay.diagnostics
    if decoded.guessed:
        guess = diagnostic(
            "info", 0, "encoding-guessed",
            N_("The file was read as {encoding}; choose another encoding if its characters look wrong."),
            encoding=decoded.encoding,
        )  # fmt: skip
        diagnostics = (guess, *diagnostics)
    return screenplay.model_copy(update={"encoding": decoded.encoding, "diagnostics": diagnostics})


def read_text(text: str, *, name: str = "", format: ScriptFormat | None = None) -> Screenplay:
    """Read text in `format`, or in the one its name and its content speak for; never raises."""
    chosen = format or sniff(text, name)
    return fountain.parse(text) if chosen == "fountain" else chinese.parse(text)


def sniff(text: str, name: str = "") -> ScriptFormat:
    """The format that a script's name, else its lines, speak for."""
    if PurePath(name).suffix.lower() in _FOUNTAIN_SUFFIXES:
        return "fountain"
    lines = lines_of(text)[:_SNIFFED_LINES]
    fountain_signs = 3 if of_lines(lines).lines and not has_cjk(text[:500]) else 0
    chinese_signs = 0
    blank_before = True
    for position, line in enumerate(lines):
        stripped = line.text.strip()
        if stripped:
            following = lines[position + 1].text.strip() if position + 1 < len(lines) else ""
            sign = _fountain_sign(stripped, following, blank_before=blank_before)
            fountain_signs += sign
            if not sign:
                chinese_signs += _chinese_sign(stripped)
        blank_before = not stripped
    if fountain_signs == chinese_signs:
        return "chinese" if has_cjk(text) else "fountain"
    return "fountain" if fountain_signs > chinese_signs else "chinese"


def _fountain_sign(line: str, following: str, *, blank_before: bool) -> int:
    """How strongly a line speaks for Fountain."""
    if line.startswith("@") and following and cue_of(line):
        return 2
    if not blank_before:
        return 0
    if is_slug(line):
        return 3
    mark = marked(line).kind
    if mark == "heading" and has_cjk(line):
        return 3
    if mark in {"section", "synopsis", "centered"} or line.startswith("[["):
        return 1
    return 1 if following and mark == "plain" and cue_of(line) else 0


def _chinese_sign(line: str) -> int:
    read = read_line(line)
    if read.kind == "speech" and not has_cjk(line):
        return 0
    return _CHINESE_WEIGHTS.get(read.kind, 0)
