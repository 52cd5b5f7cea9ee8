"""Colours the script by what each line is: scene headings, cues, dialogue, directions, actions."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.screenplay.marking import LineMark
from app.ui import theme

#: Mark kind to (colour token, weight, italic).
LOOKS: dict[str, tuple[str, int, bool]] = {
    "title": ("muted", 400, False),
    "episode": ("text", 700, False),
    "scene": ("accent", 600, False),
    "cast": ("muted", 400, False),
    "action": ("text", 400, False),
    "cue": ("waiting", 600, False),
    "parenthetical": ("muted", 400, False),
    "dialogue": ("text", 400, False),
    "transition": ("warn", 600, False),
    "directive": ("warn", 400, False),
    "sound": ("ok", 400, False),
    "note": ("muted", 400, True),
    "synopsis": ("muted", 400, True),
    "other": ("muted", 400, False),
}
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_DIRECTIVE = re.compile(r"【[^【】]*】")


def units(text: str) -> int:
    """Length as Qt counts it: UTF-16 units, where Python counts characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class ScriptHighlighter(QSyntaxHighlighter):
    """Follows `set_marks`; within a line the speaker is a span, asides in brackets are found here."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._kinds: tuple[LineMark, ...] = ()
        self._formats: dict[str, QTextCharFormat] = {}

    def set_marks(self, kinds: tuple[LineMark, ...]) -> None:
        """One mark per line; only lines whose kind changed are drawn again."""
        before, self._kinds = self._kinds, kinds
        document = self.document()
        if abs(len(before) - len(kinds)) > 50 or not before:
            self.rehighlight()
            return
        for index in range(len(kinds)):
            if index >= len(before) or before[index] != kinds[index]:
                block = document.findBlockByNumber(index)
                if block.isValid():
                    self.rehighlightBlock(block)

    def mark_at(self, line: int) -> LineMark | None:
        """The mark of a 0-based line."""
        return self._kinds[line] if line < len(self._kinds) else None

    def highlightBlock(self, text: str) -> None:
        """Called by Qt for each changed line."""
        mark = self.mark_at(self.currentBlock().blockNumber())
        if mark is None:
            return
        self.setFormat(0, units(text), self._format(mark.kind))
        if mark.kind in {"dialogue", "cue", "action"}:
            for match in _BRACKETS.finditer(text):
                self._paint(text, match.start(), match.end(), "parenthetical")
        for match in _DIRECTIVE.finditer(text):
            self._paint(text, match.start(), match.end(), "directive")
        for start, end, kind in mark.spans:
            self._paint(text, start, end, "cue" if kind == "speaker" else "note")

    def _paint(self, text: str, start: int, end: int, kind: str) -> None:
        first = units(text[:start])
        self.setFormat(first, units(text[:end]) - first, self._format(kind))

    def _format(self, kind: str) -> QTextCharFormat:
        if kind not in self._formats:
            token, weight, italic = LOOKS.get(kind, LOOKS["action"])
            made = QTextCharFormat()
            made.setForeground(QColor(getattr(theme.current().colors, token)))
            made.setFontWeight(QFont.Weight(weight))
            made.setFontItalic(italic)
            self._formats[kind] = made
        return self._formats[kind]
