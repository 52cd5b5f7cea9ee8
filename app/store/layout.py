"""Where things lie in a project folder, and how a file comes to rest there."""

from __future__ import annotations

import os
from pathlib import Path

SUFFIX = ".fenjing"
DATABASE = "project.db"
LEDGER = "ledger.db"
MEDIA = "media"
CACHE = "cache"
BACKUPS = "backups"
LOCK = ".lock"
LOCK_INFO = ".lock.json"

#: Folders that a project has from its first day.
FOLDERS = (MEDIA, CACHE, BACKUPS)


def sync_file(path: Path) -> None:
    """Ask the disk to have the file's bytes before this returns."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Ask the disk to have the folder's entries; Windows does so by itself and cannot be asked."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(temporary: Path, final: Path) -> None:
    """Move a finished file to its name in the same folder, so that it is whole or not there."""
    sync_file(temporary)
    temporary.replace(final)
    sync_folder(final.parent)


def remove_database(path: Path) -> None:
    """Remove an unfinished database of our own with the logs that may lie beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
