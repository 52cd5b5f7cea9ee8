"""Media of a project: content-addressed files that are whole or not there, and caches that may be deleted.

A file arrives as a copy under a temporary name in its own folder, is hashed on the way, synced, renamed, and
its folder synced; only then does the caller write the row that points at it. Nothing is deleted by a guess:
a file without a row is reported as a stray, a row without a file as missing.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.media import MediaFacts, MediaRef
from app.domain.wording import N_
from app.errors import BadInput, ReadOnly
from app.store import layout
from app.store.faults import in_plain_words

_CHUNK = 1024 * 1024
_SAFE = re.compile(r"^[A-Za-z0-9_.-]{1,120}$")

_NO_FILE = N_("{path} is not a file that can be read.")
_CHOOSE_FILE = N_("Choose a picture, a video or a sound file.")
_EMPTY = N_("{path} is empty.")
_READ_ONLY = N_("Media cannot be added: the project is open for reading only.")


@dataclass(frozen=True, slots=True)
class Missing:
    """A media file that rows point at and the folder does not hold."""

    sha256: str
    suffix: str
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """One place where the project points at a media file: by whom, and which."""

    owner: str
    sha256: str
    suffix: str


class Assets:
    """The `media/` and `cache/` folders of one project; safe to read from any thread."""

    def __init__(
        self, folder: Path, *, read_only: bool, pointers: Callable[[], Iterable[Pointer]]
    ) -> None:
        self._folder = folder
        self._read_only = read_only
        self._pointers = pointers

    def add(self, source: Path | bytes, facts: MediaFacts) -> MediaRef:
        """Take a file (or its bytes) into the project with what was measured of it; the source stays.

        The same content is kept once. Touches no row, so any thread may call it.

        Raises:
            BadInput: the source cannot be read, or is empty.
            DiskTrouble: the copy could not be written; nothing is left behind.
            ReadOnly: the project is open for reading only.
        """
        if self._read_only:
            raise ReadOnly(_READ_ONLY)
        name = str(source) if isinstance(source, Path) else N_("the data")
        digest, size = self._take_in(source, name, facts.suffix)
        return facts.ref(digest).model_copy(update={"size": size})

    def path(self, ref: MediaRef) -> Path:
        """Where the file lies; not checked for existence."""
        return self._folder / ref.relative_path

    def path_of(self, sha256: str, suffix: str) -> Path:
        """Where the file of a hash lies; not checked for existence."""
        return self._folder / layout.MEDIA / sha256[:2] / f"{sha256}{suffix}"

    def has(self, ref: MediaRef) -> bool:
        """True when the file is there."""
        return self.path(ref).is_file()

    def missing(self) -> tuple[Missing, ...]:
        """Files that rows point at and the folder does not hold, each with its users."""
        users: dict[tuple[str, str], list[str]] = {}
        for pointer in self._pointers():
            users.setdefault((pointer.sha256, pointer.suffix), []).append(pointer.owner)
        return tuple(
            Missing(sha256, suffix, tuple(owners))
            for (sha256, suffix), owners in users.items()
            if not self.path_of(sha256, suffix).is_file()
        )

    def relink(self, folder: Path, missing: Iterable[Missing]) -> tuple[Missing, ...]:
        """Look through `folder` for the content of missing files, copy it in; return what is still missing.

        Names do not matter, content does: each file with a wanted ending is hashed once. Touches no row,
        so any thread may call it with what `missing` told.

        Raises:
            DiskTrouble: a copy could not be written.
        """
        wanted = {(each.sha256, each.suffix): each for each in missing}
        endings = {suffix for _, suffix in wanted}
        for found in sorted(folder.rglob("*")):
            if not wanted:
                break
            if found.suffix.lower() not in endings or not found.is_file():
                continue
            with in_plain_words():
                key = (hash_file(found), found.suffix.lower())
            if wanted.pop(key, None) is not None:
                self._take_in(found, str(found), found.suffix.lower())
        return tuple(wanted.values())

    def strays(self) -> tuple[Path, ...]:
        """Files in the media folder that no row points at; offered, never deleted."""
        known = {f"{each.sha256}{each.suffix}" for each in self._pointers()}
        media = self._folder / layout.MEDIA
        return tuple(
            path for path in sorted(media.glob("*/*")) if path.is_file() and path.name not in known
        )

    def cache_path(self, kind: str, key: str, suffix: str) -> Path:
        """A place for something that can be made again (`cache/KIND/…`); its folder exists afterwards.

        In a project that cannot be written the folder may not exist; the caller then goes without a cache.

        Raises:
            BadInput: `kind` or `key` is not a plain name.
        """
        for part in (kind, key):
            if not _SAFE.match(part) or part.startswith("."):
                raise BadInput(_NO_FILE.format(path=part))
        folder = self._folder / layout.CACHE / kind / key[:2]
        if not self._read_only:
            with in_plain_words():
                folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{key}{suffix}"

    def _take_in(self, source: Path | bytes, name: str, suffix: str) -> tuple[str, int]:
        media = self._folder / layout.MEDIA
        with in_plain_words():
            media.mkdir(exist_ok=True)
        temporary = media / f".{secrets.token_hex(8)}.part"
        try:
            with _reading(source, name) as origin, in_plain_words():
                digest, size = _copy(origin, temporary)
            if size == 0:
                raise BadInput(_EMPTY.format(path=name), _CHOOSE_FILE)
            final = self.path_of(digest, suffix)
            with in_plain_words():
                if not final.is_file() or final.stat().st_size != size:
                    _settle(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        return digest, size


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _reading(source: Path | bytes, name: str) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as error:
        raise BadInput(_NO_FILE.format(path=name), _CHOOSE_FILE) from error


def _copy(origin: BinaryIO, temporary: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with temporary.open("wb") as handle:
        while chunk := origin.read(_CHUNK):
            digest.update(chunk)
            handle.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _settle(temporary: Path, final: Path) -> None:
    fresh = not final.parent.is_dir()
    final.parent.mkdir(exist_ok=True)
    layout.put_in_place(temporary, final)
    if fresh:
        layout.sync_folder(final.parent.parent)
