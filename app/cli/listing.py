"""`shots`, `cast` and `generators`: what there is."""

from __future__ import annotations

from typing import Any

from app.cli.context import Context, episodes_of
from app.domain import timing
from app.domain.cards import ModelCard
from app.domain.cast import CastEntry, Look
from app.domain.wording import N_


def shots(context: Context) -> int:
    """The shots of a project, in story order."""
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        names = {entry.id: entry.name for entry in session.all(CastEntry)}
        fps = session.project.fps
        for episode in episodes_of(session, context.arguments.episode):
            for place, row in enumerate(session.board_rows(episode.id), start=1):
                shot = row.shot
                subjects = [names[subject] for subject in shot.subjects if subject in names]
                length = timing.short_time(shot.length, fps)
                rows.append(
                    (
                        place,
                        shot.number,
                        shot.size,
                        shot.angle,
                        shot.move,
                        length,
                        "、".join(subjects),
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
    context.output.table(headings, rows)
    context.output.document({"shots": documents})
    return 0


def cast(context: Context) -> int:
    """Characters, places, props and styles with their looks."""
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    with context.open(read_only=True) as session:
        looks = session.all(Look)
        for entry in session.all(CastEntry):
            own = [look for look in looks if look.cast_id == entry.id]
            pictures = sum(len(look.references) for look in own)
            rows.append(
                (
                    entry.kind,
                    entry.name,
                    "、".join(entry.aliases),
                    entry.age,
                    pictures,
                    entry.description[:40],
                )
            )
            documents.append(
                {
                    **entry.model_dump(mode="json"),
                    "looks": [look.model_dump(mode="json") for look in own],
                }
            )
    headings = (
        N_("Kind"),
        N_("Name"),
        N_("Also called"),
        N_("Age"),
        N_("Pictures"),
        N_("Description"),
    )
    context.output.table(headings, rows)
    context.output.document({"cast": documents})
    return 0


def generators(context: Context) -> int:
    """Every generator with its models, limits, prices and whether a key is there."""
    rows: list[tuple[object, ...]] = []
    documents: list[dict[str, Any]] = []
    for card in context.studio.catalog.cards:
        state = context.studio.key_state(card)
        rows.extend(
            (
                card.id,
                model.id or "-",
                card.kind,
                _lengths(model),
                " ".join(model.resolutions),
                state,
            )
            for model in card.models
        )
        documents.append({**card.model_dump(mode="json"), "key_state": state})
    headings = (N_("Generator"), N_("Model"), N_("Kind"), N_("Seconds"), N_("Sizes"), N_("Key"))
    context.output.table(headings, rows)
    context.output.document({"generators": documents})
    return 0


def _lengths(model: ModelCard) -> str:
    if model.retired_on:
        return f"- {model.retired_on}"
    if model.seconds_choices:
        return "/".join(f"{seconds:g}" for seconds in model.seconds_choices)
    return f"{model.seconds_min:g}-{model.seconds_max:g}"
