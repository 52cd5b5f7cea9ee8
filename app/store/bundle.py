"""A project as one file for a colleague, with or without its media; what comes in is trusted in nothing.

A bundle is a ZIP with `bundle.json` first, the two databases, and media under their content addresses. Only those names
are ever unpacked: no path leads out, no link is followed, nothing grows beyond what was announced, and every media
file is what its name says. Keys are in no project, so none travel.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from pydantic import Field, ValidationError

from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import BadInput, Cancelled, Damaged, DiskTrouble
from app.store import copying, layout, opening, tables
from app.store.faults import in_plain_words

SUFFIX = ".fenjingbundle"
INDEX = "bundle.json"
FORMAT = 1
#: More files than the largest series has; a bomb of empty names has more.
MOST_FILES = 200_000
_MOST_INDEX = 64 * 1024 * 1024
_CHUNK = 1 << 20
_ROOM = 200_000_000
_MEDIA = re.compile(r"^media/([0-9a-f]{2})/(\1[0-9a-f]{62})\.[a-z0-9]{2,5}$")
_DATABASES = (layout.DATABASE, layout.LEDGER)
_HOSTILE = N_("This bundle was not made by Fenjing, or it was changed: {what}.")
_ASK = N_("Ask for it to be made again.")

#: What the archive reader raises for archives that are cut, forged or of a kind it does not know.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    ValueError, OverflowError,
)  # fmt: skip

Report = Callable[[float], None]
Stop = Callable[[], bool]


class Entry(Value):
    """One file of a bundle."""

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Index(Value):
    """What a bundle announces before anything else is read."""

    format: int
    media: bool
    files: tuple[Entry, ...]


def pack(
    project: Path,
    out: Path,
    *,
    media: bool = True,
    report: Report = lambda _share: None,
    cancelled: Stop = lambda: False,
) -> Path:
    """Write the project in `project` into the one file `out`; an older file stays until the new one is whole.

    Raises:
        Damaged: the project's database does not hold.
        Cancelled, DiskTrouble: nothing is left of the new file.
    """
    part = out.with_name(f".{out.name}.part")
    copy = copying.building_name(out.with_name(f".{out.stem}"))
    try:
        with in_plain_words():
            out.parent.mkdir(parents=True, exist_ok=True)
            built = copying.build(
                project, copy, database=project / layout.DATABASE, older_ledger=None
            )
            copy = built
            _write(built, part, media=media, report=report, cancelled=cancelled)
            part.replace(out)
            layout.sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)
        if copy.exists():
            shutil.rmtree(copy)
    return out


def _write(folder: Path, part: Path, *, media: bool, report: Report, cancelled: Stop) -> None:
    names = [name for name in _DATABASES if (folder / name).is_file()]
    if media:
        held = sorted((folder / layout.MEDIA).glob("*/*"))
        names += [path.relative_to(folder).as_posix() for path in held if not _hidden(path)]
    names = [name for name in names if name in _DATABASES or _MEDIA.match(name)]
    files = tuple(_entry(folder, name, cancelled) for name in names)
    total = sum(entry.size for entry in files) or 1
    done = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        index = Index(format=FORMAT, media=media, files=files)
        archive.writestr(INDEX, index.model_dump_json())
        for entry in files:
            packed = zipfile.ZIP_DEFLATED if entry.name in _DATABASES else zipfile.ZIP_STORED
            about = zipfile.ZipInfo(entry.name)
            about.compress_type = packed
            with (folder / entry.name).open("rb") as source, archive.open(about, "w") as target:
                for chunk in _chunks(source, cancelled):
                    target.write(chunk)
                    done += len(chunk)
                    report(done / total)
    layout.sync_file(part)


def _hidden(path: Path) -> bool:
    return path.name.startswith(".") or not path.is_file()


def _entry(folder: Path, name: str, cancelled: Stop) -> Entry:
    path = folder / name
    known = _MEDIA.match(name)
    if known:
        return Entry(name=name, size=path.stat().st_size, sha256=known.group(2))
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for chunk in _chunks(source, cancelled):
            digest.update(chunk)
    return Entry(name=name, size=path.stat().st_size, sha256=digest.hexdigest())


def unpack(
    bundle: Path,
    folder: Path,
    *,
    report: Report = lambda _share: None,
    cancelled: Stop = lambda: False,
) -> Path:
    """Make a project folder of a bundle; returns it, with `.fenjing` at its end.

    Raises:
        BadInput: there is something at `folder`, or the bundle is not one or was changed.
        Damaged: a database in it does not hold.
        Cancelled, DiskTrouble: nothing is left of the folder.
    """
    final = copying.final_name(folder)
    building = copying.building_name(final)
    try:
        with in_plain_words(), _opened(bundle) as archive:
            index = _index(archive)
            _check_names(archive, index)
            _check_room(final, index)
            building.mkdir(parents=True)
            for name in layout.FOLDERS:
                (building / name).mkdir()
            _extract(archive, index, building, report, cancelled)
            opening.read_header(building / layout.DATABASE, tables.APPLICATION_ID)
            copying.move_into_place(building, final)
    except _BROKEN as error:
        raise _hostile(N_("the archive is broken")) from error
    finally:
        if building.exists():
            shutil.rmtree(building)
    return final


def _opened(bundle: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(bundle)
    except _BROKEN as error:
        raise _hostile(N_("the archive is broken")) from error


def _index(archive: zipfile.ZipFile) -> Index:
    names = archive.namelist()
    if INDEX not in names or names.count(INDEX) > 1:
        raise _hostile(N_("it has no list of its files"))
    if archive.getinfo(INDEX).file_size > _MOST_INDEX:
        raise _hostile(N_("its list of files is too long"))
    with archive.open(INDEX) as source:
        text = source.read(_MOST_INDEX + 1)
    try:
        index = Index.model_validate_json(text)
    except ValidationError as error:
        raise _hostile(N_("its list of files cannot be read")) from error
    if index.format != FORMAT:
        raise BadInput(
            N_("This bundle was made by a newer Fenjing."),
            N_("Update Fenjing, then open it again."),
        )
    return index


def _check_names(archive: zipfile.ZipFile, index: Index) -> None:
    """The archive holds what its index says, each once, under names that lead nowhere else."""
    announced = [entry.name for entry in index.files]
    if len(announced) > MOST_FILES:
        raise _hostile(N_("it has too many files"))
    if sorted([*announced, INDEX]) != sorted(archive.namelist()) or len(set(announced)) < len(
        announced
    ):
        raise _hostile(N_("its list does not name the files in it"))
    if layout.DATABASE not in announced:
        raise _hostile(N_("there is no project in it"))
    for entry in index.files:
        match = _MEDIA.match(entry.name)
        if entry.name not in _DATABASES and match is None:
            raise _hostile(N_("a file in it has a strange name"))
        if match is not None and match.group(2) != entry.sha256:
            raise _hostile(N_("a file in it is not what its name says"))
        about = archive.getinfo(entry.name)
        if stat.S_ISLNK(about.external_attr >> 16) or about.is_dir():
            raise _hostile(N_("it holds a link"))
        if about.file_size != entry.size or about.flag_bits & 0x1:
            raise _hostile(N_("a file in it has another size than announced"))


def _check_room(final: Path, index: Index) -> None:
    needed = sum(entry.size for entry in index.files) + _ROOM
    place = next(parent for parent in final.absolute().parents if parent.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise DiskTrouble(
            N_("The disk has {free:.1f} GB free; the project needs {needed:.1f} GB.").format(
                free=free / 1e9, needed=needed / 1e9
            ),
            N_("Free some space or choose another folder."),
        )


def _extract(
    archive: zipfile.ZipFile, index: Index, building: Path, report: Report, cancelled: Stop
) -> None:
    total = sum(entry.size for entry in index.files) or 1
    done = 0
    for entry in index.files:
        target = building / entry.name
        target.parent.mkdir(exist_ok=True)
        digest, written = hashlib.sha256(), 0
        with archive.open(entry.name) as source, target.open("xb") as out:
            for chunk in _chunks(source, cancelled):
                written += len(chunk)
                if written > entry.size:
                    raise _hostile(N_("a file in it has another size than announced"))
                digest.update(chunk)
                out.write(chunk)
                report((done + written) / total)
        if written != entry.size or digest.hexdigest() != entry.sha256:
            raise Damaged(
                N_("A file of the bundle is damaged: {name}.").format(name=entry.name), _ASK
            )
        layout.sync_file(target)
        done += written


def _chunks(source: IO[bytes], cancelled: Stop) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        if cancelled():
            raise Cancelled(N_("Stopped."))
        yield chunk


def _hostile(what: str) -> BadInput:
    return BadInput(_HOSTILE.format(what=what), _ASK)
