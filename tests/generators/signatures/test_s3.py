"""The storage signature against the vectors of AWS's documentation."""

from __future__ import annotations

from datetime import UTC, datetime

from app.generators.signatures.s3 import put_headers, reading_address

KEY = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
AT = datetime(2013, 5, 24, tzinfo=UTC)


def test_the_documents_signed_address() -> None:
    url = "https://examplebucket.s3.amazonaws.com/test.txt"
    address = reading_address(KEY, url, region="us-east-1", at=AT)
    assert address == (
        f"{url}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_a_put_signs_host_digest_and_date() -> None:
    url = "https://examplebucket.s3.amazonaws.com/fenjing/a.png"
    headers = put_headers(KEY, url, "ab" * 32, region="us-east-1", at=AT)
    assert headers["X-Amz-Date"] == "20130524T000000Z"
    assert headers["X-Amz-Content-Sha256"] == "ab" * 32
    start = (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
    )
    assert headers["Authorization"].startswith(start)
    other = put_headers(KEY, url, "cd" * 32, region="us-east-1", at=AT)
    assert other["Authorization"] != headers["Authorization"]
