"""Start: `fenjing` opens the window, `fenjing COMMAND ...` works in the terminal."""

from __future__ import annotations

import sys

from app import bootstrap


def main() -> int:
    """Run the window or one command; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--voice-process"]:
        # A packaged program is its own voice helper: there is no other Python to start one with.
        from app.media import voice_process

        return voice_process.main()
    if not arguments or arguments[0] == "open":
        return bootstrap.run_window(arguments[1:])
    return bootstrap.run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
