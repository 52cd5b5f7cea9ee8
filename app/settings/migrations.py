"""Brings a settings file of an older version to today's form: one function for each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.settings.model import VERSION

Fields = dict[str, Any]


def _from_0(fields: Fields) -> Fields:
    """Files before version numbers held the language as `zh` or `en`."""
    language = fields.get("language")
    return {**fields, "language": "zh_CN" if language == "zh" else language}


STEPS: dict[int, Callable[[Fields], Fields]] = {0: _from_0}


def migrate(fields: Fields) -> Fields:
    """The same choices in today's form; a newer version's file is returned as it is."""
    version = fields.get("version", 0)
    while isinstance(version, int) and version < VERSION:
        fields = {**STEPS[version](fields), "version": version + 1}
        version += 1
    return fields
