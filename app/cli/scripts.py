"""`script check`: what is found in a script, and what could not be placed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from app.cli.context import Context
from app.cli.output import visible
from app.domain.script import Element, ParsedScene, Screenplay, ScriptFormat
from app.domain.wording import N_
from app.errors import BadInput
from app.studio import intake

_FORMATS: dict[ScriptFormat, str] = {
    "fountain": N_("Fountain"),
    "chinese": N_("Chinese short drama"),
}

#: No script is larger; whatever is, was named by mistake.
_MOST_BYTES = 20_000_000


def read(path: Path, encoding: str | None) -> Screenplay:
    """A script from disk, parsed and not kept.

    Raises:
        BadInput, MalformedScript: it is not there, cannot be read, or is no script; the message names the fix.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError as trouble:
        raise BadInput(
            N_("There is no file {path}.").format(path=path), N_("Check the name.")
        ) from trouble
    except (OSError, ValueError) as trouble:
        raise BadInput(
            N_("{path} cannot be read.").format(path=path),
            N_("Check that it is a file and that you may read it."),
        ) from trouble
    if len(data) > _MOST_BYTES:
        raise BadInput(
            N_("{path} is too large for a script.").format(path=path),
            N_("Name a text file below 20 MB."),
        )
    return intake.read_script(data, name=path.name, encoding=encoding)


def say_diagnostics(context: Context, screenplay: Screenplay, *, infos: bool = True) -> None:
    """What could not be placed, each with its line."""
    output = context.output
    for diagnostic in screenplay.diagnostics:
        if diagnostic.severity == "info" and not infos:
            continue
        place = output.fill(N_("line {line}"), line=diagnostic.line) if diagnostic.line else ""
        output.finding(diagnostic.severity, diagnostic.message, place)


def check(context: Context) -> int:
    """Parse one file and show what was found; 1 when the script has errors."""
    screenplay = read(context.arguments.file, context.arguments.encoding)
    output = context.output
    scenes = [scene for episode in screenplay.episodes for scene in episode.scenes]
    lines = [element for scene in scenes for element in scene.elements if element.is_spoken]
    output.say(
        N_("{format}, {encoding}; episodes: {episodes}, scenes: {scenes}, lines: {lines}"),
        format=output.translate(_FORMATS[screenplay.format]),
        encoding=screenplay.encoding,
        episodes=len(screenplay.episodes),
        scenes=len(scenes),
        lines=len(lines),
    )
    for episode in screenplay.episodes:
        output.say(N_("Episode {number}  {title}"), number=episode.number, title=episode.title)
        output.table(
            (N_("Scene"), N_("Heading"), N_("Elements"), N_("Lines")),
            [
                (
                    scene.number,
                    scene.heading,
                    len(scene.elements),
                    sum(1 for element in scene.elements if element.is_spoken),
                )
                for scene in episode.scenes
            ],
            right="  rr",
        )
    say_diagnostics(context, screenplay)
    output.document(_document(screenplay))
    bad = any(diagnostic.severity == "error" for diagnostic in screenplay.diagnostics)
    if not bad and scenes:
        output.hint(
            N_("Next: fenjing import PROJECT {file}"),
            file=visible(shlex.quote(str(context.arguments.file))),
        )
    return 1 if bad else 0


def _document(screenplay: Screenplay) -> dict[str, Any]:
    return {
        "format": screenplay.format,
        "encoding": screenplay.encoding,
        "title": screenplay.title,
        "episodes": [
            {
                "number": episode.number,
                "title": episode.title,
                "scenes": [_scene(s) for s in episode.scenes],
            }
            for episode in screenplay.episodes
        ],
        "diagnostics": [
            {"severity": d.severity, "line": d.line, "message": d.message, "code": d.code}
            for d in screenplay.diagnostics
        ],
    }


def _scene(scene: ParsedScene) -> dict[str, Any]:
    return {
        "number": scene.number,
        "heading": scene.heading,
        "int_ext": scene.int_ext,
        "location": scene.place,
        "time_of_day": scene.time_of_day or scene.time,
        "characters": list(scene.cast),
        "line": scene.line,
        "elements": [_element(element) for element in scene.elements],
    }


def _element(element: Element) -> dict[str, Any]:
    return {
        "type": element.type,
        "text": element.text,
        "speaker": element.speaker,
        "extension": element.extension,
        "parenthetical": element.parenthetical,
        "line": element.line,
    }
