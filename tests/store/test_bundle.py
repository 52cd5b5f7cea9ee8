"""A project in one file: comes back whole, and nothing hostile in it does anything."""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.media import MediaFacts
from app.errors import BadInput, Cancelled, Damaged, FenjingError
from app.store import bundle, integrity
from app.store.project_file import ProjectFile
from tests.store import dramas

FACTS = MediaFacts(suffix=".bin", kind="video", size=1)
Entries = dict[str, bytes]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small drama with two media files, closed."""
    with dramas.create(tmp_path / "home") as opened:
        for text in ("one", "two"):
            source = tmp_path / text
            source.write_bytes(text.encode() * 500)
            opened.assets.add(source, FACTS)
        return opened.folder


def test_a_bundle_comes_back_whole(project: Path, tmp_path: Path) -> None:
    told: list[float] = []
    made = bundle.pack(project, tmp_path / "out" / "drama.fenjingbundle", report=told.append)
    assert told[-1] == pytest.approx(1.0)
    folder = bundle.unpack(made, tmp_path / "there" / "drama")
    assert folder.name == "drama.fenjing"
    assert integrity.check(folder).sound
    with ProjectFile.open(project) as first, ProjectFile.open(folder) as second:
        assert dramas.state(first) == dramas.state(second)
    held = {path.name for path in (folder / "media").glob("*/*")}
    assert held == {path.name for path in (project / "media").glob("*/*")}
    assert len(held) == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["drama.fenjingbundle"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["drama.fenjing"]


def test_without_media_it_is_small_and_still_opens(project: Path, tmp_path: Path) -> None:
    made = bundle.pack(project, tmp_path / "slim.fenjingbundle", media=False)
    with zipfile.ZipFile(made) as archive:
        assert not [name for name in archive.namelist() if name.startswith("media")]
    folder = bundle.unpack(made, tmp_path / "slim")
    with ProjectFile.open(folder) as opened:
        assert dramas.state(opened)


def test_the_project_may_be_open_while_it_is_packed(project: Path, tmp_path: Path) -> None:
    with ProjectFile.open(project):
        made = bundle.pack(project, tmp_path / "open.fenjingbundle")
    assert bundle.unpack(made, tmp_path / "open").exists()


def test_nothing_is_overwritten_and_a_stop_leaves_nothing(project: Path, tmp_path: Path) -> None:
    made = bundle.pack(project, tmp_path / "a.fenjingbundle")
    (tmp_path / "b.fenjing").mkdir()
    (tmp_path / "b.fenjing" / "theirs").write_text("x")
    with pytest.raises(BadInput):
        bundle.unpack(made, tmp_path / "b")
    with pytest.raises(Cancelled):
        bundle.unpack(made, tmp_path / "c", cancelled=lambda: True)
    with pytest.raises(Cancelled):
        bundle.pack(project, made, cancelled=lambda: True)
    assert zipfile.is_zipfile(made), "the old bundle is still there"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"home", "one", "two", "a.fenjingbundle", "b.fenjing"}


def forged(
    project: Path, target: Path, change: Callable[[Entries, dict[str, object]], None]
) -> Path:
    """A bundle whose entries or index were tampered with, repacked without asking."""
    made = bundle.pack(project, target)
    with zipfile.ZipFile(made) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(entries.pop(bundle.INDEX))
    change(entries, index)
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(bundle.INDEX, json.dumps(index))
        for name, data in entries.items():
            about = zipfile.ZipInfo(name)
            if data.startswith(b"LINK"):
                about.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(about, data)
    return made


def announce(index: dict[str, object], name: str, data: bytes) -> None:
    sha = hashlib.sha256(data).hexdigest()
    index["files"].append({"name": name, "size": len(data), "sha256": sha})


def escaping(name: str) -> Callable[[Entries, dict[str, object]], None]:
    def change(entries: Entries, index: dict[str, object]) -> None:
        entries[name] = b"evil"
        announce(index, name, b"evil")

    return change


def linked(entries: Entries, index: dict[str, object]) -> None:
    data = b"LINK/etc/passwd"
    sha = hashlib.sha256(data).hexdigest()
    name = f"media/{sha[:2]}/{sha}.png"
    entries[name] = data
    announce(index, name, data)


def bomb(entries: Entries, index: dict[str, object]) -> None:
    data = b"\0" * 5_000_000
    sha = hashlib.sha256(data).hexdigest()
    name = f"media/{sha[:2]}/{sha}.png"
    entries[name] = data
    index["files"].append({"name": name, "size": 10, "sha256": sha})


def swapped(entries: Entries, _index: dict[str, object]) -> None:
    name = next(name for name in entries if name.startswith("media"))
    entries[name] = bytes(len(entries[name]))


def unannounced(entries: Entries, _index: dict[str, object]) -> None:
    entries["media/aa/extra.png"] = b"x"


def no_project(entries: Entries, index: dict[str, object]) -> None:
    del entries["project.db"]
    index["files"] = [one for one in index["files"] if one["name"] != "project.db"]


def broken_database(entries: Entries, index: dict[str, object]) -> None:
    entries["project.db"] = b"not a database"
    index["files"] = [one for one in index["files"] if one["name"] != "project.db"]
    announce(index, "project.db", b"not a database")


def newer(_entries: Entries, index: dict[str, object]) -> None:
    index["format"] = 99


@pytest.mark.parametrize(
    "change",
    [
        escaping("../evil.txt"),
        escaping("/etc/evil"),
        escaping("media/../../evil"),
        escaping("media\\..\\evil"),
        escaping("C:evil"),
        escaping("cache/evil"),
        escaping("media/aa/" + "a" * 64 + ".png"),
        linked,
        bomb,
        swapped,
        unannounced,
        no_project,
        broken_database,
        newer,
    ],
)
def test_hostile_bundles_leave_nothing_behind(
    change: Callable[[Entries, dict[str, object]], None], project: Path, tmp_path: Path
) -> None:
    made = forged(project, tmp_path / "evil.fenjingbundle", change)
    before = {path for path in tmp_path.rglob("*") if project not in path.parents}
    with pytest.raises((BadInput, Damaged)) as caught:
        bundle.unpack(made, tmp_path / "into" / "x")
    assert caught.value.message
    after = {path for path in tmp_path.rglob("*") if project not in path.parents}
    assert after - before <= {tmp_path / "into"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a small bundle."""
    folder = tmp_path_factory.mktemp("packed")
    with dramas.create(folder / "home") as opened:
        return bundle.pack(opened.folder, folder / "a.fenjingbundle").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=400), st.integers(0, 2**31))
def test_random_damage_is_an_error_of_ours(
    packed: bytes, tmp_path_factory: pytest.TempPathFactory, noise: bytes, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    data = bytearray(packed)
    at = seed % len(data)
    data[at : at + len(noise)] = noise
    made = folder / "a.fenjingbundle"
    made.write_bytes(bytes(data))
    with contextlib.suppress(FenjingError):
        bundle.unpack(made, folder / "x")
    if (folder / "x.fenjing").exists():
        assert integrity.check(folder / "x.fenjing").sound


def test_any_other_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(BadInput, match="was not made by Fenjing"):
        bundle.unpack(path, tmp_path / "x")
