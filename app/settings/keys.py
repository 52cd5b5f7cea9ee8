"""Vendor keys: in the OS keyring, else in memory for this session only; the environment wins for headless use.

Never written by us to any file, log or argument list.
"""

from __future__ import annotations

import logging
import os
from typing import Literal, Protocol

_log = logging.getLogger(__name__)
_SERVICE = "fenjing"

KeyPlace = Literal["environment", "keyring", "session", "none"]


class KeyStore(Protocol):
    """What this room needs of a keyring backend."""

    def get_password(self, service: str, name: str) -> str | None:
        """The stored value, or None."""

    def set_password(self, service: str, name: str, value: str) -> None:
        """Store a value."""

    def delete_password(self, service: str, name: str) -> None:
        """Remove a value."""


def environment_name(vendor_id: str, what: Literal["KEY", "URL"]) -> str:
    """`FENJING_<VENDOR>_KEY`: upper case, dashes become underscores."""
    return f"FENJING_{vendor_id.upper().replace('-', '_')}_{what}"


def system_keyring() -> KeyStore | None:
    """The OS keyring, or None where there is none or only one that keeps plain text."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    module = type(backend).__module__
    if isinstance(backend, (fail.Keyring, null.Keyring)) or module.startswith("keyrings.alt"):
        return None
    return backend


class Keys:
    """Where a vendor's key comes from and goes to."""

    def __init__(self, store: KeyStore | None = None) -> None:
        self._store = store
        self._session: dict[str, str] = {}

    @property
    def has_keyring(self) -> bool:
        """False where keys are kept for this session only."""
        return self._store is not None

    def get(self, vendor_id: str) -> str:
        """The key, or an empty string."""
        return self._find(vendor_id)[0]

    def place(self, vendor_id: str) -> KeyPlace:
        """Where the key was found."""
        return self._find(vendor_id)[1]

    def put(self, vendor_id: str, key: str) -> KeyPlace:
        """Keep a key and say where it went; an empty key forgets it."""
        self._session.pop(vendor_id, None)
        if not key:
            self._forget(vendor_id)
            return "none"
        if self._store is not None and self._write(vendor_id, key):
            return "keyring"
        self._session[vendor_id] = key
        return "session"

    def _find(self, vendor_id: str) -> tuple[str, KeyPlace]:
        from_environment = os.environ.get(environment_name(vendor_id, "KEY"), "")
        if from_environment:
            return from_environment, "environment"
        if vendor_id in self._session:
            return self._session[vendor_id], "session"
        stored = self._read(vendor_id)
        return (stored, "keyring") if stored else ("", "none")

    def _read(self, vendor_id: str) -> str:
        from keyring.errors import KeyringError

        if self._store is None:
            return ""
        try:
            return self._store.get_password(_SERVICE, vendor_id) or ""
        except KeyringError as trouble:
            _log.warning("keyring did not answer: %s", type(trouble).__name__)
            return ""

    def _write(self, vendor_id: str, key: str) -> bool:
        from keyring.errors import KeyringError

        assert self._store is not None  # noqa: S101 - narrowed by the caller
        try:
            self._store.set_password(_SERVICE, vendor_id, key)
        except KeyringError as trouble:
            _log.warning(
                "keyring refused the key, kept for this session: %s", type(trouble).__name__
            )
            return False
        return True

    def _forget(self, vendor_id: str) -> None:
        from keyring.errors import KeyringError

        if self._store is None:
            return
        try:
            self._store.delete_password(_SERVICE, vendor_id)
        except KeyringError as trouble:
            _log.info("no stored key to forget: %s", type(trouble).__name__)
