"""`script check`, `import` and `breakdown`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.context import Context, episodes_of
from app.domain.cast import CastEntry, Look, find_by_name
from app.domain.script import Element, ParsedScene, Screenplay
from app.domain.shots import Shot, ShotDiff
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.studio import intake
from app.studio.session import Session


def _read(path: Path, encoding: str | None) -> Screenplay:
    try:
        data = path.read_bytes()
    except FileNotFoundError as trouble:
        raise BadInput(
            N_("There is no file {path}.").format(path=path), N_("Check the name.")
        ) from trouble
    except OSError as trouble:
        raise BadInput(
            N_("{path} cannot be read.").format(path=path),
            N_("Check that it is a file and that you may read it."),
        ) from trouble
    return intake.read_script(data, name=path.name, encoding=encoding)


def check(context: Context) -> int:
    """Parse one file and show what was found; 1 when the script has errors."""
    screenplay = _read(context.arguments.file, context.arguments.encoding)
    output = context.output
    scenes = [scene for episode in screenplay.episodes for scene in episode.scenes]
    lines = [element for scene in scenes for element in scene.elements if element.is_spoken]
    output.say(
        N_("{format}, {encoding}: {episodes} episodes, {scenes} scenes, {lines} lines"),
        format=screenplay.format,
        encoding=screenplay.encoding,
        episodes=len(screenplay.episodes),
        scenes=len(scenes),
        lines=len(lines),
    )
    for episode in screenplay.episodes:
        output.say(f"  {episode.number}  {episode.title}")
        for scene in episode.scenes:
            output.say(f"      {scene.number:<6} {scene.heading}  ({len(scene.elements)})")
    for diagnostic in screenplay.diagnostics:
        output.say(
            f"{diagnostic.severity}: {diagnostic.line}: {output.sentence(diagnostic.message)}"
        )
    output.document(_document(screenplay))
    return 1 if any(diagnostic.severity == "error" for diagnostic in screenplay.diagnostics) else 0


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


def bring_in(context: Context) -> int:
    """Import each file by what it is."""
    arguments = context.arguments
    brought: list[dict[str, Any]] = []
    with context.open() as session:
        for path in arguments.files:
            if intake.kind_of(path) is None:
                brought.append(_bring_script(context, session, path))
            else:
                brought.append(_bring_media(context, session, path))
    context.output.document({"imported": brought})
    return 0


def _bring_script(context: Context, session: Session, path: Path) -> dict[str, Any]:
    if path.suffix.lower() not in intake.SCRIPT_SUFFIXES:
        raise BadInput(
            N_("{name} is of a kind that cannot be imported.").format(name=path.name),
            "Use .fountain, .txt or .md for scripts; PNG, JPEG, WebP, MP4, MOV, WebM, WAV, MP3, FLAC, M4A for media.",
        )
    screenplay = _read(path, context.arguments.encoding)
    summary = session.intake.accept_script(screenplay)
    context.output.say(
        N_(
            "{file}: {added} episodes added, {changed} rewritten, {scenes} scenes; new in the cast: {cast}"
        ),
        file=path.name,
        added=summary.episodes_added,
        changed=summary.episodes_changed,
        scenes=summary.scenes,
        cast="、".join(summary.cast_added) or "-",
    )
    for diagnostic in screenplay.diagnostics:
        if diagnostic.severity != "info":
            context.output.say(
                f"{diagnostic.severity}: {diagnostic.line}: {context.output.sentence(diagnostic.message)}"
            )
    diagnostics = [diagnostic.model_dump(mode="json") for diagnostic in screenplay.diagnostics]
    return {
        "file": str(path),
        "kind": "script",
        **summary.model_dump(mode="json"),
        "diagnostics": diagnostics,
    }


def _bring_media(context: Context, session: Session, path: Path) -> dict[str, Any]:
    kind, arguments = intake.kind_of(path), context.arguments
    if kind == "sound":
        episode = episodes_of(session, arguments.episode)[0]
        session.intake.set_music(episode.id, path)
        context.output.say(
            N_("{file}: music of episode {number}"), file=path.name, number=episode.number
        )
        return {"file": str(path), "kind": "music", "episode": episode.number}
    if arguments.cast:
        entry = find_by_name(session.all(CastEntry), arguments.cast)
        if entry is None:
            raise NotFound(
                N_("Nobody and nothing in the cast is called {cast}.").format(cast=arguments.cast),
                N_("See: fenjing cast PROJECT."),
            )
        looks = session.all(Look, cast_id=entry.id)
        look = looks[0] if looks else session.intake.first_look(entry.id)
        session.intake.pin_picture(look.id, "front", path)
        context.output.say(
            N_("{file}: reference picture of {name}"), file=path.name, name=entry.name
        )
        return {"file": str(path), "kind": "reference", "cast": entry.name}
    if not arguments.shot:
        raise BadInput(
            N_("{name} belongs to a shot or to someone.").format(name=path.name),
            N_("Add --shot 1-2-03 or --cast NAME."),
        )
    shot = next((shot for shot in session.all(Shot) if shot.number == arguments.shot), None)
    if shot is None:
        raise NotFound(
            N_("There is no shot {shot}.").format(shot=arguments.shot),
            N_("See: fenjing shots PROJECT."),
        )
    take = session.intake.keep_take(shot.id, session.intake.stage(path), note=path.name)
    context.output.say(N_("{file}: a take of shot {shot}"), file=path.name, shot=shot.number)
    return {"file": str(path), "kind": "take", "shot": shot.number, "take": take}


def breakdown(context: Context) -> int:
    """Show what the script asks for against the shots there are; `--accept` applies it."""
    documents: list[dict[str, Any]] = []
    with context.open(read_only=not context.arguments.accept) as session:
        for episode in episodes_of(session, context.arguments.episode):
            diff = session.production.breakdown(episode.id)
            if context.arguments.accept:
                session.production.accept(diff)
            coverage = session.production.coverage(episode.id)
            _say_diff(context, episode.number, diff)
            accepted = bool(context.arguments.accept)
            if accepted:
                context.output.say(
                    N_("Coverage: {covered} of {lines} lines, {percent:.0f} %"),
                    covered=coverage.covered,
                    lines=coverage.lines,
                    percent=coverage.percent,
                )
            documents.append(
                {
                    "episode": episode.number,
                    "accepted": accepted,
                    "changes": [change.model_dump(mode="json") for change in diff.changes],
                    "coverage": coverage.model_dump(mode="json"),
                }
            )
    context.output.document({"episodes": documents})
    return 0


def _say_diff(context: Context, number: int, diff: ShotDiff) -> None:
    context.output.say(
        N_("Episode {number}: {add} to add, {changed} changed, {keep} kept, {orphaned} orphaned"),
        number=number,
        add=diff.count("add"),
        changed=diff.count("changed"),
        keep=diff.count("keep"),
        orphaned=diff.count("orphaned"),
    )
    marks = {"add": "+", "changed": "~", "keep": " ", "orphaned": "-"}
    for change in diff.changes:
        proposal = change.proposal
        if proposal is None:
            context.output.say(f"  {marks[change.kind]} {change.shot_id}")
            continue
        text = f"{proposal.number:<8} {proposal.size:<4} {proposal.move:<12} {proposal.action[:48]}"
        context.output.say(f"  {marks[change.kind]} {text}")
