"""AWS signature version 4 for object storage that speaks S3: putting a file, and an address to read it.

Source: AWS documentation, "Authenticating Requests (AWS Signature Version 4)". Most clouds' storage (TOS, OSS,
COS, R2, MinIO) accepts it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


def put_headers(
    key: tuple[str, str], url: str, body_sha256: str, *, region: str, at: datetime
) -> dict[str, str]:
    """The headers of a PUT of a body with that SHA-256 (hex) to `url`, which has no query."""
    stamp = _stamp(at)
    parts = urlsplit(url)
    values = {"host": parts.netloc, "x-amz-content-sha256": body_sha256, "x-amz-date": stamp}
    signature = _signature(key[1], "PUT", parts.path, "", values, body_sha256, region, stamp)
    signed = ";".join(values)
    return {
        "X-Amz-Content-Sha256": body_sha256,
        "X-Amz-Date": stamp,
        "Authorization": (
            f"{_ALGORITHM} Credential={key[0]}/{_scope(stamp, region)}, SignedHeaders={signed}, "
            f"Signature={signature}"
        ),
    }


def reading_address(
    key: tuple[str, str], url: str, *, region: str, at: datetime, seconds: int = 86_400
) -> str:
    """`url` with a signed query that lets anyone read it for `seconds` (at most seven days)."""
    stamp = _stamp(at)
    parts = urlsplit(url)
    query = [
        ("X-Amz-Algorithm", _ALGORITHM),
        ("X-Amz-Credential", f"{key[0]}/{_scope(stamp, region)}"),
        ("X-Amz-Date", stamp),
        ("X-Amz-Expires", str(seconds)),
        ("X-Amz-SignedHeaders", "host"),
    ]
    text = "&".join(f"{name}={quote(value, safe='~')}" for name, value in query)
    values = {"host": parts.netloc}
    unsigned = "UNSIGNED-PAYLOAD"
    signature = _signature(key[1], "GET", parts.path, text, values, unsigned, region, stamp)
    return f"{url}?{text}&X-Amz-Signature={signature}"


def _signature(
    secret: str, method: str, path: str, query: str, values: dict[str, str], digest: str,
    region: str, stamp: str,
) -> str:  # fmt: skip
    headers = "".join(f"{name}:{value}\n" for name, value in values.items())
    canonical = "\n".join((method, path or "/", query, headers, ";".join(values), digest))
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join((_ALGORITHM, stamp, _scope(stamp, region), hashed))
    signing = f"AWS4{secret}".encode()
    for part in (stamp[:8], region, "s3", "aws4_request"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    return hmac.digest(signing, to_sign.encode(), "sha256").hex()


def _scope(stamp: str, region: str) -> str:
    return f"{stamp[:8]}/{region}/s3/aws4_request"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
