"""`shots`, `cast` and `generators`: what there is."""

from __future__ import annotations

from typing import Any

from app.cli import words
from app.cli.context import Context, episodes_of
from app.domain import timing, vocabulary
from app.domain.cards import Card, ModelCard
from app.domain.cast import CastEntry, Look
from app.domain.wording import N_

#: A description in a table is cut here; `--json` has the whole of it.
_MOST_DESCRIBED = 36
#: Keys that are missing are hinted at one by one up to here.
_MOST_HINTS = 3


def shots(context: Context) -> int:
    """The shots of a project, in story order; `#` is the position that `generate --shots` takes."""
    output = context.output
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        names = {entry.id: entry.name for entry in session.all(CastEntry)}
        fps = session.project.fps
        for episode in episodes_of(session, context.arguments.episode):
            for row in session.board_rows(episode.id):
                shot, place = row.shot, len(rows) + 1
                subjects = [names[subject] for subject in shot.subjects if subject in names]
                rows.append(
                    (
                        place,
                        shot.number,
                        vocabulary.size_label(shot.size, output.language),
                        vocabulary.angle_label(shot.angle, output.language),
                        vocabulary.move_label(shot.move, output.language),
                        timing.short_time(shot.length, fps),
                        _joined(context, subjects),
                        row.takes,
                    )
                )
                documents.append(
                    {
                        **shot.model_dump(mode="json"),
                        "episode": episode.number,
                        "position": place,
                        "seconds": timing.seconds_of(shot.length, fps),
                        "subject_names": subjects,
                        "takes": row.takes,
                    }
                )
    if rows:
        headings = (
            "#",
            N_("Shot"),
            N_("Size"),
            N_("Angle"),
            N_("Move"),
            N_("Length"),
            N_("In frame"),
            N_("Takes"),
        )
        output.table(headings, rows, right="r    r r")
    else:
        output.say(N_("There are no shots yet."))
        output.hint(N_("Next: fenjing breakdown {project} --accept"), project=context.project)
    output.document({"shots": documents})
    return 0


def cast(context: Context) -> int:
    """Characters, places, props and styles with their looks."""
    output = context.output
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        looks = session.all(Look)
        for entry in session.all(CastEntry):
            own = [look for look in looks if look.cast_id == entry.id]
            pictures = sum(len(look.references) for look in own)
            rows.append(
                (
                    output.translate(words.CAST_KINDS[entry.kind]),
                    entry.name,
                    _joined(context, entry.aliases),
                    entry.age,
                    pictures,
                    _shortened(entry.description),
                )
            )
            documents.append(
                {
                    **entry.model_dump(mode="json"),
                    "looks": [look.model_dump(mode="json") for look in own],
                }
            )
    if rows:
        headings = (
            N_("Kind"),
            N_("Name"),
            N_("Also called"),
            N_("Age"),
            N_("Pictures"),
            N_("Description"),
        )
        output.table(headings, rows, right="    r ")
    else:
        output.say(N_("Nobody is in the cast yet."))
        output.hint(N_("Next: fenjing import {project} SCRIPT"), project=context.project)
    output.document({"cast": documents})
    return 0


def generators(context: Context) -> int:
    """Every generator with its models, limits, prices and whether a key is there."""
    output = context.output
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    missing: list[Card] = []
    for card in context.studio.catalog.cards:
        state = context.studio.key_state(card)
        if state == "missing":
            missing.append(card)
        rows.append(
            (
                card.id,
                output.translate(words.CARD_KINDS[card.kind]),
                [output.translate(words.MEDIA[medium]) for medium in card.media],
                output.translate(words.KEY_STATES[state]),
                [_model(context, card, model) for model in card.models],
            )
        )
        documents.append(
            {
                **card.model_dump(mode="json"),
                "vendor": card.vendor or card.id,
                "key_state": state,
                "key_variable": "" if card.key == "none" else words.variable(card),
                "models": [_document(card, model) for model in card.models],
            }
        )
    headings = (N_("Generator"), N_("Kind"), N_("Makes"), N_("Key"), N_("Models"))
    output.table(headings, rows)
    variables = sorted({words.variable(card) for card in missing})
    for name in variables[:_MOST_HINTS]:
        output.hint(N_("A key: set {variable}, or Preferences in the window."), variable=name)
    if len(variables) > _MOST_HINTS:
        output.hint(N_("The others: FENJING_<VENDOR>_KEY; fenjing generators --json names each."))
    output.document({"generators": documents, "problems": list(context.studio.cards.problems)})
    return 0


def _document(card: Card, model: ModelCard) -> dict[str, Any]:
    """A model with what holds for it, wherever on the card that stands."""
    return {
        **model.model_dump(mode="json"),
        "media": list(card.media_of(model)),
        "retired": bool(model.retired_on),
        "pictures": card.pictures_of(model).model_dump(mode="json"),
    }


def _model(context: Context, card: Card, model: ModelCard) -> str:
    """One model on one line: its id, limits and price, or since when it is gone and what followed it."""
    name = model.id or model.label
    fill = context.output.fill
    if model.retired_on and model.successor:
        return fill(
            N_("{name}  retired {date}, use {successor}"),
            name=name,
            date=model.retired_on,
            successor=model.successor,
        )
    if model.retired_on:
        return fill(N_("{name}  retired {date}"), name=name, date=model.retired_on)
    lengths = _lengths(model) if "video" in card.media_of(model) else ""
    parts = (name, lengths, " ".join(model.resolutions), _price(context, model))
    return "  ".join(part for part in parts if part)


def _price(context: Context, model: ModelCard) -> str:
    """The lowest price of the model, in the unit it is counted in."""
    if not model.prices:
        return ""
    least = min(model.prices, key=lambda one: (one.unit == "picture", one.amount))
    text = N_("from {price} {unit}") if len(model.prices) > 1 else "{price} {unit}"
    amount = f"{least.amount.normalize():f} {least.currency}"
    unit = context.output.translate(words.UNITS.get(least.unit, least.unit))
    return context.output.fill(text, price=amount, unit=unit)


def _lengths(model: ModelCard) -> str:
    if model.seconds_choices:
        return "/".join(f"{seconds:g}" for seconds in model.seconds_choices) + " s"
    if model.seconds_max >= 600:
        return ""
    return f"{model.seconds_min:g}-{model.seconds_max:g} s"


def _joined(context: Context, names: tuple[str, ...] | list[str]) -> str:
    return ("、" if context.output.language == "zh" else ", ").join(names)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_DESCRIBED else f"{text[: _MOST_DESCRIBED - 1]}…"
