"""The options of `cast`, `recipe`, `continuity` and `outdated`."""

from __future__ import annotations

from pathlib import Path

from app.cli import casting, consistency
from app.cli.arguments import Parser, Tree, add_project
from app.domain.wording import N_


def add(tree: Tree) -> None:
    """All four commands."""
    _add_cast(tree)
    recipe = tree.add(
        "recipe",
        consistency.recipe,
        N_("what would be asked for one shot: prompt, pictures, what is left out"),
        ["fenjing recipe lanterns.fenjing 1-2-03 --generator kling"],
    )
    add_project(tree, recipe)
    recipe.add_argument(
        "shot", metavar="SHOT", help=tree.say(N_("its number such as 1-2-03, or its position"))
    )
    _add_generator(tree, recipe)
    continuity = tree.add(
        "continuity",
        consistency.continuity,
        N_("looks, references and cuts that do not fit together"),
    )
    add_project(tree, continuity, episode=True)
    outdated = tree.add(
        "outdated",
        consistency.outdated,
        N_("takes that no longer show what their shots ask for, and why"),
    )
    add_project(tree, outdated, episode=True)


def _add_generator(tree: Tree, parser: Parser) -> None:
    parser.add_argument(
        "--generator", default="", metavar="ID", help=tree.say(N_("as fenjing generators names it"))
    )
    parser.add_argument("--model", default="", metavar="M", help=tree.say(N_("one of its models")))


def _add_cast(tree: Tree) -> None:
    cast = tree.add(
        "cast",
        casting.cast,
        N_("list characters, places and props, or work on their looks and sheets"),
        [
            "fenjing cast lanterns.fenjing --json",
            "fenjing cast lanterns.fenjing draw Lin --generator seedream",
            "fenjing cast lanterns.fenjing look Lin --look coat --from 1-3 --description 'red coat'",
            "fenjing cast lanterns.fenjing sheet Lin --out lin.png",
            "fenjing cast lanterns.fenjing export Lin --out lin.fenjingcast",
            "fenjing cast other.fenjing bring lin.fenjingcast",
        ],
    )
    add_project(tree, cast)
    cast.add_argument(
        "verb",
        nargs="?",
        default="",
        choices=("", "sheet", "draw", "look", "export", "bring"),
        metavar="VERB",
        help=tree.say(N_("sheet, draw, look, export or bring; none lists them")),
    )
    cast.add_argument(
        "entry", nargs="?", default="", metavar="NAME", help=tree.say(N_("who; a file for bring"))
    )
    cast.add_argument("--out", type=Path, metavar="FILE", help=tree.say(N_("where it goes")))
    cast.add_argument(
        "--look",
        dest="name",
        default="",
        metavar="NAME",
        help=tree.say(N_("which look; the first when not given, a new one for look")),
    )
    cast.add_argument(
        "--plain", action="store_true", help=tree.say(N_("a sheet without names and letters"))
    )
    cast.add_argument(
        "--slots", default="", metavar="front,side", help=tree.say(N_("which views to draw"))
    )
    _add_generator(tree, cast)
    cast.add_argument(
        "--dry-run", action="store_true", help=tree.say(N_("only say what drawing would cost"))
    )
    cast.add_argument(
        "--description", default="", metavar="TEXT", help=tree.say(N_("the look in words"))
    )
    cast.add_argument(
        "--reason", default="", metavar="TEXT", help=tree.say(N_("why the look changes"))
    )
    cast.add_argument(
        "--from",
        dest="first",
        default="",
        metavar="1-3",
        help=tree.say(N_("the first scene of the look; from the beginning when not given")),
    )
    cast.add_argument(
        "--to",
        dest="last",
        default="",
        metavar="1-5",
        help=tree.say(N_("its last scene; to the end when not given")),
    )
