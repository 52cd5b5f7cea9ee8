"""`costs`: what generators really cost in a project, by generator, framing and character."""

from __future__ import annotations

from typing import Any

from app.cli.context import Context
from app.domain import vocabulary
from app.domain.money import Money
from app.domain.wording import N_
from app.planning.experience import Dimension, Experience, span

#: What the document calls each table, and how it is grouped.
TABLES: dict[str, tuple[Dimension, ...]] = {
    "by_generator": ("generator", "model"),
    "by_size": ("size", "generator"),
    "by_character": ("character", "generator"),
}
_TITLES = {
    "by_generator": N_("By generator"),
    "by_size": N_("By framing"),
    "by_character": N_("By character"),
}


def costs(context: Context) -> int:
    """Rejects, the price of a kept second, and waiting, from the project's own ledger and picks."""
    output = context.output
    with context.open(read_only=True) as session:
        tables = {name: session.production.experience.table(by) for name, by in TABLES.items()}
        whole = session.production.experience.table(())
        spend = session.production.attempts.spend()
    if not whole:
        output.say(N_("Nothing was paid for yet."))
        output.hint(N_("Next: fenjing generate {project}"), project=context.project)
    for name, rows in tables.items():
        if rows:
            output.say(_TITLES[name])
            _show(context, name, rows)
            output.line()
    for title, sums in ((N_("Spent: {sum}"), spend.whole), (N_("Reserved: {sum}"), spend.reserved)):
        if sums:
            output.say(title, sum=_sums(sums))
    output.document(
        {
            "whole": _document(whole[0]) if whole else None,
            **{name: [_document(row) for row in rows] for name, rows in tables.items()},
            "spent": [money.model_dump(mode="json") for money in spend.whole],
            "reserved": [money.model_dump(mode="json") for money in spend.reserved],
            "today": [money.model_dump(mode="json") for money in spend.today],
        }
    )
    return 0


def _show(context: Context, name: str, rows: tuple[Experience, ...]) -> None:
    headings = (
        N_("Who or what"), N_("Sent"), N_("Kept"), N_("Not used"), N_("Open"), N_("Spent"), N_("Kept second"),
        N_("Waiting, half"), N_("Waiting, 9 of 10"),
    )  # fmt: skip
    output = context.output
    table = [
        (
            _called(context, name, row),
            row.sent,
            row.kept,
            row.rejected + row.failed,
            row.sent - row.decided,
            _sums(row.spent),
            str(row.per_kept_second or ""),
            _wait(context, row.wait_median),
            _wait(context, row.wait_90),
        )
        for row in rows
    ]
    output.table(headings, table, right=" rrrrrrrr")


def _called(context: Context, name: str, row: Experience) -> str:
    if name == "by_generator":
        return f"{row.generator} {row.model}".strip()
    if name == "by_character":
        return f"{row.character}  {row.generator}"
    size = vocabulary.read_size(row.size)
    label = vocabulary.size_label(size, context.output.language) if size else row.size
    return f"{label}  {row.generator}"


def _wait(context: Context, seconds: float | None) -> str:
    return context.output.sentence(span(seconds)) if seconds is not None else ""


def _sums(sums: tuple[Money, ...]) -> str:
    return " + ".join(str(money) for money in sums)


def _document(row: Experience) -> dict[str, Any]:
    return {
        **row.model_dump(mode="json"),
        "decided": row.decided,
        "reject_rate": row.reject_rate,
    }
