"""The settings file: read tolerantly, written whole or not at all."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from app.domain.wording import N_
from app.errors import DiskTrouble
from app.settings.migrations import migrate
from app.settings.model import Settings

_log = logging.getLogger(__name__)


class SettingsFile:
    """`settings.json` in the person's configuration folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"
        self._current: Settings | None = None

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

    @property
    def current(self) -> Settings:
        """The person's choices; defaults when there is no file or it cannot be read (it is kept aside)."""
        if self._current is None:
            self._current = self._read()
        return self._current

    def save(self, settings: Settings) -> Settings:
        """Write `settings` in place of the old file and return them.

        Raises:
            DiskTrouble: the folder cannot be written to; the old file is untouched.
        """
        text = json.dumps(settings.model_dump(mode="json"), ensure_ascii=False, indent=2)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".settings-")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    stream.write(text)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(name).replace(self._path)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as trouble:
            raise DiskTrouble(
                N_("Your settings could not be saved."),
                N_("Check {parent}.").format(parent=self._path.parent),
            ) from trouble
        self._current = settings
        return settings

    def _read(self) -> Settings:
        try:
            fields = json.loads(self._path.read_text(encoding="utf-8"))
            return Settings.model_validate(migrate(fields))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, TypeError, AttributeError, ValidationError) as trouble:
            _log.warning("settings file unreadable, defaults are used: %s", type(trouble).__name__)
            self._keep_aside()
            return Settings()

    def _keep_aside(self) -> None:
        try:
            self._path.replace(self._path.with_suffix(".unreadable.json"))
        except OSError as trouble:
            _log.warning("unreadable settings could not be kept aside: %s", trouble)
