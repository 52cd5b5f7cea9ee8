"""What a terminal shows: sentences and tables for people, or exactly one JSON document on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

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

from app.errors import FenjingError
from app.settings.language import sentence, translations
from app.settings.model import FaceLanguage
from app.studio.report import Report


class Output:
    """Words go to stdout for people; with `as_json` only the document does, and words go to stderr."""

    def __init__(self, *, as_json: bool, language: FaceLanguage) -> None:
        self.as_json = as_json
        self._language = language
        self._gettext = translations(language).gettext
        stream = sys.stderr if as_json else sys.stdout
        self._console = Console(file=stream, highlight=False, soft_wrap=True, markup=False)
        self._errors = Console(file=sys.stderr, highlight=False, soft_wrap=True, markup=False)
        self._documented = False

    def say(self, text: str, **values: object) -> None:
        """One translated sentence; `values` fill the named fields of the template."""
        self._console.print(self.fill(text, **values))

    def translate(self, text: str) -> str:
        """A marked text in the language in force."""
        return self._gettext(text) if text else ""

    def sentence(self, text: str) -> str:
        """A finished sentence of another room in the language in force."""
        return sentence(text, self._language)

    def fill(self, text: str, **values: object) -> str:
        """A translated template with its fields filled in."""
        translated = self.translate(text)
        return translated.format(**values) if values else translated

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A plain table; headings are translated."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(self.translate(heading), overflow="fold")
        for row in rows:
            table.add_row(*(str(cell) for cell in row))
        self._console.print(table)

    def document(self, document: Any) -> None:
        """The one JSON document of `--json`; nothing without it."""
        if not self.as_json:
            return
        if self._documented:
            return
        self._documented = True
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
        sys.stdout.flush()

    def trouble(self, error: FenjingError) -> None:
        """What went wrong and what to do about it, on stderr; also as the document with `--json`."""
        message, fix = self.sentence(error.message), self.sentence(error.fix)
        self._errors.print(f"{message} {fix}".strip())
        self.document({"error": {"kind": type(error).__name__, "message": message, "fix": fix}})

    @contextmanager
    def progress(self, title: str) -> Iterator[Report]:
        """A bar on stderr with elapsed and remaining time; gives the function work reports to."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("/"),
            TimeRemainingColumn(compact=True),
        )
        with Progress(*columns, console=self._errors, transient=True) as bar:
            task = bar.add_task(self.translate(title), total=1.0)

            def report(fraction: float, note: str = "") -> None:
                described = f"{self.translate(title)} {note}".strip()
                bar.update(task, completed=min(max(fraction, 0.0), 1.0), description=described)

            yield report
