"""Volcengine's signature against the document's vector."""

from __future__ import annotations

from datetime import UTC, datetime

from app.generators.signatures.volcengine import canonical_query, signed_headers

BODY = b'{"req_key":"jimeng_t2v_v30","prompt":"hello"}'
QUERY = (("Version", "2022-08-31"), ("Action", "CVSync2AsyncSubmitTask"))


def test_the_documents_vector() -> None:
    headers = signed_headers(
        ("AK_TEST", "SK_TEST"),
        host="visual.volcengineapi.com",
        path="/",
        query=QUERY,
        body=BODY,
        at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        service="cv",
        region="cn-north-1",
    )
    assert headers == {
        "Content-Type": "application/json",
        "X-Date": "20260102T030405Z",
        "X-Content-Sha256": "b0dbf458ea0d67ee0fa119588ece970cc00656cdf296eb3b9328f89a85c5616b",
        "Authorization": (
            "HMAC-SHA256 Credential=AK_TEST/20260102/cn-north-1/cv/request, "
            "SignedHeaders=content-type;host;x-content-sha256;x-date, "
            "Signature=9d7a9a6f0e98c6b73167d701e41b31e5fe968eb8e90609bb90005ee6731450a2"
        ),
    }


def test_query_names_are_sorted_and_escaped() -> None:
    assert canonical_query((("b", "x y/z"), ("a", "~-_."))) == "a=~-_.&b=x%20y%2Fz"
