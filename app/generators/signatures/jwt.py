"""JSON Web Tokens signed with a shared secret (RFC 7519, HS256 of RFC 7518 §3.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping


def hs256(payload: Mapping[str, object], secret: str) -> str:
    """The compact token for a payload; both parts are compact JSON in the order given."""
    head = _part({"alg": "HS256", "typ": "JWT"})
    signed = f"{head}.{_part(payload)}"
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_bare(digest)}"


def _part(value: Mapping[str, object]) -> str:
    return _bare(json.dumps(value, separators=(",", ":")).encode())


def _bare(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
