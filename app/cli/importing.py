"""`import`: scripts, pictures, clips and sound, each by what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.context import Context, episodes_of
from app.cli.scripts import read, say_diagnostics
from app.domain.cast import CastEntry, Look, find_by_name
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.studio import intake
from app.studio.session import Session


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
    if any(one["kind"] == "script" for one in brought):
        context.output.hint(N_("Next: fenjing breakdown {project}"), project=context.project)
    context.output.document({"imported": brought})
    return 0


def _bring_script(context: Context, session: Session, path: Path) -> dict[str, Any]:
    if path.suffix.lower() not in intake.SCRIPT_SUFFIXES:
        raise BadInput(
            N_("{name} is of a kind that cannot be imported.").format(name=path.name),
            N_("Use .fountain, .txt or .md for scripts, or a picture, film or sound file."),
        )
    screenplay = read(path, context.arguments.encoding)
    summary = session.intake.accept_script(screenplay)
    output = context.output
    output.say(
        N_("{file}; episodes added: {added}, rewritten: {changed}, scenes: {scenes}"),
        file=path.name,
        added=summary.episodes_added,
        changed=summary.episodes_changed,
        scenes=summary.scenes,
    )
    if summary.cast_added:
        comma = "、" if output.language == "zh" else ", "
        output.say(N_("New in the cast: {names}"), names=comma.join(summary.cast_added))
    say_diagnostics(context, screenplay, infos=False)
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
