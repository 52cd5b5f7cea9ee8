"""The options of the commands that make files for others."""

from __future__ import annotations

from pathlib import Path

from app.cli import delivering, demo, exchanging, exporting, files
from app.cli.arguments import Parser, Tree, episode_or_all, number
from app.domain.wording import N_

_FORMATS = (
    "otio", "fcpxml", "xmeml", "edl", "jianying", "capcut", "srt", "vtt", "ass", "xlsx", "csv",
    "pdf", "html", "contact",
)  # fmt: skip
_HARDWARE = ("auto", "nvenc", "videotoolbox", "qsv", "vaapi", "amf")


def add_films(tree: Tree) -> None:
    """Every command that makes a file for others, or looks at one."""
    for add in (_add_export, _add_check, _add_exchange, _add_files, _add_demo):
        add(tree)


def _project(tree: Tree, parser: Parser) -> None:
    parser.add_argument(
        "project", type=Path, metavar="PROJECT", help=tree.say(N_("a NAME.fenjing folder"))
    )


def _add_export(tree: Tree) -> None:
    export = tree.add(
        "export",
        exporting.export,
        N_("render episodes to files"),
        [
            "fenjing export lanterns.fenjing --episode 1",
            "fenjing export lanterns.fenjing --episode all --preset douyin,kuaishou --out films",
            "fenjing export lanterns.fenjing --episode 1 --clean --stems --farm tcp://10.0.0.5:8786",
        ],
    )
    _project(tree, export)
    export.add_argument(
        "--episode",
        type=episode_or_all,
        required=True,
        metavar="N|all",
        help=tree.say(N_("the episode, or all")),
    )
    export.add_argument(
        "--preset",
        default="",
        metavar="NAME[,NAME]",
        help=tree.say(N_("how it is made; the master of the project's shape when not given")),
    )
    export.add_argument(
        "--out",
        type=Path,
        metavar="FILE|DIR",
        help=tree.say(N_("where it goes; a folder for several films")),
    )
    export.add_argument(
        "--clean", action="store_true", help=tree.say(N_("also a version without captions"))
    )
    export.add_argument(
        "--stems",
        action="store_true",
        help=tree.say(N_("also dialogue, music and effects, and the mix as WAV")),
    )
    export.add_argument(
        "--farm",
        metavar="ADDRESS",
        help=tree.say(N_("a Dask scheduler whose workers render; empty: this machine")),
    )
    export.add_argument(
        "--hardware",
        choices=_HARDWARE,
        default="",
        metavar="NAME",
        help=tree.say(N_("a hardware encoder to try: auto, nvenc, videotoolbox, qsv, vaapi, amf")),
    )


def _add_check(tree: Tree) -> None:
    check = tree.add(
        "deliver-check",
        delivering.deliver_check,
        N_("say what a platform would bounce, without rendering"),
        ["fenjing deliver-check lanterns.fenjing --episode 1 --preset douyin"],
    )
    _project(tree, check)
    check.add_argument(
        "--episode",
        type=episode_or_all,
        required=True,
        metavar="N|all",
        help=tree.say(N_("the episode, or all")),
    )
    check.add_argument(
        "--preset",
        default="",
        metavar="NAME[,NAME]",
        help=tree.say(N_("as fenjing presets names it; several are checked one by one")),
    )
    tree.add("presets", delivering.presets, N_("list every kind of delivery with its limits"))


def _add_exchange(tree: Tree) -> None:
    exchange = tree.add(
        "exchange",
        exchanging.exchange,
        N_("write an episode for editing programs, as captions or on paper"),
        [
            "fenjing exchange lanterns.fenjing --episode 1 --format otio --out cut.otio",
            "fenjing exchange lanterns.fenjing --episode 1 --format pdf --layout grid",
        ],
    )
    _project(tree, exchange)
    exchange.add_argument(
        "--episode", type=number, required=True, metavar="N", help=tree.say(N_("the episode"))
    )
    exchange.add_argument(
        "--format",
        choices=_FORMATS,
        required=True,
        metavar="NAME",
        help=", ".join(_FORMATS),
    )
    exchange.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help=tree.say(N_("where it goes; a new folder for drafts")),
    )
    exchange.add_argument(
        "--no-media", action="store_true", help=tree.say(N_("leave the media where they are"))
    )
    exchange.add_argument(
        "--layout",
        choices=("rows", "grid", "thumbs", "solo"),
        default="rows",
        help=tree.say(N_("pages of the PDF")),
    )
    exchange.add_argument(
        "--language",
        choices=("zh", "en"),
        help=tree.say(N_("words of tables; the project's when not given")),
    )
    back = tree.add(
        "take-back",
        exchanging.take_back,
        N_("what a cut or a shot list that comes back would change"),
        [
            "fenjing take-back lanterns.fenjing cut.otio",
            "fenjing take-back lanterns.fenjing shots.xlsx --episode 1 --accept",
        ],
    )
    _project(tree, back)
    back.add_argument(
        "file", type=Path, metavar="FILE", help=tree.say(N_("an OTIO, FCPXML, XLSX or CSV file"))
    )
    back.add_argument("--episode", type=number, metavar="N", help=tree.say(N_("only this episode")))
    back.add_argument("--accept", action="store_true", help=tree.say(N_("apply the diff")))
    back.add_argument(
        "--leave-out",
        action="store_true",
        help=tree.say(N_("leave shots out of the film that the list does not name")),
    )
    back.add_argument(
        "--encoding",
        metavar="E",
        help=tree.say(N_("read the list in this encoding instead of the detected one")),
    )


def _add_files(tree: Tree) -> None:
    verify = tree.add(
        "verify",
        files.verify,
        N_("say what any film, picture or sound carries: size, AI label, C2PA"),
    )
    verify.add_argument("file", type=Path, metavar="FILE", help=tree.say(N_("any media file")))
    bundle = tree.add("bundle", files.bundle, N_("write a project as one file for a colleague"))
    _project(tree, bundle)
    bundle.add_argument("--out", type=Path, metavar="FILE", help=tree.say(N_("where it goes")))
    bundle.add_argument(
        "--no-media", action="store_true", help=tree.say(N_("without films, pictures and sounds"))
    )
    unbundle = tree.add("unbundle", files.unbundle, N_("make a project of such a file"))
    unbundle.add_argument(
        "file", type=Path, metavar="FILE", help=tree.say(N_("a bundle of a project"))
    )
    unbundle.add_argument(
        "folder", type=Path, metavar="DIR", help=tree.say(N_("the project's new folder"))
    )


def _add_demo(tree: Tree) -> None:
    show = tree.add("demo", demo.demo, N_("the whole way on the sample drama, from script to MP4"))
    show.add_argument(
        "--out", type=Path, metavar="DIR", help=tree.say(N_("where the project and the film go"))
    )
    show.add_argument(
        "--language", choices=("zh", "en"), help=tree.say(N_("the sample drama in this language"))
    )
