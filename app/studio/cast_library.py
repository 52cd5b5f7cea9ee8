"""Entries of the cast between projects: as a file, or straight out of another project's folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.commands import casting as casting_commands
from app.commands.edit import Edit
from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.ids import CastId
from app.domain.media import MediaRef
from app.domain.wording import N_
from app.errors import BadInput
from app.jobs.runner import Job
from app.media import probe
from app.store import cast_file
from app.store.assets import Assets
from app.store.project_file import ProjectFile
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

SUFFIX = cast_file.SUFFIX
_BRING: Final = N_("Bring into cast")
_NOT_A_PICTURE: Final = N_("A file in it is not a picture.")
_ASK: Final = N_("Ask for it to be made again.")
_ITSELF: Final = N_("This is the project that is open.")
_OTHER: Final = N_("Choose another project.")


class Guest(Value):
    """An entry with its looks, their pictures in this project's media already, not in the cast yet."""

    entry: CastEntry
    looks: tuple[Look, ...] = ()


class Offered(Value):
    """An entry of a file or of another project, to choose from."""

    cast_id: CastId
    entry: CastEntry
    looks: int = 0
    pictures: int = 0


class CastLibrary:
    """Takes entries out and brings them in; the window uses the `start_` forms, which never block."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    # -- as a file --------------------------------------------------------------------------------

    def export(self, cast_id: CastId, out: Path) -> Path:
        """Write an entry with its looks and sheets into one file; `.fenjingcast` is added when it is missing.

        Raises:
            NotFound: there is no such entry, or one of its pictures is missing.
            DiskTrouble: the file cannot be written.
        """
        work = self._packing(cast_id, out)
        return finish(self._services, lambda _progress: work())

    def start_export(
        self,
        cast_id: CastId,
        out: Path,
        done: Callable[[Path], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """As `export`, on the pool."""
        work = self._packing(cast_id, out)
        return self._services.runner.run(lambda _progress: work(), done, failed)

    def _packing(self, cast_id: CastId, out: Path) -> Callable[[], Path]:
        entry = self._workspace.get(CastEntry, cast_id)
        looks = self._workspace.all(Look, cast_id=cast_id)
        paths = {
            media.sha256: self._workspace.file.assets.path(media)
            for media in cast_file.pictures_of(looks)
        }
        named = out if out.suffix.lower() == SUFFIX else out.with_name(out.name + SUFFIX)
        return lambda: cast_file.pack(entry, looks, paths, named)

    def look_into(self, file: Path) -> Offered:
        """Who is in a cast file; nothing is brought in.

        Raises:
            NotFound, BadInput: there is no such file, or it is not a sound cast file.
        """
        index = cast_file.read_index(file)
        return _offered(index.entry, index.looks)

    def bring(self, file: Path, origin: str = "") -> CastId:
        """Add the entry of a cast file behind the others, as one undo step; a name that is taken gets a number.

        Raises:
            NotFound, BadInput, Damaged: it is not a sound cast file; nothing changed.
            DiskTrouble: the media folder cannot take its pictures.
        """
        assets = self._workspace.file.assets
        guest = finish(self._services, lambda _progress: _unpacked(file, assets))
        return self._add((guest,), origin)[0]

    def start_bring(
        self,
        file: Path,
        done: Callable[[CastId], None],
        failed: Callable[[Exception], None],
        origin: str = "",
    ) -> Job:
        """As `bring`, on the pool."""
        assets = self._workspace.file.assets
        return self._services.runner.run(
            lambda _progress: _unpacked(file, assets),
            lambda guest: done(self._add((guest,), origin)[0]),
            failed,
        )

    # -- from another project ---------------------------------------------------------------------

    def start_offers(
        self,
        folder: Path,
        done: Callable[[tuple[Offered, ...]], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """The cast of another project, to choose from; that project is only read, also while it is open elsewhere."""
        self._refuse_itself(folder)
        return self._services.runner.run(lambda _progress: _offers(folder), done, failed)

    def offers(self, folder: Path) -> tuple[Offered, ...]:
        """As `start_offers`, here and now.

        Raises:
            NotFound, Damaged: there is no sound project in the folder.
            BadInput: it is the project that is open.
        """
        self._refuse_itself(folder)
        return finish(self._services, lambda _progress: _offers(folder))

    def copy_from(
        self, folder: Path, cast_ids: Sequence[CastId], origin: str = ""
    ) -> tuple[CastId, ...]:
        """Copy entries with their sheets out of another project, as one undo step; returns the new ids.

        Raises:
            NotFound, Damaged: there is no sound project in the folder, or no such entry in it.
            BadInput: it is the project that is open.
        """
        self._refuse_itself(folder)
        assets = self._workspace.file.assets
        guests = finish(self._services, lambda _progress: _copied(folder, cast_ids, assets))
        return self._add(guests, origin)

    def start_copy_from(
        self,
        folder: Path,
        cast_ids: Sequence[CastId],
        done: Callable[[tuple[CastId, ...]], None],
        failed: Callable[[Exception], None],
        origin: str = "",
    ) -> Job:
        """As `copy_from`, on the pool."""
        self._refuse_itself(folder)
        assets = self._workspace.file.assets
        return self._services.runner.run(
            lambda _progress: _copied(folder, cast_ids, assets),
            lambda guests: done(self._add(guests, origin)),
            failed,
        )

    def _refuse_itself(self, folder: Path) -> None:
        if folder.resolve() == self._workspace.folder.resolve():
            raise BadInput(_ITSELF, _OTHER)

    def _add(self, guests: Sequence[Guest], origin: str) -> tuple[CastId, ...]:
        made: list[CastId] = []

        def bringing(guest: Guest) -> Callable[[Edit], None]:
            def step(edit: Edit) -> None:
                made.append(casting_commands.bring_cast(edit, guest.entry, guest.looks))

            return step

        self._workspace.do_all(_BRING, [bringing(guest) for guest in guests], origin=origin)
        return tuple(made)


def _unpacked(file: Path, assets: Assets) -> Guest:
    with tempfile.TemporaryDirectory(prefix="fenjing-cast-") as folder:
        index, paths = cast_file.unpack(file, Path(folder))
        return _kept(index.entry, index.looks, paths, assets)


def _kept(
    entry: CastEntry, looks: Sequence[Look], paths: Mapping[str, Path], assets: Assets
) -> Guest:
    """The looks with their pictures measured anew and taken into this project's media."""
    held: dict[str, MediaRef] = {}
    for media in cast_file.pictures_of(looks):
        facts = probe.probe(paths[media.sha256])
        if facts.kind != "picture":
            raise BadInput(_NOT_A_PICTURE, _ASK)
        held[media.sha256] = assets.add(paths[media.sha256], facts)
    return Guest(
        entry=entry,
        looks=tuple(
            look.model_copy(
                update={
                    "earlier": (),
                    "references": tuple(
                        each.model_copy(update={"media": held[each.media.sha256]})
                        for each in look.references
                    ),
                }
            )
            for look in looks
        ),
    )


def _offers(folder: Path) -> tuple[Offered, ...]:
    with ProjectFile.open(folder, read_only=True) as other:
        looks = other.all(Look)
        return tuple(
            _offered(entry, [look for look in looks if look.cast_id == entry.id])
            for entry in other.all(CastEntry)
        )


def _offered(entry: CastEntry, looks: Sequence[Look]) -> Offered:
    pictures = sum(len(look.references) for look in looks)
    return Offered(cast_id=entry.id, entry=entry, looks=len(looks), pictures=pictures)


def _copied(folder: Path, cast_ids: Sequence[CastId], assets: Assets) -> tuple[Guest, ...]:
    with ProjectFile.open(folder, read_only=True) as other:
        guests = []
        for cast_id in dict.fromkeys(cast_ids):
            entry = other.get(CastEntry, cast_id)
            looks = other.all(Look, cast_id=cast_id)
            paths = {
                media.sha256: other.assets.path(media) for media in cast_file.pictures_of(looks)
            }
            guests.append(_kept(entry, looks, paths, assets))
        return tuple(guests)
