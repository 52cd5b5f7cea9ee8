"""Start: `fenjing` opens the window, `fenjing COMMAND ...` works in the terminal."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the window or one command; returns the exit code."""
    arguments = sys.argv[1:]
    try:
        from app import bootstrap  # within reach of Ctrl+C: it takes a while to import

        if not arguments or arguments[0] == "open":
            return bootstrap.run_window(arguments[1:])
        return bootstrap.run_command(arguments)
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main())
