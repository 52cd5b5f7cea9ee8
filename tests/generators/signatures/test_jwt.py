"""Tokens: the document's vector, and what RFC 7515 §3.3 asks of the parts."""

from __future__ import annotations

from app.generators.signatures.jwt import hs256


def test_the_documents_vector() -> None:
    payload = {"iss": "AK_TEST", "exp": 1767324600, "nbf": 1767322795}
    assert hs256(payload, "SK_TEST") == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        "eyJpc3MiOiJBS19URVNUIiwiZXhwIjoxNzY3MzI0NjAwLCJuYmYiOjE3NjczMjI3OTV9."
        "Hg0BCrn6qQqRZN8yrmj-ZSNYqwcCDdgWMHEk8FCFCrE"
    )


def test_no_part_is_padded() -> None:
    for length in range(1, 5):
        assert "=" not in hs256({"iss": "x" * length}, "s" * length)
