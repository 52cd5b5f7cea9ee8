"""An entry as one file: comes back whole, and nothing hostile in it does anything."""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.cast import CastEntry, Look, Reference
from app.domain.ids import CastId, LookId
from app.domain.media import MediaRef
from app.errors import BadInput, Damaged, FenjingError, NotFound
from app.store import cast_file

DATA = (b"one" * 400, b"two" * 300)


def media(data: bytes) -> MediaRef:
    digest = hashlib.sha256(data).hexdigest()
    return MediaRef(sha256=digest, suffix=".png", kind="picture", size=len(data))


ENTRY = CastEntry(id=CastId("cast_x"), rank="a", name="林夏", aliases=("小夏",))
LOOK = Look(
    id=LookId("look_x"),
    cast_id=ENTRY.id,
    rank="a",
    references=(Reference(slot="front", media=media(DATA[0])),
                Reference(slot="side", media=media(DATA[1]), rights="release")),
)  # fmt: skip


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    paths = {}
    for data in DATA:
        path = tmp_path / media(data).sha256
        path.write_bytes(data)
        paths[media(data).sha256] = path
    return cast_file.pack(ENTRY, [LOOK], paths, tmp_path / "out" / "lin.fenjingcast")


def entries(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forge(file: Path, held: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return file


def refused(file: Path, folder: Path, kind: type[FenjingError] = BadInput) -> None:
    folder.mkdir()
    with pytest.raises(kind):
        cast_file.unpack(file, folder)
    outside = {path.name for path in folder.parent.rglob("*") if "evil" in path.name}
    assert not outside


def test_it_comes_back_whole(packed: Path, tmp_path: Path) -> None:
    assert cast_file.read_index(packed).entry == ENTRY
    folder = tmp_path / "in"
    folder.mkdir()
    index, paths = cast_file.unpack(packed, folder)
    assert index.entry == ENTRY
    assert index.looks == (LOOK,)
    assert sorted(path.read_bytes() for path in paths.values()) == sorted(DATA)
    assert [path.name for path in packed.parent.iterdir()] == ["lin.fenjingcast"]


def test_a_missing_picture_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        cast_file.pack(ENTRY, [LOOK], {}, tmp_path / "lin.fenjingcast")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil.png", "/evil.png", "media/../evil.png", "evil.png"])
def test_no_other_name_comes_in(packed: Path, tmp_path: Path, name: str) -> None:
    refused(forge(tmp_path / "f", {**entries(packed), name: b"x"}), tmp_path / "in")


def test_hostile_suffixes_and_sizes_are_refused(packed: Path, tmp_path: Path) -> None:
    held = entries(packed)
    index: dict[str, Any] = json.loads(held[cast_file.INDEX])
    index["looks"][0]["references"][0]["media"]["suffix"] = ".exe"
    refused(forge(tmp_path / "f", {**held, cast_file.INDEX: json.dumps(index).encode()}),
            tmp_path / "in")  # fmt: skip
    grown = {name: data + b"more" if name.endswith(".png") else data for name, data in held.items()}
    refused(forge(tmp_path / "g", grown), tmp_path / "in2")
    swapped = {
        name: bytes(len(data)) if name.endswith(".png") else data for name, data in held.items()
    }
    refused(forge(tmp_path / "h", swapped), tmp_path / "in3", Damaged)
    index["format"] = 9
    with pytest.raises(BadInput, match="newer"):
        cast_file.read_index(forge(tmp_path / "n", {cast_file.INDEX: json.dumps(index).encode()}))


def test_links_and_broken_archives_are_refused(packed: Path, tmp_path: Path) -> None:
    held = entries(packed)
    linked = tmp_path / "linked"
    with zipfile.ZipFile(linked, "w") as archive:
        for name, data in held.items():
            about = zipfile.ZipInfo(name)
            if name.endswith(".png"):
                about.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(about, data)
    refused(linked, tmp_path / "in")
    cut = tmp_path / "cut"
    cut.write_bytes(packed.read_bytes()[:300])
    refused(cut, tmp_path / "in2")
    refused(tmp_path / "nothing", tmp_path / "in3", NotFound)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 3000), value=st.binary(min_size=1, max_size=4))
def test_no_changed_byte_breaks_out(packed: Path, tmp_path: Path, place: int, value: bytes) -> None:
    data = bytearray(packed.read_bytes())
    place %= len(data)
    data[place : place + len(value)] = value
    forged = tmp_path / "fuzzed"
    forged.write_bytes(bytes(data))
    with contextlib.suppress(FenjingError):
        cast_file.read_index(forged)
