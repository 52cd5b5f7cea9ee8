"""Volcengine's signature, version 4 of its own kind: HMAC-SHA256 over method, query, four headers and body.

Source: the signer of the vendor's SDK. The secret key is used exactly as the console shows it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

CONTENT_TYPE = "application/json"
_SIGNED = ("content-type", "host", "x-content-sha256", "x-date")


def signed_headers(
    key: tuple[str, str],
    *,
    host: str,
    path: str,
    query: Sequence[tuple[str, str]],
    body: bytes,
    at: datetime,
    service: str,
    region: str,
) -> dict[str, str]:
    """The headers of a POST whose body is JSON; `host` with its port when that is written in the address.

    `key` is access key and secret key, `at` any time with a zone.
    """
    access, secret = key
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    values = dict(zip(_SIGNED, (CONTENT_TYPE, host, digest, stamp), strict=True))
    canonical = "\n".join(
        (
            "POST", quote(path, safe="/~"), canonical_query(query),
            "".join(f"{name}:{values[name]}\n" for name in _SIGNED), ";".join(_SIGNED), digest,
        )
    )  # fmt: skip
    scope = f"{stamp[:8]}/{region}/{service}/request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    signing = secret.encode()
    for part in (stamp[:8], region, service, "request"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    signature = hmac.digest(signing, to_sign.encode(), "sha256").hex()
    return {
        "Content-Type": CONTENT_TYPE,
        "X-Content-Sha256": digest,
        "X-Date": stamp,
        "Authorization": (
            f"HMAC-SHA256 Credential={access}/{scope}, SignedHeaders={';'.join(_SIGNED)}, "
            f"Signature={signature}"
        ),
    }


def canonical_query(query: Sequence[tuple[str, str]]) -> str:
    """Pairs sorted by name, escaped as RFC 3986 says."""
    return "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query)
    )
