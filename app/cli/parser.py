"""The commands and their options: `docs/cli.md` explains them, `--help` lists them."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from app.cli import (
    breaking,
    cast_options,
    costing,
    generating,
    importing,
    listing,
    projects,
    queue,
    scripts,
)
from app.cli.arguments import Parser, Tree, add_project, count, count_of_minutes, money, number
from app.cli.context import Command
from app.cli.film_parser import add_films
from app.domain.wording import N_
from app.settings.model import FaceLanguage

_WINDOW = N_("fenjing                 opens the window; fenjing open PROJECT opens it on a project")
_WAY = N_("""An episode, start to end:
  fenjing new lanterns --title Lanterns
  fenjing import lanterns.fenjing script.txt
  fenjing breakdown lanterns.fenjing --accept
  fenjing generate lanterns.fenjing
  fenjing export lanterns.fenjing --episode 1""")


def version() -> str:
    """The installed version, or `source` in a checkout that was not installed."""
    try:
        return metadata.version("fenjing")
    except metadata.PackageNotFoundError:
        return "source"


def build(language: FaceLanguage = "en") -> Parser:
    """The whole tree; every leaf has `run`, a `Command`."""
    parser = Parser(prog="fenjing", language=language)
    parser.description = "{}\n\n  {}".format(
        parser.say(N_("Fenjing 分镜: from a written short drama to a finished video.")),
        parser.say(_WINDOW),
    )
    parser.epilog = parser.say(_WAY)
    parser.add_argument(
        "--version",
        action="version",
        version=f"fenjing {version()}",
        help=parser.say(N_("show the version")),
    )
    tree = Tree(parser, language)
    for add in (_add_projects, _add_scripts, _add_lists, _add_generating, add_films):
        add(tree)
    return parser


def _add_projects(tree: Tree) -> None:
    new = tree.add(
        "new", projects.new, N_("create a project"), ["fenjing new lanterns --title Lanterns"]
    )
    add_project(tree, new)
    new.add_argument("--title", required=True, help=tree.say(N_("the name of the drama")))
    new.add_argument(
        "--aspect",
        choices=("9:16", "16:9", "1:1"),
        default="9:16",
        help=tree.say(N_("shape of the picture; 9:16 when not given")),
    )
    new.add_argument(
        "--fps",
        type=int,
        choices=(24, 25, 30, 50, 60),
        default=24,
        help=tree.say(N_("frames a second; 24 when not given")),
    )
    new.add_argument(
        "--language",
        choices=("zh", "en"),
        default="zh",
        help=tree.say(N_("what the drama is written in")),
    )
    check = tree.add("check", projects.check, N_("check database, ledger and media of a project"))
    add_project(tree, check)


def _add_scripts(tree: Tree) -> None:
    encoding = tree.say(N_("read scripts in this encoding instead of the detected one"))
    script = tree.group("script", N_("read scripts without keeping them"))
    check = script.add(
        "check",
        scripts.check,
        N_("say what is found in a script, and what could not be placed"),
        ["fenjing script check script.txt", "fenjing script check script.txt --encoding gb18030"],
    )
    check.add_argument("file", type=Path, metavar="FILE", help=tree.say(N_("a script")))
    check.add_argument("--encoding", metavar="E", help=encoding)
    bring = tree.add(
        "import",
        importing.bring_in,
        N_("bring scripts, pictures, clips and sound into a project"),
        [
            "fenjing import lanterns.fenjing script.txt",
            "fenjing import lanterns.fenjing clip.mp4 --shot 1-2-03",
            "fenjing import lanterns.fenjing face.png --cast Lin",
            "fenjing import lanterns.fenjing theme.mp3 --episode 1",
        ],
    )
    add_project(tree, bring)
    bring.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help=tree.say(N_("one or more files"))
    )
    bring.add_argument("--encoding", metavar="E", help=encoding)
    bring.add_argument(
        "--shot", metavar="1-2-03", help=tree.say(N_("the shot that pictures and clips belong to"))
    )
    bring.add_argument(
        "--cast",
        metavar="NAME",
        help=tree.say(N_("the character or place that pictures belong to")),
    )
    bring.add_argument(
        "--episode",
        type=number,
        metavar="N",
        help=tree.say(N_("the episode that music belongs to")),
    )
    breakdown = tree.add(
        "breakdown",
        breaking.breakdown,
        N_("what shots the script asks for, against those there are"),
    )
    add_project(tree, breakdown, episode=True)
    breakdown.add_argument("--accept", action="store_true", help=tree.say(N_("apply the diff")))


def _add_lists(tree: Tree) -> None:
    commands: tuple[tuple[str, Command, str, bool], ...] = (
        ("shots", listing.shots, N_("list the shots"), True),
    )
    for name, run, text, episode in commands:
        add_project(tree, tree.add(name, run, text), episode=episode)
    cast_options.add(tree)
    tree.add(
        "generators", listing.generators, N_("list every generator with its limits and prices")
    )


def _add_generating(tree: Tree) -> None:
    generate = tree.add(
        "generate",
        generating.generate,
        N_("speak the lines and ask a generator for takes"),
        [
            "fenjing generate lanterns.fenjing",
            "fenjing generate lanterns.fenjing --episode 1 --shots 1-3,7 --takes 2",
            "fenjing generate lanterns.fenjing --shots 1-2-03 --generator seedance --dry-run",
            "fenjing generate lanterns.fenjing --shots 1 --generator kling --generator seedance",
            "fenjing generate lanterns.fenjing --generator kling --fallback seedance --fallback animatic",
            "fenjing generate lanterns.fenjing --shots 1-3 --generator kling:kling-v3 --together",
        ],
    )
    add_project(tree, generate, episode=True)
    generate.add_argument(
        "--shots",
        metavar="1-3,7",
        help=tree.say(
            N_("positions in the list of shots, or numbers such as 1-2-03; else all without a take")
        ),
    )
    generate.add_argument(
        "--generator",
        action="append",
        default=[],
        metavar="ID[:MODEL]",
        help=tree.say(N_("as fenjing generators names it; several are tried against each other")),
    )
    generate.add_argument(
        "--model", default="", metavar="M", help=tree.say(N_("one of its models"))
    )
    generate.add_argument(
        "--takes", type=count, default=1, metavar="K", help=tree.say(N_("takes of each shot"))
    )
    generate.add_argument(
        "--together",
        action="store_true",
        help=tree.say(
            N_("ask for these shots of one scene as one film, cut apart when it is there")
        ),
    )
    generate.add_argument(
        "--max-cost",
        type=money,
        metavar="20.00",
        help=tree.say(N_("refuse the batch above this sum")),
    )
    generate.add_argument(
        "--allow-duplicates",
        action="store_true",
        help=tree.say(N_("pay once more for what is being made already")),
    )
    generate.add_argument(
        "--allow-unknown-prices",
        action="store_true",
        help=tree.say(N_("send under a cap although a price is not known")),
    )
    _add_fallbacks(tree, generate)
    generate.add_argument(
        "--dry-run",
        action="store_true",
        help=tree.say(N_("show what would be sent and what it costs")),
    )
    generate.add_argument(
        "--wait", action="store_true", help=tree.say(N_("stay until every take is there"))
    )
    _add_jobs(tree)


def _add_fallbacks(tree: Tree, generate: Parser) -> None:
    generate.add_argument(
        "--fallback",
        action="append",
        default=[],
        metavar="ID[:MODEL]",
        help=tree.say(N_("who is asked when the first refuses or is down; several in their order")),
    )
    generate.add_argument(
        "--fallback-wait",
        type=count_of_minutes,
        metavar="MINUTES",
        help=tree.say(N_("ask the next after this long without an answer")),
    )
    generate.add_argument(
        "--fallback-while-billed",
        action="store_true",
        help=tree.say(N_("also while the one before may still be paid for")),
    )


def _add_jobs(tree: Tree) -> None:
    jobs = tree.add(
        "jobs",
        queue.jobs,
        N_("list the attempts of a project, or decide about one"),
        [
            "fenjing jobs lanterns.fenjing --follow",
            "fenjing jobs lanterns.fenjing resolve ATTEMPT --as not-sent",
            "fenjing jobs lanterns.fenjing cancel ATTEMPT",
            "fenjing jobs lanterns.fenjing pause seedance",
        ],
    )
    add_project(tree, jobs)
    jobs.add_argument(
        "verb",
        nargs="?",
        default="",
        choices=("", "resolve", "cancel", "pause", "resume"),
        metavar="VERB",
        help=tree.say(N_("resolve, cancel, pause or resume; none lists them")),
    )
    jobs.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="ATTEMPT|VENDOR",
        help=tree.say(N_("the attempt to resolve or cancel, the generator to pause or resume")),
    )
    jobs.add_argument(
        "--follow", action="store_true", help=tree.say(N_("stay until nothing is in flight"))
    )
    jobs.add_argument(
        "--csv", action="store_true", help=tree.say(N_("print the attempts as a table for books"))
    )
    jobs.add_argument(
        "--cancel",
        metavar="ATTEMPT",
        help=tree.say(N_("cancel one attempt where that is possible")),
    )
    jobs.add_argument(
        "--resolve",
        metavar="ATTEMPT",
        help=tree.say(N_("decide about an attempt whose outcome is unknown")),
    )
    jobs.add_argument(
        "--as",
        dest="outcome",
        metavar="not-sent|ID",
        help=tree.say(N_("what became of it: never sent, or the generator's id of the job")),
    )
    costs = tree.add(
        "costs", costing.costs, N_("what generators really cost: kept, rejected, waiting")
    )
    add_project(tree, costs)
