"""`argparse` that speaks the person's language: its own words, help texts, and what it complains about."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from app.domain.wording import N_
from app.settings.language import sentence, translations
from app.settings.model import FaceLanguage

Run = Callable[..., int]

#: What argparse says of its own, as templates for `sentence`; quoted here because they are its words.
_ITS_WORDS = (
    N_("usage: "),
    N_("argument {name}: {problem}"),
    N_("the following arguments are required: {names}"),
    N_("unrecognized arguments: {words}"),
    N_("invalid choice: {value} (choose from {choices})"),
    N_("invalid int value: {value}"),
    N_("invalid Path value: {value}"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("ambiguous option: {option} could match {options}"),
    N_("ignored explicit argument {value}"),
    N_("not allowed with argument {name}"),
)


def money(text: str) -> Decimal:
    """An amount such as 20.00, not negative."""
    try:
        amount = Decimal(text)
    except InvalidOperation as trouble:
        raise argparse.ArgumentTypeError(N_("write an amount such as 20.00")) from trouble
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(N_("write an amount such as 20.00"))
    return amount


def count(text: str) -> int:
    """How many takes of a shot: 1 to 20."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:4]) <= 20:
        raise argparse.ArgumentTypeError(N_("write a whole number from 1 to 20"))
    return int(text)


def count_of_minutes(text: str) -> int:
    """A waiting time: 1 to 1440 minutes."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:5]) <= 1440:
        raise argparse.ArgumentTypeError(N_("write minutes, from 1 to 1440"))
    return int(text)


def number(text: str) -> int:
    """The number of an episode, 0 or above."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise argparse.ArgumentTypeError(N_("write the number of an episode, such as 1"))
    return int(text)


def episode_or_all(text: str) -> int | None:
    """The number of an episode, or None for `all`."""
    return None if text == "all" else number(text)


class _Layout(argparse.RawDescriptionHelpFormatter):
    """Wide enough that every command and its help stand on one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)
        self._action_max_length = 18  # argparse forgets that commands are indented once more


class Parser(argparse.ArgumentParser):
    """A parser in one language; `language` is passed on to every command below."""

    def __init__(self, *, language: FaceLanguage, **settings: Any) -> None:
        self._language = language
        settings.setdefault("formatter_class", _Layout)
        super().__init__(add_help=False, allow_abbrev=False, **settings)
        translate = translations(language).gettext
        self._positionals.title = translate(N_("arguments"))
        self._optionals.title = translate(N_("options"))
        self.add_argument("-h", "--help", action="help", help=translate(N_("show this help")))

    def say(self, text: str) -> str:
        """A marked text in this parser's language."""
        return translations(self._language).gettext(text)

    def format_usage(self) -> str:
        """One line of how it is called."""
        return self._with_prefix(super().format_usage())

    def format_help(self) -> str:
        """The whole help."""
        return self._with_prefix(super().format_help())

    def _with_prefix(self, text: str) -> str:
        return self.say("usage: ") + text.removeprefix("usage: ")

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, and where help is; exit code 2."""
        told = sentence(message, self._language)
        more = self.say(N_("Help: {command} --help")).format(command=self.prog)
        print(f"{self.prog}: {told}\n{more}", file=sys.stderr)  # noqa: T201 - this is the terminal
        raise SystemExit(2)


class Tree:
    """Adds commands that all understand `--json`."""

    def __init__(self, parser: Parser, language: FaceLanguage) -> None:
        self._language = language
        self._parser = parser
        self._commands = parser.add_subparsers(
            dest="command",
            metavar=parser.say(N_("COMMAND")),
            required=True,
            title=parser.say(N_("commands")),
        )

    def say(self, text: str) -> str:
        """A marked text in the language of the tree."""
        return self._parser.say(text)

    def add(self, name: str, run: Run, text: str, examples: Iterable[str] = ()) -> Parser:
        """A command that does `run`; `examples` are shown below its help."""
        told = self.say(text)
        shown = "\n".join(f"  {example}" for example in examples)
        epilog = f"{self.say(N_('Examples'))}:\n{shown}" if shown else None
        parser: Parser = self._commands.add_parser(
            name, language=self._language, help=told, description=told, epilog=epilog
        )
        parser.add_argument(
            "--json", action="store_true", help=self.say(N_("print one JSON document on stdout"))
        )
        parser.set_defaults(run=run)
        return parser

    def group(self, name: str, text: str) -> Tree:
        """A word with commands of its own below it."""
        told = self.say(text)
        below = self._commands.add_parser(
            name, language=self._language, help=told, description=told
        )
        return Tree(below, self._language)


def add_project(tree: Tree, parser: Parser, *, episode: bool = False) -> None:
    """The project that a command works on, and with `episode` the option that narrows it to one."""
    parser.add_argument(
        "project", type=Path, metavar="PROJECT", help=tree.say(N_("a NAME.fenjing folder"))
    )
    if episode:
        parser.add_argument(
            "--episode", type=number, metavar="N", help=tree.say(N_("only this episode"))
        )
