"""The queue as CSV, for whoever keeps books: one line for each attempt, in the order of asking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from app.studio.queue_rows import QueueRow

HEADS = (
    "attempt", "batch", "asked", "sent", "changed", "shot", "generator", "model", "medium", "seconds", "state",
    "waited_seconds", "estimate", "cost", "currency", "billed", "refusal", "vendor_id", "fallback_of",
)  # fmt: skip
#: What a spreadsheet would take for a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[QueueRow]) -> str:
    """Every attempt as one line under `HEADS`; times are ISO in UTC, sums plain numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    for row in sorted(rows, key=lambda one: one.attempt.sequence):
        writer.writerow([_cell(value) for value in _values(row)])
    return text.getvalue()


def _values(row: QueueRow) -> tuple[object, ...]:
    attempt = row.attempt
    paid, refusal = attempt.cost or attempt.estimate, attempt.refusal
    sent = attempt.submitted_at
    return (
        attempt.id,
        attempt.batch,
        attempt.created_at.isoformat(timespec="seconds"),
        sent.isoformat(timespec="seconds") if sent else "",
        attempt.updated_at.isoformat(timespec="seconds"),
        row.shot_number,
        attempt.generator,
        attempt.model,
        attempt.recipe.medium,
        attempt.recipe.seconds,
        attempt.state,
        round(row.waited),
        attempt.estimate.amount if attempt.estimate else "",
        attempt.cost.amount if attempt.cost else "",
        paid.currency if paid else "",
        refusal.billed if refusal else "",
        f"{refusal.kind} {refusal.code}".strip() if refusal else "",
        attempt.provider_id,
        attempt.fallback_of or "",
    )


def _cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
