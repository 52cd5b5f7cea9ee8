"""The only door to the network, and its manners: time-outs, pacing, classes of failure, nothing sent twice.

A paid request leaves through `Channel.send`, exactly once, on a connection of its own: a kept connection
that the vendor closed meanwhile would turn a certain "not sent" into a doubt. What is free to repeat leaves
through `Channel.ask`. Answers are values (`contract.Answer`); nothing here raises for what a vendor does.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO
from urllib.request import getproxies, proxy_bypass

import httpx

from app.errors import Environment
from app.generators.addresses import is_loopback
from app.generators.backoff import CAP, backoff
from app.generators.contract import Answer, Lost, NotSent, Reply, Request
from app.generators.login import Login, host_of
from app.generators.redaction import Redactor, without_query
from app.generators.refusals import retry_after

_LOG = logging.getLogger(__name__)
#: Raised by httpx before a byte of the request has left.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True)
class Timeouts:
    """Seconds. `read` is the longest silence while an answer is awaited, not the whole call."""

    connect: float = 10.0
    read: float = 120.0
    write: float = 60.0
    pool: float = 60.0


@dataclass(frozen=True)
class Pace:
    """Manners toward one vendor: requests at the same time, and seconds between two starts."""

    at_once: int = 6
    gap: float = 0.05


#: Large files wait for each other, not for questions.
DOWNLOADS = Pace(at_once=3, gap=0.0)
Form = list[tuple[str, tuple[None, str] | tuple[str, BinaryIO, str]]]


@dataclass(frozen=True)
class Stream:
    """An open answer whose body is still to come; header names are lower case."""

    status: int
    headers: dict[str, str]
    chunks: AsyncIterator[bytes]


class StreamBroken(Environment):
    """The body ended early, or the connection never came; `message` says which. Caught by download.py."""


class Http:
    """The clients of one event loop; made, used and closed on it."""

    def __init__(
        self,
        timeouts: Timeouts = Timeouts(),
        pace: Pace = Pace(),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._timeouts = httpx.Timeout(
            connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool
        )
        self._pace = pace
        self._clients: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self._gates: dict[str, tuple[_Gate, _Gate]] = {}
        self._verify: ssl.SSLContext | None = None
        self.sleep = sleep
        # httpx tells whole addresses, with their queries, to anyone who listens at INFO.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self.redactor = Redactor()

    async def __aenter__(self) -> Http:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    def channel(self, vendor: str, login: Login) -> Channel:
        """The way to one vendor; all channels of a vendor share its pace."""
        self.redactor.learn(login.secrets)
        gates = self._gates.setdefault(vendor, (_Gate(self._pace), _Gate(DOWNLOADS)))
        return Channel(self, gates, vendor, login)

    def client(self, url: str, *, once: bool) -> httpx.AsyncClient:
        """The client for an address: never through a proxy to this machine, never kept when `once`."""
        direct = is_loopback(host_of(url)[0])
        held = self._clients.get((direct, once))
        if held is None:
            self._verify = self._verify or httpx.create_ssl_context()
            held = httpx.AsyncClient(
                timeout=self._timeouts,
                verify=self._verify,
                trust_env=not direct,
                follow_redirects=False,
                limits=httpx.Limits(
                    max_connections=100, max_keepalive_connections=0 if once else 20
                ),
                headers={"user-agent": "Fenjing"},
            )
            self._clients[direct, once] = held
        return held


class Channel:
    """One vendor's way to the network, with its login, its pace and its secrets kept."""

    def __init__(self, http: Http, gates: tuple[_Gate, _Gate], vendor: str, login: Login) -> None:
        self._http = http
        self._gate, self._downloads = gates
        self._vendor = vendor
        self._login = login

    @property
    def login(self) -> Login:
        """Address and key in force."""
        return self._login

    @property
    def redactor(self) -> Redactor:
        """Knows every key that this loop has used."""
        return self._http.redactor

    async def send(self, request: Request) -> Answer:
        """Send exactly once, whatever happens."""
        return await self._once(request, once=True)

    async def ask(self, request: Request, tries: int = 1) -> Answer:
        """Send a request that is free to repeat, up to `tries` times; Retry-After is waited for.

        A vendor that asks for more than a minute is not waited for in here: its answer says when to ask again.
        """
        for failures in range(1, tries):
            answer = await self._once(request, once=False)
            if isinstance(answer, Reply) and answer.status < 500 and answer.status != 429:
                return answer
            asked = retry_after(answer) if isinstance(answer, Reply) else None
            if asked is not None and asked > CAP:
                return answer
            await self._http.sleep(asked if asked is not None else backoff(failures))
        return await self._once(request, once=False)

    async def _once(self, request: Request, *, once: bool) -> Answer:
        async with self._gate.turn(self._http.sleep):
            answer = await self._speak(request, once=once)
        outcome = answer.status if isinstance(answer, Reply) else type(answer).__name__
        _LOG.debug(
            "%s %s %s: %s", self._vendor, request.method, without_query(request.url), outcome
        )
        return answer

    async def _speak(self, request: Request, *, once: bool) -> Answer:
        clean = self.redactor.text
        with contextlib.ExitStack() as opened:
            try:
                files = _form(request, opened)
            except OSError as error:
                return NotSent(reason=f"a file to send cannot be read: {error.strerror}")
            try:
                return await self._exchange(request, files, once=once)
            except _BEFORE_SENDING as error:
                return NotSent(reason=clean(_words(error)))
            except (httpx.HTTPError, OSError) as error:
                return Lost(reason=clean(_words(error)))

    async def _exchange(self, request: Request, files: Form, *, once: bool) -> Answer:
        headers = dict(request.headers)
        if request.json_body is not None:
            headers.setdefault("Content-Type", "application/json")
        client = self._http.client(request.url, once=once)
        timeout = client.timeout
        if request.patience is not None:
            known = timeout.as_dict()
            timeout = httpx.Timeout(**(known | {"read": request.patience}))
        async with client.stream(
            request.method,
            request.url,
            params=list(request.query) or None,
            headers=headers,
            content=None if files else request.body() or None,
            files=files or None,
            timeout=timeout,
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > request.answer_cap:
                    return Lost(reason=f"the answer is larger than {request.answer_cap} bytes")
            return Reply(status=response.status_code, headers=_headers(response), body=bytes(body))

    @asynccontextmanager
    async def stream(
        self, url: str, headers: dict[str, str], pinned: str = ""
    ) -> AsyncIterator[Stream]:
        """Open a download. `pinned` is the checked address to connect to, "" for the name itself.

        Raises:
            StreamBroken: no connection, or the body ended early.
        """
        client = self._http.client(url, once=True)
        target, extra = httpx.URL(url), dict(headers)
        extensions: dict[str, str] = {}
        if pinned and not _proxied(url):
            extra["Host"] = target.netloc.decode()
            extensions["sni_hostname"] = target.host
            target = target.copy_with(host=pinned)
        try:
            async with (
                self._downloads.turn(self._http.sleep),
                client.stream("GET", target, headers=extra, extensions=extensions) as response,
            ):
                yield Stream(response.status_code, _headers(response), response.aiter_raw())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StreamBroken(self.redactor.text(_words(error))) from error


class _Gate:
    """Lets through `at_once` requests, `gap` seconds apart."""

    def __init__(self, pace: Pace) -> None:
        self._room = asyncio.Semaphore(pace.at_once)
        self._gap = pace.gap
        self._next = 0.0

    @asynccontextmanager
    async def turn(self, sleep: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
        async with self._room:
            now = time.monotonic()
            wait, self._next = self._next - now, max(now, self._next) + self._gap
            if wait > 0:
                await sleep(wait)
            yield


def _form(request: Request, opened: contextlib.ExitStack) -> Form:
    """The parts of a multipart form, with their files open until `opened` closes."""
    form: Form = []
    for part in request.parts:
        if part.data is not None:
            made = io.BytesIO(part.data)
            form.append((part.name, (part.filename or part.name, made, part.content_type)))
            continue
        if part.path is None:
            form.append((part.name, (None, part.value)))
            continue
        stream = opened.enter_context(part.path.open("rb"))
        form.append((part.name, (part.filename or part.path.name, stream, part.content_type)))
    return form


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _proxied(url: str) -> bool:
    host = host_of(url)[0]
    proxies = getproxies()
    return bool({"https", "all"} & set(proxies)) and not proxy_bypass(host)
