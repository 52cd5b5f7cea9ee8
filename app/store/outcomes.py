"""What became of every attempt, without its recipe's bulk: one statement over the ledger."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.domain.attempts import Attempt
from app.domain.experience import Outcome
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.money import Money
from app.store.charges import charge_of

#: All fields of a body in one call, so that SQLite reads each body once.
OUTCOMES = sa.text("""
SELECT id, shot_id, generator, state, charge, amount, currency,
  json_extract(body, '$.model', '$.recipe.medium', '$.recipe.picture.size', '$.take_id',
    '$.submitted_at', '$.updated_at', '$.recipe.seconds', '$.recipe.picture.figures') AS fields
FROM attempts ORDER BY sequence
""")


def outcome(row: sa.Row[Any]) -> Outcome:
    """One row of `OUTCOMES`. A reservation is no cost yet; money spent in doubt is (see `store.charges`)."""
    model, medium, size, take, sent, changed, seconds, figures = json.loads(row.fields)
    paid = row.charge == "spent"
    return Outcome(
        attempt_id=AttemptId(row.id),
        shot_id=ShotId(row.shot_id),
        generator=row.generator,
        model=model or "",
        medium=medium or "video",
        size=size or "",
        people=tuple(one["name"] for one in figures or () if not one.get("crowd")),
        state=row.state,
        take_id=TakeId(take) if take else None,
        submitted_at=datetime.fromisoformat(sent) if sent else None,
        updated_at=datetime.fromisoformat(changed),
        seconds=float(seconds or 0),
        spent=Money(amount=Decimal(row.amount), currency=row.currency) if paid else None,
    )


def outcome_of(attempt: Attempt) -> Outcome:
    """What `OUTCOMES` would say of one attempt, for whoever follows its steps."""
    recipe, charge = attempt.recipe, charge_of(attempt)
    return Outcome(
        attempt_id=attempt.id,
        shot_id=attempt.shot_id,
        generator=attempt.generator,
        model=attempt.model,
        medium=recipe.medium,
        size=recipe.picture.size,
        people=tuple(one.name for one in recipe.picture.figures if not one.crowd),
        state=attempt.state,
        take_id=attempt.take_id,
        submitted_at=attempt.submitted_at,
        updated_at=attempt.updated_at,
        seconds=recipe.seconds,
        spent=charge.money if charge.weight == "spent" else None,
    )
