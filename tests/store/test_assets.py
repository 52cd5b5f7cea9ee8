"""Media come in whole or not at all, are found again by content, and are never deleted by a guess."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.domain.cast import Look, Reference
from app.domain.media import MediaFacts, MediaRef
from app.domain.script import Episode, Music
from app.domain.shots import Shot
from app.errors import BadInput, ReadOnly
from app.store.project_file import ProjectFile
from tests.store import dramas

FACTS = MediaFacts(suffix=".png", kind="picture", size=5, width=10, height=20, frames=1)


def _add(opened: ProjectFile, content: bytes) -> MediaRef:
    return opened.assets.add(content, FACTS)


def test_a_file_is_kept_once_under_its_content(tmp_path: Path) -> None:
    source = tmp_path / "参考 图.PNG"
    source.write_bytes(b"hello")
    with dramas.create(tmp_path) as opened:
        ref = opened.assets.add(source, FACTS)
        assert ref.sha256 == hashlib.sha256(b"hello").hexdigest()
        assert (ref.size, ref.width, ref.height, ref.kind) == (5, 10, 20, "picture")
        assert opened.assets.path(ref).read_bytes() == b"hello"
        assert opened.assets.has(ref)
        assert _add(opened, b"hello") == ref
        assert source.read_bytes() == b"hello"
        found = [path for path in (opened.folder / "media").rglob("*") if path.is_file()]
        assert found == [opened.assets.path(ref)]


def test_what_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        with pytest.raises(BadInput):
            opened.assets.add(tmp_path / "nowhere.png", FACTS)
        with pytest.raises(BadInput):
            opened.assets.add(tmp_path, FACTS)
        with pytest.raises(BadInput):
            _add(opened, b"")
        assert list((opened.folder / "media").rglob("*")) == []


def test_a_truncated_file_is_replaced_by_the_whole_one(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        ref = _add(opened, b"hello")
        opened.assets.path(ref).write_bytes(b"he")
        _add(opened, b"hello")
        assert opened.assets.path(ref).read_bytes() == b"hello"


def test_missing_media_block_nothing_and_are_found_by_content(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        refs = [_add(opened, name.encode()) for name in ("pick", "sheet", "music")]
        with opened.transaction("Takes", kind="background") as edit:
            taken = dramas.take("sh0_0", ref=refs[0])
            edit.add(taken)
        with opened.transaction("Pin") as edit:
            edit.change(Shot, "sh0_0", pick=taken.id)
            edit.change(Look, "look_lin", references=(Reference(media=refs[1]),))
            music = Music(sha256=refs[2].sha256, suffix=refs[2].suffix, seconds=1.0)
            edit.change(Episode, "ep", music=music)
        assert opened.assets.missing() == ()
        elsewhere = tmp_path / "moved" / "deep"
        elsewhere.mkdir(parents=True)
        for number, ref in enumerate(refs):
            opened.assets.path(ref).rename(elsewhere / f"renamed {number}.PNG")
        folder = opened.folder
    with ProjectFile.open(folder) as opened:
        missing = opened.assets.missing()
        assert {each.sha256 for each in missing} == {ref.sha256 for ref in refs}
        assert ("look_lin",) in {each.used_by for each in missing}
        assert opened.queries.board_rows("ep")[0].media == refs[0]
        (elsewhere / "renamed 2.PNG").unlink()
        (elsewhere / "other.png").write_bytes(b"other")
        still = opened.assets.relink(tmp_path / "moved", opened.assets.missing())
        assert [each.sha256 for each in still] == [refs[2].sha256]
        assert opened.assets.path(refs[0]).read_bytes() == b"pick"


def test_strays_are_named_and_left(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        ref = _add(opened, b"nobody's")
        assert opened.assets.strays() == (opened.assets.path(ref),)
        folder = opened.folder
    with ProjectFile.open(folder) as opened:
        assert opened.assets.path(ref).exists()


def test_cache_paths_stay_in_the_cache(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        path = opened.assets.cache_path("thumbnails", "ab12", ".png")
        assert path == opened.folder / "cache" / "thumbnails" / "ab" / "ab12.png"
        assert path.parent.is_dir()
        for kind, key in (("..", "x"), ("a", "../x"), ("a", ""), ("a/b", "x")):
            with pytest.raises(BadInput):
                opened.assets.cache_path(kind, key, ".png")


def test_nothing_comes_into_a_project_for_reading(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
    with ProjectFile.open(folder, read_only=True) as opened, pytest.raises(ReadOnly):
        _add(opened, b"hello")
