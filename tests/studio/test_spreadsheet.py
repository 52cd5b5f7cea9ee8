"""The queue as CSV: every attempt once, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import timedelta

from app.domain.attempts import Refusal
from app.studio.queue_rows import QueueRow
from app.studio.spreadsheet import HEADS, as_csv
from tests.store import dramas


def test_one_line_for_each_attempt_and_no_formulas() -> None:
    first = dramas.attempt("shot").model_copy(update={"sequence": 2, "provider_id": "=1+1"})
    second = dramas.attempt("shot").model_copy(
        update={
            "sequence": 1,
            "state": "failed",
            "refusal": Refusal(kind="failed", message="no", code="E1", billed="no"),
            "submitted_at": dramas.START + timedelta(minutes=1),
        }
    )
    rows = [
        QueueRow(attempt=one, shot_number="1-1,“a”", shot_exists=True, waited=61.4)
        for one in (first, second)
    ]
    lines = list(csv.DictReader(as_csv(rows).splitlines()))
    assert [line["attempt"] for line in lines] == [second.id, first.id]
    assert tuple(lines[0]) == HEADS
    assert lines[1]["vendor_id"] == "'=1+1"
    assert (lines[0]["refusal"], lines[0]["billed"]) == ("failed E1", "no")
    assert (lines[0]["shot"], lines[0]["waited_seconds"]) == ("1-1,“a”", "61")
