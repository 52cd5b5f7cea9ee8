"""Every change of the project's tables since schema 1, one function each.

A step is called with a connection inside one transaction, foreign keys not yet enforced, and brings schema
`n` to `n + 1`; it is entered in `STEPS` under `n`. A step is never edited after its release. With each new
schema, a frozen sample of the one before joins `tests/store/samples/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

Step = Callable[[sa.Connection], None]

#: Schema 1 is the first; nothing leads to it.
STEPS: Mapping[int, Step] = {}
