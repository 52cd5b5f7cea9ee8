"""Tencent Cloud API 3.0: TC3-HMAC-SHA256 over content type, host and body, and the X-TC headers.

Source: the signer of the vendor's SDK. The signed content type must be the sent one, byte for byte.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

CONTENT_TYPE = "application/json"
_SIGNED = "content-type;host"


def signed_headers(
    key: tuple[str, str],
    *,
    host: str,
    service: str,
    action: str,
    version: str,
    region: str,
    body: bytes,
    at: datetime,
) -> dict[str, str]:
    """The headers of a POST to `/`; `host` with its port when that is written in the address.

    `key` is SecretId and SecretKey, `at` any time with a zone, `region` "" where the service has none.
    """
    identity, secret = key
    moment = at.astimezone(UTC)
    day, stamp = moment.strftime("%Y-%m-%d"), str(int(moment.timestamp()))
    digest = hashlib.sha256(body).hexdigest()
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host}\n"
    canonical = f"POST\n/\n\n{headers}\n{_SIGNED}\n{digest}"
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    signing = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    signature = hmac.digest(signing, to_sign.encode(), "sha256").hex()
    made = {
        "Content-Type": CONTENT_TYPE,
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Timestamp": stamp,
        "Authorization": (
            f"TC3-HMAC-SHA256 Credential={identity}/{scope}, SignedHeaders={_SIGNED}, "
            f"Signature={signature}"
        ),
    }
    if region:
        made["X-TC-Region"] = region
    return made
