"""Reads the arguments, runs one command, and turns what went wrong into a sentence and an exit code."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from app import paths
from app.cli import parser
from app.cli.context import Context
from app.cli.interrupts import Interrupts
from app.cli.output import Output
from app.domain.wording import N_
from app.errors import FenjingError, OurBug
from app.settings.file import SettingsFile
from app.settings.language import system_language
from app.settings.model import FaceLanguage
from app.studio.studio import Studio

_log = logging.getLogger(__name__)

OpenStudio = Callable[[], AbstractContextManager[Studio]]


def face_language() -> FaceLanguage:
    """The language of Preferences, else the system's."""
    return SettingsFile(paths.settings_folder()).current.language or system_language()


def run(arguments: Sequence[str], open_studio: OpenStudio) -> int:
    """One command line, whole; returns the exit code of the table in `docs/cli.md`.

    0 done, 1 the person can fix it, 2 usage, 3 environment, 4 something waits for a decision.
    """
    language = face_language()
    try:
        parsed = parser.build(language).parse_args(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    output = Output(as_json=parsed.json, language=language)
    try:
        with Interrupts().held() as interrupts:
            return _run(parsed, open_studio, output, interrupts)
    except KeyboardInterrupt:
        output.stopped()
        return 1
    except Exception as trouble:  # noqa: BLE001 - the boundary of this face: logged, then said plainly
        _log.exception("unexpected error")
        kept = N_("{kind}; the log in {folder} has more.").format(
            kind=type(trouble).__name__, folder=paths.log_folder()
        )
        output.trouble(OurBug(N_("Something inside Fenjing broke."), kept))
        return OurBug.exit_code


def _run(parsed: Namespace, open_studio: OpenStudio, output: Output, interrupts: Interrupts) -> int:
    try:
        with open_studio() as studio:
            code: int = parsed.run(Context(studio, parsed, output, interrupts))
    except FenjingError as error:
        if interrupts.stopped():
            output.stopped()
        else:
            output.trouble(error)
        return error.exit_code
    return code
