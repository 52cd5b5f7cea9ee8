"""The words of the command line: `docs/cli.md` explains them, `--help` lists them."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path

from app.cli import demo, exporting, generating, listing, projects, scripts
from app.cli.context import Command


def _money(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as trouble:
        raise argparse.ArgumentTypeError(f"“{text}” is not an amount such as 20.00") from trouble
    if amount < 0 or not amount.is_finite():
        raise argparse.ArgumentTypeError("an amount is never negative")
    return amount


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 20:
        raise argparse.ArgumentTypeError("takes: a whole number from 1 to 20")
    return int(text)


class _Tree:
    """Adds commands that all understand `--json`."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(self, name: str, run: Command, text: str) -> argparse.ArgumentParser:
        parser = self._commands.add_parser(name, help=text, description=text)
        parser.add_argument("--json", action="store_true", help="print one JSON document on stdout")
        parser.set_defaults(run=run)
        return parser

    def group(self, name: str, text: str) -> _Tree:
        return _Tree(self._commands.add_parser(name, help=text, description=text))


def _add_project(parser: argparse.ArgumentParser, *, episode: bool = False) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a NAME.fenjing folder")
    if episode:
        parser.add_argument("--episode", type=int, metavar="N", help="only this episode")


def build() -> argparse.ArgumentParser:
    """The whole tree; every leaf has `run`, a `Command`."""
    parser = argparse.ArgumentParser(
        prog="fenjing", description="Fenjing 分镜: from a written short drama to a finished video."
    )
    tree = _Tree(parser)
    for add in (_add_projects, _add_scripts, _add_lists, _add_work):
        add(tree)
    return parser


def _add_projects(tree: _Tree) -> None:
    new = tree.add("new", projects.new, "create a project")
    _add_project(new)
    new.add_argument("--title", required=True)
    new.add_argument("--aspect", choices=("9:16", "16:9", "1:1"), default="9:16")
    new.add_argument("--fps", type=int, choices=(24, 25, 30, 50, 60), default=24)
    new.add_argument("--language", choices=("zh", "en"), default="zh")
    check = tree.add("check", projects.check, "check database, ledger and media of a project")
    _add_project(check)


def _add_scripts(tree: _Tree) -> None:
    script = tree.group("script", "read scripts without keeping them")
    check = script.add(
        "check", scripts.check, "say what is found in a script, and what could not be placed"
    )
    check.add_argument("file", type=Path)
    check.add_argument(
        "--encoding", help="read the file in this encoding instead of the detected one"
    )
    bring = tree.add(
        "import", scripts.bring_in, "bring scripts, pictures, clips and sound into a project"
    )
    _add_project(bring)
    bring.add_argument("files", type=Path, nargs="+", metavar="FILE")
    bring.add_argument(
        "--encoding", help="read scripts in this encoding instead of the detected one"
    )
    bring.add_argument("--shot", help="the shot that pictures and clips belong to, such as 1-2-03")
    bring.add_argument("--cast", help="the character or place that pictures belong to")
    bring.add_argument("--episode", type=int, metavar="N", help="the episode that music belongs to")
    breakdown = tree.add(
        "breakdown", scripts.breakdown, "what shots the script asks for, against those there are"
    )
    _add_project(breakdown, episode=True)
    breakdown.add_argument("--accept", action="store_true", help="apply the diff")


def _add_lists(tree: _Tree) -> None:
    commands: tuple[tuple[str, Command, str, bool], ...] = (
        ("shots", listing.shots, "list the shots", True),
        ("cast", listing.cast, "list characters, places and props", False),
    )
    for name, run, text, episode in commands:
        _add_project(tree.add(name, run, text), episode=episode)
    tree.add("generators", listing.generators, "list every generator with its limits and prices")
    jobs = tree.add("jobs", generating.jobs, "list the attempts of a project, or decide about one")
    _add_project(jobs)
    jobs.add_argument("--follow", action="store_true", help="stay until nothing is in flight")
    jobs.add_argument(
        "--cancel", metavar="ATTEMPT", help="cancel one attempt where that is possible"
    )
    jobs.add_argument(
        "--resolve", metavar="ATTEMPT", help="decide about an attempt whose outcome is unknown"
    )
    jobs.add_argument("--as", dest="outcome", metavar="not-sent|ID", help="what became of it")


def _add_work(tree: _Tree) -> None:
    generate = tree.add("generate", generating.generate, "send shots to a generator")
    _add_project(generate, episode=True)
    generate.add_argument(
        "--shots", metavar="1-3,7", help="positions in the episode, or numbers such as 1-2-03"
    )
    generate.add_argument("--generator", default="", metavar="ID")
    generate.add_argument("--model", default="", metavar="M")
    generate.add_argument("--takes", type=_count, default=1, metavar="K")
    generate.add_argument(
        "--max-cost", type=_money, metavar="20.00", help="refuse the batch above this sum"
    )
    generate.add_argument(
        "--dry-run", action="store_true", help="show what would be sent and what it costs"
    )
    generate.add_argument("--wait", action="store_true", help="stay until every take is there")
    export = tree.add("export", exporting.export, "render an episode to a file")
    _add_project(export)
    export.add_argument("--episode", type=int, required=True, metavar="N")
    export.add_argument(
        "--preset",
        default="",
        metavar="NAME",
        help="master for the project's aspect when not given",
    )
    export.add_argument("--out", type=Path, metavar="FILE")
    show = tree.add("demo", demo.demo, "the whole way on the sample drama, from script to MP4")
    show.add_argument("--out", type=Path, metavar="DIR", help="where the project and the film go")
    show.add_argument("--language", choices=("zh", "en"), default=None)
