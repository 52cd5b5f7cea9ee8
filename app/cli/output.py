"""What a terminal shows: sentences and tables for people, or exactly one JSON document on stdout."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from app.cli import words
from app.domain.project import Language
from app.domain.script import Severity
from app.domain.wording import N_
from app.errors import Cancelled, FenjingError
from app.settings.language import sentence, translations
from app.settings.model import FaceLanguage
from app.studio.report import Report

#: As wide as any table gets where no terminal sets a width, so that a pipe sees whole rows.
_UNBOUNDED = 4000


class _Terminal(Console):
    """A console that goes silent when its reader has gone: the work itself goes on."""

    def on_broken_pipe(self) -> None:
        """Nobody reads any more (`fenjing shots ... | head -1`)."""
        _silence(self.file)


def _silence(stream: Any) -> None:
    """Send what is still written, also at exit, to nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _terminal(stream: TextIO) -> _Terminal:
    # A name the terminal's encoding cannot write is shown escaped rather than ending the program.
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return _Terminal(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        width=None if stream.isatty() else _UNBOUNDED,
    )


def visible(value: object) -> str:
    """A value on one line and without control characters: a name cannot forge or hide other lines."""
    text = str(value)
    if not any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in text):
        return text
    hidden = {"Cc", "Zl", "Zp"}
    return "".join(
        repr(char)[1:-1] if unicodedata.category(char) in hidden else char for char in text
    )


class Output:
    """Words go to stdout for people. With `as_json` the document is all; only progress and troubles go to stderr."""

    def __init__(self, *, as_json: bool, language: FaceLanguage) -> None:
        self.as_json = as_json
        self._language = language
        self._gettext = translations(language).gettext
        self._errors = _terminal(sys.stderr)
        self._console = _terminal(sys.stdout)
        self._console.quiet = as_json
        self._documented = False

    @property
    def language(self) -> Language:
        """`zh` or `en`: the form that domain vocabularies use."""
        return "zh" if self._language == "zh_CN" else "en"

    # -- words ------------------------------------------------------------------------------------

    def translate(self, text: str) -> str:
        """A marked text in the language in force."""
        return self._gettext(text) if text else ""

    def sentence(self, text: str) -> str:
        """A finished sentence of another room in the language in force."""
        return sentence(text, self._language)

    def fill(self, text: str, **values: object) -> str:
        """A translated template with its fields filled in; texts are made visible, numbers are not touched."""
        shown = {
            name: value if isinstance(value, int | float) else visible(value)
            for name, value in values.items()
        }
        translated = self.translate(text)
        return translated.format(**shown) if shown else translated

    def joined(self, *sentences: str) -> str:
        """Sentences in a row; Chinese puts no space between them."""
        return ("" if self.language == "zh" else " ").join(text for text in sentences if text)

    # -- speaking ---------------------------------------------------------------------------------

    def say(self, text: str, **values: object) -> None:
        """One translated sentence; `values` fill the named fields of the template."""
        self._console.print(self.fill(text, **values))

    def line(self, text: str = "", style: str = "") -> None:
        """One line as it is, from the person's own words; nothing in it is translated."""
        self._console.print(Text(visible(text), style=style))

    def plain(self, text: str) -> None:
        """Text for another program, byte for byte; nothing with `--json`."""
        if self.as_json:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            _silence(sys.stdout)

    def hint(self, text: str, **values: object) -> None:
        """What one would do next, quietly."""
        self._console.print(Text(self.fill(text, **values), style="dim"))

    def finding(self, severity: Severity, message: str, place: str = "") -> None:
        """`warning: line 3: ...`, the severity in its colour and every part translated."""
        word = Text(self.translate(words.SEVERITIES[severity]), style=words.STYLES[severity])
        where = f"{place}: " if place else ""
        self._console.print(Text.assemble(word, ": ", visible(f"{where}{self.sentence(message)}")))

    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[object]], *, right: str = ""
    ) -> None:
        """A plain table; headings are translated, a list in a cell takes one line for each of its texts.

        `right` holds an `r` for each column set to the right.
        """
        table = Table(box=None, pad_edge=False, header_style="bold")
        for place, heading in enumerate(headings):
            justify = "right" if right[place : place + 1] == "r" else "left"
            table.add_column(self.translate(heading), overflow="fold", justify=justify)  # type: ignore[arg-type]
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self._console.print(table)

    # -- the document -----------------------------------------------------------------------------

    def document(self, document: Any) -> None:
        """The one JSON document of `--json`; nothing without it."""
        if not self.as_json or self._documented:
            return
        self._documented = True
        text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
        text = _writable(text, getattr(sys.stdout, "encoding", None) or "utf-8")
        try:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        except BrokenPipeError:
            _silence(sys.stdout)

    def trouble(self, error: FenjingError) -> None:
        """What went wrong and what to do about it, on stderr; also as the document with `--json`."""
        message, fix = self.sentence(error.message), self.sentence(error.fix)
        self._errors.print(Text(visible(self.joined(message, fix))))
        self.document({"error": {"kind": type(error).__name__, "message": message, "fix": fix}})

    def stopped(self) -> None:
        """Ctrl+C: say that nothing was lost."""
        self.trouble(
            Cancelled(
                N_("Stopped. Everything finished so far is kept; nothing is half-written."),
                N_("The same command goes on where it was."),
            )
        )

    # -- progress ---------------------------------------------------------------------------------

    @contextmanager
    def progress(self, title: str) -> Iterator[Report]:
        """A bar on stderr with elapsed and remaining time; gives the function work reports to.

        Where stderr is no terminal, one line tells what is being done and the bar is left out.
        """
        named = self.translate(title)
        if not self._errors.is_terminal:
            self._errors.print(f"{named} ...")
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("/"),
            TimeRemainingColumn(compact=True),
        )
        hidden = not self._errors.is_terminal
        with Progress(*columns, console=self._errors, transient=True, disable=hidden) as bar:
            task = bar.add_task(named, total=1.0)

            def report(fraction: float, note: str = "") -> None:
                described = f"{named} {visible(self.translate(note))}".strip()
                bar.update(task, completed=min(max(fraction, 0.0), 1.0), description=described)

            yield report


def _cell(value: object) -> Text:
    lines = value if isinstance(value, list) else [value]
    return Text("\n".join(visible(line) for line in lines))


def _writable(text: str, encoding: str) -> str:
    """JSON with whatever `encoding` cannot hold (a lone half of a file name too) as JSON's own escapes."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(char if char.isascii() else json.dumps(char)[1:-1] for char in text)
    return text
