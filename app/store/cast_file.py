"""One entry of the cast with its looks and sheets as one file; what comes in is trusted in nothing.

A `.fenjingcast` is a ZIP with `cast.json` and the pictures under their content addresses. Only those names are
read: no path leads out, no link is followed, nothing grows beyond what was announced, and every picture is what
its name says.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.media import MediaRef
from app.domain.wording import N_
from app.errors import BadInput, Damaged, NotFound
from app.store import layout
from app.store.faults import in_plain_words

SUFFIX: Final = ".fenjingcast"
INDEX: Final = "cast.json"
FORMAT: Final = 1
#: More pictures, or more bytes, than the sheets of one character ever have.
MOST_FILES: Final = 2_000
MOST_BYTES: Final = 2_000_000_000
_MOST_INDEX: Final = 8_000_000
_CHUNK: Final = 1 << 20
_PICTURE = re.compile(r"^media/([0-9a-f]{2})/(\1[0-9a-f]{62})\.(?:png|jpg|jpeg|webp)$")
_HOSTILE = N_("This cast file was not made by Fenjing, or it was changed: {what}.")
_ASK = N_("Ask for it to be made again.")
_NEWER = N_("This cast file was made by a newer Fenjing.")
_UPDATE = N_("Update Fenjing, then bring it in again.")
_NO_FILE = N_("There is no such file.")
_MISSING = N_("A picture of {name} is missing, so the file would not be whole.")
_RELINK = N_("Find it again in Check and repair, or unpin it.")
#: What the archive reader raises for archives that are cut, forged or of a kind it does not know.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    ValueError, OverflowError,
)  # fmt: skip


class CastIndex(Value):
    """What a cast file says it holds."""

    format: int
    entry: CastEntry
    looks: tuple[Look, ...] = Field((), max_length=500)


def pictures_of(looks: Sequence[Look]) -> tuple[MediaRef, ...]:
    """The pinned pictures of looks, each once."""
    held = {each.media.sha256: each.media for look in looks for each in look.references}
    return tuple(held.values())


def pack(entry: CastEntry, looks: Sequence[Look], paths: Mapping[str, Path], out: Path) -> Path:
    """Write an entry into the one file `out`; `paths` finds pictures by SHA-256. Earlier sheets stay behind.

    Raises:
        NotFound: a picture is missing.
        DiskTrouble: the file cannot be written; an older one of its name is untouched.
    """
    shown = tuple(look.model_copy(update={"earlier": ()}) for look in looks)
    index = CastIndex(format=FORMAT, entry=entry, looks=shown)
    part = out.with_name(f".{out.name}.part")
    try:
        with in_plain_words():
            out.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(INDEX, index.model_dump_json())
                for media in pictures_of(looks):
                    path = paths.get(media.sha256)
                    if path is None or not path.is_file():
                        raise NotFound(_MISSING.format(name=entry.name), _RELINK)
                    archive.write(path, media.relative_path)
            layout.sync_file(part)
            part.replace(out)
            layout.sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)
    return out


def read_index(file: Path) -> CastIndex:
    """Who is in a cast file, checked, without unpacking it.

    Raises:
        NotFound: there is no such file.
        BadInput: it is not a cast file, or was changed.
    """
    try:
        with in_plain_words(), _opened(file) as archive:
            return _index(archive)
    except _BROKEN as error:
        raise _hostile(N_("the archive is broken")) from error


def unpack(file: Path, folder: Path) -> tuple[CastIndex, dict[str, Path]]:
    """Lay the pictures of a cast file into an empty `folder`; returns who it is and its pictures by SHA-256.

    The pictures are what their names say; whether they are pictures is for the caller to measure.

    Raises:
        NotFound: there is no such file.
        BadInput: it is not a cast file, or was changed.
        Damaged: a picture in it is damaged.
        DiskTrouble: `folder` cannot take it.
    """
    try:
        with in_plain_words(), _opened(file) as archive:
            index = _index(archive)
            wanted = pictures_of(index.looks)
            _check_names(archive, wanted)
            return index, {media.sha256: _extract(archive, media, folder) for media in wanted}
    except _BROKEN as error:
        raise _hostile(N_("the archive is broken")) from error


def _opened(file: Path) -> zipfile.ZipFile:
    if not file.is_file():
        raise NotFound(_NO_FILE)
    return zipfile.ZipFile(file)


def _index(archive: zipfile.ZipFile) -> CastIndex:
    if archive.namelist().count(INDEX) != 1:
        raise _hostile(N_("it does not say who is in it"))
    if archive.getinfo(INDEX).file_size > _MOST_INDEX:
        raise _hostile(N_("its description is too long"))
    with archive.open(INDEX) as source:
        text = source.read(_MOST_INDEX + 1)
    try:
        index = CastIndex.model_validate_json(text[:_MOST_INDEX])
    except ValidationError as error:
        formats = re.match(rb'\s*\{\s*"format"\s*:\s*(\d{1,4})', text)
        if formats and int(formats.group(1)) > FORMAT:
            raise BadInput(_NEWER, _UPDATE) from error
        raise _hostile(N_("its description cannot be read")) from error
    if index.format != FORMAT:
        raise BadInput(_NEWER, _UPDATE)
    return index


def _check_names(archive: zipfile.ZipFile, wanted: Sequence[MediaRef]) -> None:
    """The archive holds the pictures of its looks, each once, and nothing else."""
    if len(wanted) > MOST_FILES or sum(media.size for media in wanted) > MOST_BYTES:
        raise _hostile(N_("it holds too much"))
    names = [media.relative_path for media in wanted]
    if any(_PICTURE.match(name) is None for name in names):
        raise _hostile(N_("a file in it has a strange name"))
    if sorted([*names, INDEX]) != sorted(archive.namelist()):
        raise _hostile(N_("its description does not name the files in it"))
    for media in wanted:
        about = archive.getinfo(media.relative_path)
        if stat.S_ISLNK(about.external_attr >> 16) or about.is_dir():
            raise _hostile(N_("it holds a link"))
        if about.file_size != media.size or about.flag_bits & 0x1:
            raise _hostile(N_("a file in it has another size than announced"))


def _extract(archive: zipfile.ZipFile, media: MediaRef, folder: Path) -> Path:
    target = folder / f"{media.sha256}{media.suffix}"
    digest, written = hashlib.sha256(), 0
    with archive.open(media.relative_path) as source, target.open("xb") as out:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > media.size:
                raise _hostile(N_("a file in it has another size than announced"))
            digest.update(chunk)
            out.write(chunk)
    if written != media.size or digest.hexdigest() != media.sha256:
        raise Damaged(N_("A picture of the cast file is damaged."), _ASK)
    return target


def _hostile(what: str) -> BadInput:
    return BadInput(_HOSTILE.format(what=what), _ASK)
