"""What a multipart form holds, read back by the standard library's own parser (RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

from tests.fakes.server import Call


@dataclass(frozen=True)
class Field:
    """One part of a form."""

    name: str
    data: bytes
    filename: str = ""
    content_type: str = ""

    @property
    def text(self) -> str:
        return self.data.decode()


def fields_of(call: Call) -> list[Field]:
    """The parts in the order they were sent."""
    head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + call.body)
    assert message.is_multipart(), call.headers["content-type"]
    found = []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        found.append(Field(name, data, part.get_filename() or "", part.get_content_type()))
    return found
