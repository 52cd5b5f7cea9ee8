"""An object storage that speaks S3, inside a fake vendor: what the person put there, vendors can read."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.generators.login import Login
from app.generators.signatures.s3 import put_headers, reading_address
from tests.fakes.server import Call, Response

KEY = "AK_STORE_4711:SK_STORE_0815_abcdef"
_XML = {"Content-Type": "application/xml"}


class FakeStorage:
    """Holds a bucket at `/bucket` of its owner's server; the region is the default one."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def login(self, origin: str) -> Login:
        return Login(address=f"{origin}/bucket", key=KEY, own=True)

    def put(self, call: Call, origin: str) -> Response:
        """Keep a body whose signature and digest are right."""
        at = datetime.strptime(call.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        digest = hashlib.sha256(call.body).hexdigest()
        pair = Login("", KEY).pair
        right = put_headers(pair, f"{origin}{call.path}", digest, region="us-east-1", at=at)
        if call.headers.get("authorization") != right["Authorization"]:
            return Response(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", _XML)
        self.held[call.path] = call.body
        return Response(200)

    def read(self, address: object) -> bytes | None:
        """What a vendor would get at a signed address; None when it could not read it."""
        if not isinstance(address, str):
            return None
        parts = urlsplit(address)
        fields = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        if "X-Amz-Date" not in fields:
            return None
        at = datetime.strptime(fields["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        plain = address.partition("?")[0]
        right = reading_address(Login("", KEY).pair, plain, region="us-east-1", at=at)
        return self.held.get(parts.path) if address == right else None
