"""Reads the arguments, runs one command, and turns what went wrong into a sentence and an exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from app.cli import parser
from app.cli.context import Context
from app.cli.output import Output
from app.domain.wording import N_
from app.errors import FenjingError, OurBug
from app.settings.language import system_language
from app.studio.studio import Studio

_log = logging.getLogger(__name__)


def run(arguments: Sequence[str], open_studio: Callable[[], AbstractContextManager[Studio]]) -> int:
    """One command line, whole; returns the exit code of the table in `docs/cli.md`.

    0 done, 1 the person can fix it, 2 usage, 3 environment, 4 something waits for a decision.
    """
    try:
        parsed = parser.build().parse_args(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    fallback = Output(as_json=parsed.json, language=system_language())
    try:
        with open_studio() as studio:
            output = Output(as_json=parsed.json, language=studio.language)
            try:
                code: int = parsed.run(Context(studio=studio, arguments=parsed, output=output))
            except FenjingError as error:
                output.trouble(error)
                code = error.exit_code
            return code
    except FenjingError as error:
        fallback.trouble(error)
        return error.exit_code
    except KeyboardInterrupt:
        fallback.say(N_("Stopped. Everything finished so far is kept; nothing is half-written."))
        return 1
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        sys.stderr.close()
        return 0
    except Exception as trouble:  # noqa: BLE001 - the boundary of this face: logged, then said plainly
        _log.exception("unexpected error")
        fallback.trouble(
            OurBug(N_("Something inside Fenjing broke."), f"{type(trouble).__name__}: see the log.")
        )
        return OurBug.exit_code
