"""Where a vendor is reached and with which key: from the environment, or from whoever knows better."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import BadInput


@dataclass(frozen=True)
class Login:
    """Address without a trailing slash, and key. `own` is true for addresses the person typed.

    Only an `own` address may be plain http or lie inside a private network.
    """

    address: str
    key: str = field(default="", repr=False)
    own: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """The two halves of an `AK:SK` key.

        Raises:
            BadInput: the key has no colon.
        """
        first, colon, second = self.key.partition(":")
        if not (first and colon and second):
            raise BadInput(
                N_("This key has two parts."), N_("Enter both, joined by a colon: AK:SK.")
            )
        return first, second

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be shown: the key and each of its halves.

        Of a key that is a JSON file (a service account) the file and the private key in it are secret; its
        names and addresses are not.
        """
        parts: tuple[str, ...] = (self.key, *self.key.split(":"))
        if self.key.startswith("{"):
            with suppress(ValueError, AttributeError):
                private = str(json.loads(self.key).get("private_key", ""))
                parts = (self.key, private, json.dumps(private)[1:-1])
        return tuple(dict.fromkeys(part for part in parts if len(part) >= 4))

    def at(self, address: str) -> str:
        """Another host of the same vendor: `address`, unless the person typed one, which then serves all."""
        return self.address if self.own else address.rstrip("/")

    @property
    def host(self) -> tuple[str, int]:
        """Host name in lower case and port, the standard one when none is written."""
        return host_of(self.address)


LoginSource = Callable[[Card], Login]


def host_of(url: str) -> tuple[str, int]:
    """Host and port of an address; `("", 0)` when it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", 0
    return (parts.hostname or "").lower(), port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def variable(card: Card, what: str) -> str:
    """Name of the environment variable: `what` is `URL` or `KEY`."""
    vendor = (card.vendor or card.id).upper().replace("-", "_")
    return f"FENJING_{vendor}_{what}"


def from_environment(card: Card, environment: Mapping[str, str] | None = None) -> Login:
    """Address and key as `FENJING_<VENDOR>_URL` and `FENJING_<VENDOR>_KEY` say; the card's address else."""
    held = os.environ if environment is None else environment
    typed = held.get(variable(card, "URL"), "").strip().rstrip("/")
    return Login(
        address=typed or card.address.rstrip("/"),
        key=held.get(variable(card, "KEY"), "").strip(),
        own=bool(typed) or card.kind == "local",
    )


def options_from_environment(
    vendor: str, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A vendor's own choices for work without a window: `FENJING_<VENDOR>_OPTION_<NAME>`, by name in lower case."""
    held = os.environ if environment is None else environment
    start = f"FENJING_{vendor.upper().replace('-', '_')}_OPTION_"
    return {
        name.removeprefix(start).lower(): value.strip()
        for name, value in held.items()
        if name.startswith(start) and value.strip()
    }
