"""What a model of an aggregator can be told, for the form in which a person writes a card for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.domain.cards import InputField
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.inputs import proposed

_NO_SCHEMA = N_("This is no schema of a model.")
_WHERE = N_(
    "Copy the JSON that the service publishes for the model: OpenAPI, or the input's JSON Schema."
)


def read_schema(text: str) -> tuple[InputField, ...]:
    """A first map of our words to the model's fields, guessed from its published schema.

    Raises:
        BadInput: it is not JSON, or nothing in it is an input.
    """
    try:
        held: Any = json.loads(text)
    except ValueError as error:
        raise BadInput(_NO_SCHEMA, _WHERE) from error
    found = proposed(held) if isinstance(held, Mapping) else ()
    if not found:
        raise BadInput(_NO_SCHEMA, _WHERE)
    return found
