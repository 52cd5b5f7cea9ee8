"""Keeps keys out of everything that is shown, logged or stored: by exact value and by pattern."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BaseModel

from app.domain.attempts import Refusal
from app.generators.contract import Part, Request

T = TypeVar("T")

HIDDEN = "***"
_PATTERNS = (
    re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?i)\b(token|key)\s+(?=\S*\d)[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(
        r"(?i)([\"']?(?:api[-_]?key|access[-_]?key|secret|authorization|x-api-key|signature|password)"
        r"[\"']?\s*[:=]\s*)[\"']?[^\s\"',;&}]{6,}[\"']?"
    ),
    re.compile(r"\b(?:sk|ak|rk|pk|vda|key)[-_][A-Za-z0-9_-]{12,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    re.compile(r"\bAK(?:LT|ID)[A-Za-z0-9]{12,}"),
)
_SECRET_HEADERS = frozenset(
    {
        "authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "set-cookie",
        "x-security-token", "proxy-authorization", "xi-api-key", "group-id",
    }
)  # fmt: skip
_URL = re.compile(r"https?://[^\s\"'<>]+")


class Redactor:
    """Hides the given secrets, raw, base64 and percent-encoded, and anything that looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._values: tuple[str, ...] = ()
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these from now on too."""
        forms = set(self._values)
        for secret in secrets:
            if len(secret) >= 4:
                coded = base64.b64encode(secret.encode()).decode()
                forms |= {secret, quote(secret, safe=""), coded, coded.rstrip("=")}
        self._values = tuple(sorted(forms, key=len, reverse=True))

    def text(self, text: str) -> str:
        """`text` with every secret replaced and every address cut before its query."""
        for value in self._values:
            text = text.replace(value, HIDDEN)
        text = _URL.sub(lambda match: without_query(match.group()), text)
        for pattern in _PATTERNS:
            text = pattern.sub(
                lambda match: f"{match.group(1)} {HIDDEN}" if match.lastindex else HIDDEN, text
            )
        return text

    def answer(self, answer: T) -> T:
        """A vendor's answer with everything that is kept or shown as text cleaned; addresses stay whole."""
        if not isinstance(answer, BaseModel):
            return answer
        changed: dict[str, object] = {}
        for name in ("note", "vendor_state", "message", "reason"):
            held = getattr(answer, name, None)
            if isinstance(held, str) and held:
                changed[name] = self.text(held)
        for name in ("refusal", "not_taken"):
            held = getattr(answer, name, None)
            if isinstance(held, Refusal):
                texts = {
                    field: getattr(held, field) for field in ("message", "fix", "code", "detail")
                }
                clean = {field: self.text(text) for field, text in texts.items()}
                changed[name] = held.model_copy(update=clean)
        return answer.model_copy(update=changed) if changed else answer

    def request(self, request: Request) -> dict[str, Any]:
        """The request as the send preview shows it: whole, with keys hidden and pictures abbreviated."""
        shown: dict[str, Any] = {"method": request.method, "url": self.text(request.url)}
        if request.note:
            shown["note"] = request.note
        shown["headers"] = {
            name: self._header(name, value) for name, value in request.headers.items()
        }
        if request.query:
            shown["query"] = [[name, self.text(value)] for name, value in request.query]
        if request.json_body is not None:
            shown["body"] = self._value(request.json_body)
        elif request.content is not None:
            shown["body"] = f"<{len(request.content)} bytes>"
        elif request.parts:
            shown["form"] = [[part.name, self._part(part)] for part in request.parts]
        return shown

    def _header(self, name: str, value: str) -> str:
        if name.lower() not in _SECRET_HEADERS:
            return self.text(value)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {HIDDEN}" if space else HIDDEN

    def _part(self, part: Part) -> str:
        if part.data is not None:
            return f"<file {part.filename or part.name}, {len(part.data)} bytes>"
        if part.path is None:
            return self.text(part.value)
        return f"<file {part.filename or part.path.name}, {part.path.stat().st_size} bytes>"

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): self._value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._value(item) for item in value]
        if isinstance(value, str):
            return self._string(value)
        return value

    def _string(self, value: str) -> str:
        if value.startswith("data:") and len(value) > 120:
            return f"{value[: value.find(',') + 1]}<{len(value)} characters>"
        if len(value) > 20_000:
            return f"<{len(value)} characters>"
        return self.text(value)


class LogRedactor(logging.Filter):
    """A logging filter that hides what `redactor` knows in every message and traceback."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one."""
        record.msg, record.args = self._redactor.text(record.getMessage()), None
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text, record.exc_info = self._redactor.text(trace), None
        return True


def without_query(url: str) -> str:
    """An address without user, query and fragment, which often carry signatures."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
    except ValueError:
        return HIDDEN
    return urlunsplit((parts.scheme, netloc, parts.path, HIDDEN if parts.query else "", ""))


def one_line(body: bytes, most: int = 600) -> str:
    """Raw vendor text for `Refusal.detail`: one line, at most `most` characters, compact when JSON."""
    text = body[: most * 8].decode("utf-8", errors="replace")
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        text = " ".join(text.split())
    return text[:most]
