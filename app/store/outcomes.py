"""What became of every attempt, without its recipe's bulk: one statement over the ledger."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.domain.experience import Outcome
from app.domain.ids import ShotId, TakeId
from app.domain.money import Money

OUTCOMES = sa.text("""
SELECT shot_id, generator, state, charge, amount, currency,
  json_extract(body, '$.model') AS model,
  coalesce(json_extract(body, '$.recipe.medium'), 'video') AS medium,
  coalesce(json_extract(body, '$.recipe.picture.size'), '') AS size,
  (SELECT json_group_array(json_extract(f.value, '$.name'))
     FROM json_each(attempts.body, '$.recipe.picture.figures') AS f
     WHERE coalesce(json_extract(f.value, '$.crowd'), 0) = 0) AS people,
  json_extract(body, '$.take_id') AS take_id,
  json_extract(body, '$.submitted_at') AS submitted_at,
  json_extract(body, '$.updated_at') AS updated_at,
  coalesce(json_extract(body, '$.recipe.seconds'), 0) AS seconds
FROM attempts ORDER BY sequence
""")


def outcome(row: sa.Row[Any]) -> Outcome:
    """One row of `OUTCOMES`. A reservation is no cost yet; money spent in doubt is (see `store.charges`)."""
    paid = row.charge == "spent"
    return Outcome(
        shot_id=ShotId(row.shot_id),
        generator=row.generator,
        model=row.model or "",
        medium=row.medium,
        size=row.size,
        people=tuple(json.loads(row.people or "[]")),
        state=row.state,
        take_id=TakeId(row.take_id) if row.take_id else None,
        submitted_at=datetime.fromisoformat(row.submitted_at) if row.submitted_at else None,
        updated_at=datetime.fromisoformat(row.updated_at),
        seconds=float(row.seconds),
        spent=Money(amount=Decimal(row.amount), currency=row.currency) if paid else None,
    )
