"""The same pieces on other machines: a Dask cluster makes them, and the bytes are those of this machine.

Workers take their inputs from a shared project folder where they see it, and are sent what they lack by content.
A worker that is lost in the middle costs its piece once more elsewhere; Dask moves the work. A worker with another
ffmpeg would make other bytes, so it is refused by name.
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import Cancelled, Damaged, Environment, FenjingError, ToolMissing
from app.export import pieces
from app.export.plan import Film, Piece, Slate
from app.export.typeface import load
from app.media import ffmpeg

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_SECONDS = 10
#: A piece that loses its worker this often is given up: more likely it kills them.
_LOSSES = 3
_STORE = "fenjing-farm"


class Task(Value):
    """One piece with everything a worker needs to find its inputs; `files` maps hashes to paths here."""

    piece: Piece
    files: dict[str, str]
    sizes: dict[str, int]
    font_sha256: str
    font_name: str


class Wanted(Value):
    """A worker's answer when it lacks inputs: their hashes."""

    sha256: tuple[str, ...]


class Refused(Value):
    """A worker's answer when it cannot make the piece: why, in one sentence."""

    message: str
    fix: str = ""


@dataclass(frozen=True)
class Farm:
    """A maker of pieces (`pieces.Maker`) at a scheduler's address such as `tcp://10.0.0.5:8786`."""

    address: str

    def __call__(self, kit: pieces.Kit, wanted: list[Piece], progress: pieces.Progress) -> int:
        """Make what the cache lacks on the cluster.

        Raises:
            Environment: the scheduler does not answer, or no worker can make the pieces.
            Cancelled, Damaged, DiskTrouble: as `pieces.make_missing`.
        """
        missing = pieces.still_missing(kit, wanted)
        if not missing:
            return 0
        client = connect(self.address)
        try:
            _Round(client, kit, missing, progress).run()
        finally:
            client.close()
        return len(missing)


def connect(address: str) -> Client:
    """A client of the scheduler at `address`.

    Raises:
        ToolMissing: Dask is not installed here.
        Environment: nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ToolMissing(
            N_("Rendering on several machines needs the package distributed."),
            N_("Install fenjing[farm], then export again."),
        ) from error
    try:
        _knock(address)
        return Client(
            address, timeout=_CONNECT_SECONDS, set_as_default=False, heartbeat_interval=2000
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise Environment(
            N_("The render farm at {address} does not answer.").format(address=address),
            N_("Start its scheduler, or export without the farm."),
        ) from error


def _knock(address: str) -> None:
    """Whether anybody listens there; a client that finds nobody would leave its thread behind.

    Raises:
        OSError, ValueError: nobody does, or it is no address.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    host, port = parts.hostname, parts.port
    if not host or not port:
        raise ValueError(address)
    socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()


class _Round:
    """One export's pieces on one cluster."""

    def __init__(
        self,
        client: Client,
        kit: pieces.Kit,
        missing: Mapping[str, Piece],
        progress: pieces.Progress,
    ) -> None:
        self._client = client
        self._kit = kit
        self._missing = missing
        self._progress = progress
        self._font = sha256(kit.face.path.read_bytes()).hexdigest()
        self._sent: dict[str, Any] = {}

    def run(self) -> None:
        """Until every piece is in the cache."""
        total = sum(piece.length for piece in self._missing.values())
        done = 0
        futures = {self._submit(piece): piece for piece in self._missing.values()}
        try:
            self._progress(0, total)
            while futures:
                self._stop_if_asked()
                for future in self._finished(futures):
                    piece = futures.pop(future)
                    again = self._received(future, piece)
                    if again is not None:
                        futures[again] = piece
                        continue
                    done += piece.length
                    self._progress(done, total)
        finally:
            if futures:
                self._client.cancel(list(futures), force=True)

    def _finished(self, futures: Mapping[Future[Any], Piece]) -> set[Future[Any]]:
        """What finished meanwhile; waits a fifth of a second when nothing did."""
        from distributed import wait

        try:
            with self._client.as_current():
                return set(wait(list(futures), timeout=0.2, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return set()

    def _stop_if_asked(self) -> None:
        if self._kit.cancelled():
            raise Cancelled(N_("Stopped."))

    def _submit(self, piece: Piece, data: Mapping[str, Any] | None = None) -> Future[Any]:
        task = self._task(piece)
        return self._client.submit(
            work, task.model_dump(mode="json"), dict(data or {}), pure=False, retries=_LOSSES
        )

    def _received(self, future: Future[Any], piece: Piece) -> Future[Any] | None:
        """Keep a finished piece, or send what its worker lacked."""
        error = future.exception()
        if error is not None:
            raise Environment(
                N_("The render farm lost a piece {count} times.").format(count=_LOSSES),
                N_("Look at its workers, or export without the farm."),
            ) from error
        answer = future.result()
        if isinstance(answer, Wanted):
            return self._submit(piece, {sha: self._data(sha) for sha in answer.sha256})
        if isinstance(answer, Refused):
            raise Damaged(answer.message, answer.fix)
        target = self._kit.made(piece)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(answer)
        part.replace(target)
        if not pieces.usable(target, piece.length):
            raise Damaged(
                N_("The render farm sent a piece that is not whole."),
                N_("Export again, or without the farm."),
            )
        return None

    def _data(self, sha: str) -> Any:
        """An input's bytes on the cluster, sent once however many pieces need it."""
        if sha not in self._sent:
            self._sent[sha] = self._client.scatter(
                self._path(sha).read_bytes(), direct=False, hash=False
            )
        return self._sent[sha]

    def _path(self, sha: str) -> Path:
        if sha == self._font:
            return self._kit.face.path
        return self._kit.media.get(sha) or self._kit.drawn[sha]

    def _task(self, piece: Piece) -> Task:
        needed = needs(piece) | ({self._font} if piece.words.captions else set())
        files = {sha: str(self._path(sha).resolve()) for sha in needed}
        return Task(
            piece=piece,
            files=files,
            sizes={sha: Path(path).stat().st_size for sha, path in files.items()},
            font_sha256=self._font,
            font_name=self._kit.face.path.name,
        )


def needs(piece: Piece) -> set[str]:
    """Hashes of the files a piece is made of, the font apart."""
    found = {layer.sha256 for layer in piece.layers if isinstance(layer, Film)}
    found |= {layer.png_sha256 for layer in piece.layers if isinstance(layer, Slate)}
    return found | {stamp.sha256 for stamp in piece.words.stamps}


def work(given: dict[str, Any], data: dict[str, bytes]) -> bytes | Wanted | Refused:
    """On a worker: make one piece, or say what is lacking. `data` holds inputs that were sent along."""
    task = Task.model_validate(given)
    program = ffmpeg.version(ffmpeg.binary())
    if program != task.piece.look.program:
        text = N_("A worker of the render farm has another ffmpeg: {theirs}; here it is {ours}.")
        message = text.format(theirs=program, ours=task.piece.look.program)
        return Refused(message=message, fix=N_("Install the same Fenjing on every machine."))
    store = Path(tempfile.gettempdir()) / _STORE
    store.mkdir(exist_ok=True)
    found = {sha: _found(task, sha, data, store) for sha in task.files}
    lacking = tuple(sorted(sha for sha, path in found.items() if path is None))
    if lacking:
        return Wanted(sha256=lacking)
    held = {sha: path for sha, path in found.items() if path is not None}
    return _made(task, held)


def _made(task: Task, held: Mapping[str, Path]) -> bytes | Refused:
    with tempfile.TemporaryDirectory(prefix=f"{_STORE}-") as folder:
        font = held.get(task.font_sha256)
        named = _named(font, task.font_name, Path(folder)) if font is not None else None
        face = load(named or _any_font())
        kit = pieces.Kit(Path(folder), held, held, face, lambda: False)
        try:
            pieces.make(kit, task.piece, lambda: False, lambda _frames: None)
            return kit.made(task.piece).read_bytes()
        except FenjingError as error:
            return Refused(message=error.message, fix=error.fix)


def _found(task: Task, sha: str, data: Mapping[str, bytes], store: Path) -> Path | None:
    """The shared file where this machine sees it, else what was sent now or earlier."""
    shared = Path(task.files[sha])
    if shared.is_file() and shared.stat().st_size == task.sizes[sha]:
        return shared
    kept = store / f"{sha}{shared.suffix}"
    if sha in data:
        part = kept.with_name(f"{kept.name}.{id(data):x}.part")
        part.write_bytes(data[sha])
        part.replace(kept)
    if kept.is_file() and kept.stat().st_size == task.sizes[sha]:
        return kept
    return None


def _named(font: Path, name: str, folder: Path) -> Path:
    """The font under its own name: libass finds it by what stands inside, our loader by its file."""
    target = folder / name
    target.write_bytes(font.read_bytes())
    return target


def _any_font() -> Path:
    from app.paths import resource

    return min(resource("fonts").glob("*.ttf"))
