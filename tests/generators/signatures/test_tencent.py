"""Tencent Cloud's TC3 signature against the document's vector."""

from __future__ import annotations

from datetime import UTC, datetime

from app.generators.signatures.tencent import signed_headers


def test_the_documents_vector() -> None:
    headers = signed_headers(
        ("ID_TEST", "SK_TEST"),
        host="vclm.tencentcloudapi.com",
        service="vclm",
        action="SubmitHunyuanToVideoJob",
        version="2024-05-23",
        region="ap-guangzhou",
        body=b'{"Prompt":"hello"}',
        at=datetime.fromtimestamp(1767322800, UTC),
    )
    assert headers == {
        "Content-Type": "application/json",
        "X-TC-Action": "SubmitHunyuanToVideoJob",
        "X-TC-Version": "2024-05-23",
        "X-TC-Timestamp": "1767322800",
        "X-TC-Region": "ap-guangzhou",
        "Authorization": (
            "TC3-HMAC-SHA256 Credential=ID_TEST/2026-01-02/vclm/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=5ff39f8f5023aceb033a20d55fc24440c51ab481f8dd63dd565c47597d6e8aa8"
        ),
    }
