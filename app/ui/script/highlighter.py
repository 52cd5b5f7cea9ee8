"""Colours the script by what each line is: scene headings, cues, dialogue, directions, actions."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.ui import theme

#: Mark kind to (colour token, weight, italic).
LOOKS: dict[str, tuple[str, int, bool]] = {
    "episode": ("accent", 700, False),
    "scene": ("accent", 600, False),
    "cue": ("waiting", 600, False),
    "dialogue": ("text", 400, False),
    "narration": ("ok", 400, False),
    "inner": ("ok", 400, True),
    "parenthetical": ("muted", 400, True),
    "action": ("text", 400, False),
    "direction": ("warn", 400, False),
    "transition": ("warn", 600, False),
    "cast": ("muted", 400, False),
    "front": ("muted", 400, False),
    "note": ("muted", 400, True),
    "unknown": ("error", 400, False),
}
_CHINESE_CUE = re.compile(r"^\s*([^\s：:（(【△▲]{1,16}(?:\s*[（(][^）)]*[）)])?)\s*[：:]")
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_DIRECTIVE = re.compile(r"【[^【】]*】|\[\[[^\]]*\]\]")


class ScriptHighlighter(QSyntaxHighlighter):
    """Follows `set_kinds`; within a line, cues and directions are found by their marks."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._kinds: tuple[str, ...] = ()
        self._formats: dict[str, QTextCharFormat] = {}

    def set_kinds(self, kinds: tuple[str, ...]) -> None:
        """One kind per line; only lines whose kind changed are drawn again."""
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

    def kind_at(self, line: int) -> str:
        """The kind of a 0-based line."""
        return self._kinds[line] if line < len(self._kinds) else ""

    def highlightBlock(self, text: str) -> None:
        """Called by Qt for each changed line."""
        kind = self.kind_at(self.currentBlock().blockNumber())
        if kind:
            self.setFormat(0, len(text), self._format(kind))
        if kind in {"dialogue", "narration", "inner"}:
            cue = _CHINESE_CUE.match(text)
            if cue:
                self.setFormat(cue.start(1), cue.end(1) - cue.start(1), self._format("cue"))
        if kind in {"dialogue", "narration", "inner", "cue", "action"}:
            for match in _BRACKETS.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), self._format("parenthetical"))
        for match in _DIRECTIVE.finditer(text):
            self.setFormat(match.start(), match.end() - match.start(), self._format("direction"))

    def _format(self, kind: str) -> QTextCharFormat:
        if kind not in self._formats:
            token, weight, italic = LOOKS.get(kind, LOOKS["action"])
            made = QTextCharFormat()
            made.setForeground(QColor(getattr(theme.current().colors, token)))
            made.setFontWeight(QFont.Weight(weight))
            made.setFontItalic(italic)
            self._formats[kind] = made
        return self._formats[kind]
