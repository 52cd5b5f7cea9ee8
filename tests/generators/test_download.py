"""Downloads: resumed where the server can, whole or not at all, and only from where they may come."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.generators.download import Fetched, NotFetched, download
from app.generators.login import Login
from tests.fakes.clips import video
from tests.fakes.files import Shelf, Trick
from tests.fakes.server import Call, FakeServer, Response
from tests.fakes.stage import quick_http


class Cdn(FakeServer):
    """One file on a shelf; `calls` tell which headers came."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()
        self.data = video()

    def route(self, call: Call) -> str:
        return "file"

    def work(self, route: str, call: Call) -> Response:
        return self.shelf.serve(self.data, "video/mp4", call)


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    with Cdn() as server:
        yield server


def fetch(cdn: Cdn, to: Path, *, tries: int = 1, **options: object) -> list[Fetched | NotFetched]:
    """Try up to `tries` times, until it is there."""

    async def whole() -> list[Fetched | NotFetched]:
        heard: list[Fetched | NotFetched] = []
        async with quick_http() as http:
            channel = http.channel("cdn", Login(address=cdn.origin, key="secret-1", own=True))
            while len(heard) < tries and not (heard and isinstance(heard[-1], Fetched)):
                heard.append(await download(channel, f"{cdn.origin}/v.mp4", to, **options))
        return heard

    return asyncio.run(whole())


def test_a_whole_file_comes_at_once(cdn: Cdn, tmp_path: Path) -> None:
    (got,) = fetch(cdn, tmp_path / "v.mp4")
    assert isinstance(got, Fetched)
    assert got.size == len(cdn.data)
    assert (tmp_path / "v.mp4").read_bytes() == cdn.data
    assert [path.name for path in tmp_path.iterdir()] == ["v.mp4"]


@settings(max_examples=15)
@given(cuts=st.lists(st.integers(1, 40_000), max_size=4), resumable=st.booleans())
def test_any_cuts_end_in_the_same_bytes(cuts: list[int], resumable: bool) -> None:
    from tempfile import TemporaryDirectory

    with Cdn() as cdn, TemporaryDirectory() as folder:
        cdn.shelf.resumable = resumable
        cdn.shelf.tricks.extend(Trick(cut_at=cut) for cut in cuts)
        to = Path(folder) / "v.mp4"
        heard = fetch(cdn, to, tries=len(cuts) + 3)
        assert isinstance(heard[-1], Fetched)
        assert to.read_bytes() == cdn.data
        if resumable:
            assert cdn.shelf.sent <= len(cdn.data)


def test_a_changed_file_starts_over(cdn: Cdn, tmp_path: Path) -> None:
    cdn.shelf.tricks.extend([Trick(cut_at=3000), Trick(new_tag=True)])
    cut, got = fetch(cdn, tmp_path / "v.mp4", tries=2)
    assert isinstance(cut, NotFetched)
    assert isinstance(got, Fetched)
    assert got.fetched == len(cdn.data)
    assert (tmp_path / "v.mp4").read_bytes() == cdn.data


def test_a_part_that_was_whole_only_gets_its_name(cdn: Cdn, tmp_path: Path) -> None:
    to = tmp_path / "v.mp4"
    cdn.shelf.tricks.append(Trick(cut_at=len(cdn.data) - 1))
    fetch(cdn, to)
    part = to.with_name("v.mp4.part")
    part.write_bytes(cdn.data)
    (got,) = fetch(cdn, to)
    assert isinstance(got, Fetched)
    assert got.fetched == 0
    assert to.read_bytes() == cdn.data


@pytest.mark.parametrize(
    ("trick", "trouble"),
    [
        (Trick(status=403), "gone"),
        (Trick(status=410), "gone"),
        (Trick(html=True), "gone"),
        (Trick(status=500), "cut"),
        (Trick(redirect="http://169.254.169.254/meta"), "refused"),
        (Trick(redirect="file:///etc/passwd"), "refused"),
        (Trick(redirect="https://localhost/x"), "refused"),
    ],
)
def test_each_trouble_has_its_name(cdn: Cdn, tmp_path: Path, trick: Trick, trouble: str) -> None:
    cdn.shelf.tricks.append(trick)
    (got,) = fetch(cdn, tmp_path / "v.mp4")
    assert isinstance(got, NotFetched)
    assert got.trouble == trouble
    assert not (tmp_path / "v.mp4").exists()


def test_too_large_is_stopped_by_length_and_by_count(cdn: Cdn, tmp_path: Path) -> None:
    (got,) = fetch(cdn, tmp_path / "v.mp4", most=1000)
    assert isinstance(got, NotFetched)
    assert got.trouble == "too_large"
    assert list(tmp_path.iterdir()) == []
    with closing(socket.create_server(("127.0.0.1", 0))) as endless:
        flood = threading.Thread(target=pour, args=(endless,))
        flood.start()
        counted = asyncio.run(fetch_from(endless.getsockname()[1], tmp_path / "w.mp4", 50_000))
        flood.join(10)
    assert isinstance(counted, NotFetched)
    assert counted.trouble == "too_large", "a server that names no length is counted"
    assert list(tmp_path.iterdir()) == []


def pour(listening: socket.socket) -> None:
    """Answer once, without a length, with far more than anybody wants."""
    connection, _ = listening.accept()
    with connection:
        connection.recv(65536)
        try:
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\n"
            )
            for _ in range(400):
                connection.sendall(b"x" * 100_000)
        except OSError:
            return  # the other side had enough


async def fetch_from(port: int, to: Path, most: int) -> Fetched | NotFetched:
    origin = f"http://127.0.0.1:{port}"
    async with quick_http() as http:
        channel = http.channel("cdn", Login(address=origin, own=True))
        return await download(channel, f"{origin}/v.mp4", to, most=most)


def test_what_is_resumed_counts_with_what_was_there(cdn: Cdn, tmp_path: Path) -> None:
    to = tmp_path / "v.mp4"
    cdn.shelf.tricks.append(Trick(cut_at=3000))
    fetch(cdn, to)
    assert to.with_name("v.mp4.part").stat().st_size == 3000
    (got,) = fetch(cdn, to, most=len(cdn.data) - 1)
    assert isinstance(got, NotFetched)
    assert got.trouble == "too_large"
    (whole,) = fetch(cdn, to, most=len(cdn.data))
    assert isinstance(whole, Fetched)
    assert to.read_bytes() == cdn.data


def test_every_step_of_a_redirect_is_checked_again(cdn: Cdn, tmp_path: Path) -> None:
    for step in (
        "http://127.0.0.1:1/v.mp4",
        "http://93.184.216.34/v.mp4",
        "https://10.0.0.1/v.mp4",
    ):
        cdn.shelf.tricks.extend([Trick(redirect="/step.mp4"), Trick(redirect=step)])
        (got,) = fetch(cdn, tmp_path / "v.mp4")
        assert isinstance(got, NotFetched)
        assert got.trouble == "refused"


def test_redirects_within_the_typed_host_are_followed_but_not_for_ever(
    cdn: Cdn, tmp_path: Path
) -> None:
    cdn.shelf.tricks.append(Trick(redirect="/elsewhere.mp4"))
    (got,) = fetch(cdn, tmp_path / "v.mp4")
    assert isinstance(got, Fetched)
    cdn.shelf.tricks.extend([Trick(redirect="/again.mp4")] * 20)
    (lost,) = fetch(cdn, tmp_path / "w.mp4")
    assert isinstance(lost, NotFetched)
    assert lost.trouble == "refused"


def test_a_key_goes_to_the_vendors_own_host_only(cdn: Cdn, tmp_path: Path) -> None:
    fetch(cdn, tmp_path / "v.mp4", headers={"x-api-key": "secret-1"})
    assert cdn.calls[-1][1].headers["x-api-key"] == "secret-1"
    with Cdn() as other:

        async def foreign() -> Fetched | NotFetched:
            async with quick_http() as http:
                channel = http.channel("cdn", Login(address=other.origin, key="secret-1", own=True))
                headers = {"x-api-key": "secret-1"}
                return await download(
                    channel, f"{cdn.origin}/v.mp4", tmp_path / "x", headers=headers
                )

        got = asyncio.run(foreign())
    assert isinstance(got, NotFetched), "another private host is not the one that was typed"
    assert len(cdn.calls) == 1
