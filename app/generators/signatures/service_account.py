"""Google service accounts: a JWT signed with the account's own key, exchanged for a short-lived access token.

Rules: RFC 7515 (JWS compact form, RS256) and RFC 7523 §2.1 (the grant); the claims are those of Google's
"Using OAuth 2.0 for server to server applications".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.wording import N_
from app.errors import BadInput

TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE = 3600


@dataclass(frozen=True)
class ServiceAccount:
    """What is needed of the JSON file that Google's console hands out."""

    email: str
    private_key: str = field(repr=False)
    project: str
    key_id: str = ""


def read_account(text: str) -> ServiceAccount:
    """A service account from its JSON text.

    Raises:
        BadInput: it is not JSON, or not a service account's.
    """
    try:
        held = json.loads(text)
        return ServiceAccount(
            email=str(held["client_email"]),
            private_key=str(held["private_key"]),
            project=str(held["project_id"]),
            key_id=str(held.get("private_key_id", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable() from error


def assertion(account: ServiceAccount, now: datetime) -> str:
    """The signed JWT that is exchanged for a token; valid for one hour from `now`.

    Raises:
        BadInput: the private key is not an RSA key in PEM.
    """
    header = {"alg": "RS256", "typ": "JWT"}
    if account.key_id:
        header["kid"] = account.key_id
    issued = int(now.timestamp())
    claims = {
        "iss": account.email, "scope": SCOPE, "aud": TOKEN_ADDRESS, "iat": issued,
        "exp": issued + _LIFE,
    }  # fmt: skip
    return rs256(_compact(header), _compact(claims), account.private_key)


def rs256(header: bytes, payload: bytes, private_key: str) -> str:
    """A JWS in compact form (RFC 7515 §3.1, RFC 7518 §3.3) over these exact bytes; the key is PEM.

    Raises:
        BadInput: the key is not an RSA key in PEM.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise _unusable() from error
    if not isinstance(key, RSAPrivateKey):
        raise _unusable()
    text = f"{_base64url(header)}.{_base64url(payload)}"
    return f"{text}.{_base64url(key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def _compact(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unusable() -> BadInput:
    return BadInput(
        N_("This is not the JSON file of a service account."),
        N_("Paste the whole file that Google's console offered for download."),
    )
