from __future__ import annotations

import pytest
from keyring.errors import PasswordDeleteError, PasswordSetError

from app.settings.keys import Keys


class Ring:
    """A keyring in memory, with the real backends' errors."""

    def __init__(self, *, locked: bool = False) -> None:
        self.held: dict[str, str] = {}
        self.locked = locked

    def get_password(self, service: str, name: str) -> str | None:
        return self.held.get(f"{service}/{name}")

    def set_password(self, service: str, name: str, value: str) -> None:
        if self.locked:
            raise PasswordSetError("locked")
        self.held[f"{service}/{name}"] = value

    def delete_password(self, service: str, name: str) -> None:
        if f"{service}/{name}" not in self.held:
            raise PasswordDeleteError("none")
        del self.held[f"{service}/{name}"]


def test_a_key_goes_to_the_keyring_and_comes_back() -> None:
    ring = Ring()
    assert Keys(ring).put("seedance", "secret") == "keyring"
    assert (Keys(ring).get("seedance"), Keys(ring).place("seedance")) == ("secret", "keyring")


@pytest.mark.parametrize("ring", [None, Ring(locked=True)])
def test_without_a_willing_keyring_a_key_lives_for_the_session(ring: Ring | None) -> None:
    keys = Keys(ring)
    assert keys.put("seedance", "secret") == "session"
    assert keys.get("seedance") == "secret"
    assert Keys(ring).get("seedance") == ""


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", "from-outside")
    keys = Keys(Ring())
    keys.put("seedance", "stored")
    assert (keys.get("seedance"), keys.place("seedance")) == ("from-outside", "environment")


def test_an_empty_key_forgets() -> None:
    keys = Keys(Ring())
    keys.put("seedance", "secret")
    assert keys.put("seedance", "") == "none"
    assert keys.put("never", "") == "none"
    assert keys.get("seedance") == ""
