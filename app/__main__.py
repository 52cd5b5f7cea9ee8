"""Start: `fenjing` opens the window, `fenjing COMMAND ...` works in the terminal."""

from __future__ import annotations

import sys
from importlib import import_module

#: A packaged program is its own helper: there is no other Python to start one with.
HELPERS = {
    "--voice-process": "app.media.voice_process",
    "--drawing-process": "app.media.drawing_process",
}


def main() -> int:
    """Run the window or one command; returns the exit code."""
    arguments = sys.argv[1:]
    try:
        if len(arguments) == 1 and arguments[0] in HELPERS:
            helper = import_module(HELPERS[arguments[0]])
            return int(helper.main())
        from app import bootstrap  # within reach of Ctrl+C: it takes a while to import

        if not arguments or arguments[0] == "open":
            return bootstrap.run_window(arguments[1:])
        return bootstrap.run_command(arguments)
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main())
