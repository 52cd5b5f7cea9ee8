"""`cast`: who is in the drama and how they look; sheets drawn, composed and carried between projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli import words
from app.cli.context import Context
from app.commands import cast as cast_commands
from app.domain.bible import BIBLE_FIELDS
from app.domain.cast import SLOTS, CastEntry, Look, Slot, find_by_name
from app.domain.ids import SceneId
from app.domain.script import Scene
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.studio.session import Session

#: A description in a table is cut here; `--json` has the whole of it.
_MOST_DESCRIBED = 36
#: What `draw` makes when no views are named.
_DRAWN: dict[str, tuple[Slot, ...]] = {
    "character": ("front", "three_quarter", "side", "back", "full"),
    "place": ("wide", "opposite"),
    "prop": ("front", "side", "back"),
    "style": ("wide",),
}


def cast(context: Context) -> int:
    """List the cast, or do one thing with one entry."""
    verbs: dict[str, Callable[[Context], int]] = {
        "": _list,
        "sheet": _sheet,
        "draw": _draw,
        "look": _look,
        "export": _export,
        "bring": _bring,
    }
    return verbs[context.arguments.verb](context)


def _list(context: Context) -> int:
    output = context.output
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        looks = session.all(Look)
        numbers = _numbers(session)
        for entry in session.all(CastEntry):
            own = [look for look in looks if look.cast_id == entry.id]
            pictures = sum(len(look.references) for look in own)
            rows.append(
                (
                    output.translate(words.CAST_KINDS[entry.kind]),
                    entry.name,
                    _joined(context, entry.aliases),
                    entry.age,
                    [_told(context, look, numbers) for look in own],
                    pictures,
                    _shortened(entry.description),
                )
            )
            documents.append(_document(session, entry, own, numbers))
    if rows:
        headings = (
            N_("Kind"),
            N_("Name"),
            N_("Also called"),
            N_("Age"),
            N_("Looks"),
            N_("Pictures"),
            N_("Description"),
        )
        output.table(headings, rows, right="     r ")
    else:
        output.say(N_("Nobody is in the cast yet."))
        output.hint(N_("Next: fenjing import {project} SCRIPT"), project=context.project)
    output.document({"cast": documents})
    return 0


def _document(
    session: Session, entry: CastEntry, looks: list[Look], numbers: dict[SceneId, str]
) -> dict[str, Any]:
    bible = {name: getattr(entry.bible, name) for name in BIBLE_FIELDS[entry.kind]}
    return {
        **entry.model_dump(mode="json"),
        "bible": bible,
        "looks": [
            {
                **look.model_dump(mode="json", exclude={"earlier"}),
                "from": numbers.get(look.from_scene, "") if look.from_scene else "",
                "to": numbers.get(look.to_scene, "") if look.to_scene else "",
                "versions": [each.version for each in look.earlier] + [look.sheet_version],
                "slots": {
                    slot: [
                        {
                            "file": str(session.file.assets.path(each.media)),
                            "missing": session.media_path(each.media) is None,
                            "rights": each.rights,
                            "generated_by": each.generated_by,
                            "label": each.label,
                        }
                        for each in look.references
                        if each.slot == slot
                    ]
                    for slot in SLOTS[entry.kind]
                },
            }
            for look in looks
        ],
    }


def _sheet(context: Context) -> int:
    """Compose the pinned views of a look to one picture."""
    output, out = context.output, _out(context)
    with context.open(read_only=True) as session:
        look = _look_of(context, session, _entry(context, session))
        named = {slot: output.translate(text) for slot, text in words.SLOTS.items()}
        made = session.sheets.export_sheet(
            look.id, out, captions=not context.arguments.plain, words=named
        )
    output.line(str(made))
    output.document({"file": str(made), "look": look.id, "sheet_version": look.sheet_version})
    return 0


def _draw(context: Context) -> int:
    """Have the views of a look made that it does not have, and pin them."""
    arguments, output = context.arguments, context.output
    with context.open() as session:
        entry = _entry(context, session)
        if not session.all(Look, cast_id=entry.id):
            session.intake.first_look(entry.id)
        look = _look_of(context, session, entry)
        sheet = session.sheets.quote(
            look.id,
            _slots(context, entry, look),
            generator=arguments.generator,
            model=arguments.model,
        )
        for item in sheet.items:
            for sentence in item.dropped:
                output.finding("warning", sentence, item.shot_number)
        for money in sheet.totals:
            output.say(N_("This costs {price}."), price=str(money))
        if arguments.dry_run:
            output.document({"quote": sheet.summary(), "pinned": []})
            return 0
        ids = session.production.generate(sheet)
        with context.working(N_("Drawing the sheet")) as (report, stopped):
            session.production.attempts.wait(ids, report, stopped)
        pinned = session.sheets.pin_arrived(ids, origin="cli")
        states = {one: session.production.attempts.get(one).state for one in ids}
        after = session.get(Look, look.id)
    output.say(
        N_("{name}: {count} pictures pinned, sheet v{version}."),
        name=entry.name,
        count=len(pinned),
        version=after.sheet_version,
    )
    output.document(
        {
            "quote": sheet.summary(),
            "attempts": states,
            "pinned": [each.slot for each in pinned],
            "sheet_version": after.sheet_version,
        }
    )
    return 0 if all(state == "take" for state in states.values()) else 1


def _look(context: Context) -> int:
    """Add a look that holds from one scene to another."""
    arguments, output = context.arguments, context.output
    if not arguments.name:
        raise BadInput(N_("A look needs a name."), N_("Write it: --look NAME."))
    with context.open() as session:
        entry = _entry(context, session)
        session.do(
            cast_commands.add_look,
            entry.id,
            arguments.name,
            description=arguments.description,
            reason=arguments.reason,
            from_scene=_scene(session, arguments.first),
            to_scene=_scene(session, arguments.last),
            origin="cli",
        )
        made = session.all(Look, cast_id=entry.id)[-1]
        told = _told(context, made, _numbers(session))
    output.line(f"{entry.name}  {told}")
    output.document({"look": made.model_dump(mode="json")})
    return 0


def _export(context: Context) -> int:
    """Write an entry with its sheets into one file."""
    with context.open(read_only=True) as session:
        made = session.library.export(_entry(context, session).id, _out(context))
    context.output.line(str(made))
    context.output.document({"file": str(made)})
    return 0


def _bring(context: Context) -> int:
    """Add the entry of a cast file; its path stands where other verbs have a name."""
    with context.open() as session:
        made = session.library.bring(Path(_name(context)), origin="cli")
        entry = session.get(CastEntry, made)
    context.output.say(N_("{name} is in the cast."), name=entry.name)
    context.output.document({"entry": entry.model_dump(mode="json")})
    return 0


# -- what is meant --------------------------------------------------------------------------------


def _name(context: Context) -> str:
    name: str = context.arguments.entry
    if not name:
        raise BadInput(N_("This needs a name."), N_("Write it behind the verb."))
    return name


def _out(context: Context) -> Path:
    out: Path | None = context.arguments.out
    if out is None:
        raise BadInput(N_("This needs a file to write."), N_("Write it: --out FILE."))
    return out


def _entry(context: Context, session: Session) -> CastEntry:
    name = _name(context)
    entry = find_by_name(session.cast(), name)
    if entry is None:
        raise NotFound(
            N_("Nobody in the cast is called {name}.").format(name=name),
            N_("fenjing cast PROJECT lists them."),
        )
    return entry


def _look_of(context: Context, session: Session, entry: CastEntry) -> Look:
    """The look of `--look`, else the first."""
    looks = session.all(Look, cast_id=entry.id)
    wanted = context.arguments.name
    found = next((look for look in looks if not wanted or look.name == wanted), None)
    if found is None:
        raise NotFound(
            N_("{name} has no such look.").format(name=entry.name),
            N_("fenjing cast PROJECT lists them."),
        )
    return found


def _slots(context: Context, entry: CastEntry, look: Look) -> tuple[Slot, ...]:
    """The views that are named, else the usual ones that are still empty."""
    text: str = context.arguments.slots
    if not text:
        held = {each.slot for each in look.references}
        return tuple(slot for slot in _DRAWN[entry.kind] if slot not in held) or _DRAWN[entry.kind]
    known = [slot for slot in SLOTS[entry.kind] if slot != "sheet"]
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := [part for part in wanted if part not in known]:
        raise BadInput(
            N_("A sheet of this kind has no view {slot}.").format(slot=unknown[0]),
            N_("It has: {known}.").format(known=", ".join(known)),
        )
    return tuple(slot for slot in known if slot in wanted)


def _scene(session: Session, number: str) -> SceneId | None:
    if not number:
        return None
    found = next((scene for scene in _scenes(session) if scene.number == number), None)
    if found is None:
        raise NotFound(
            N_("There is no scene {number}.").format(number=number),
            N_("Write its number as the script has it, such as 1-3."),
        )
    return found.id


def _scenes(session: Session) -> list[Scene]:
    return [scene for one in session.episodes() for scene in session.scenes(one.id)]


def _numbers(session: Session) -> dict[SceneId, str]:
    return {scene.id: scene.number or scene.heading for scene in _scenes(session)}


# -- words ----------------------------------------------------------------------------------------


def _told(context: Context, look: Look, numbers: dict[SceneId, str]) -> str:
    """One look on one line: its name, where it holds, and its sheet."""
    first = numbers.get(look.from_scene, "") if look.from_scene else ""
    last = numbers.get(look.to_scene, "") if look.to_scene else ""
    ranged = f"{first}–{last}" if first or last else context.output.translate(N_("everywhere"))
    name = look.name or _shortened(look.description) or "—"
    return f"{name}  {ranged}  v{look.sheet_version}"


def _joined(context: Context, names: tuple[str, ...]) -> str:
    return ("、" if context.output.language == "zh" else ", ").join(names)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_DESCRIBED else f"{text[: _MOST_DESCRIBED - 1]}…"
