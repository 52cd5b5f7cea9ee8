"""Freeze a sample of today's schema: run once per released schema, never over an existing file.

`python -m tests.store.freeze_sample` writes `samples/schema-N.zip`.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from app.domain.media import MediaFacts
from app.domain.shots import Shot
from app.store import layout, tables
from app.store.project_file import ProjectFile
from tests.store import dramas

SAMPLES = Path(__file__).parent / "samples"


def _fill(opened: ProjectFile) -> None:
    facts = MediaFacts(suffix=".bin", kind="video", size=1)
    with opened.transaction("Take arrived", kind="background") as edit:
        for number in (1, 2):
            ref = opened.assets.add(f"take {number}".encode(), facts)
            edit.add(dramas.take("sh0_0", number, ref))
    with opened.transaction("Edit shots") as edit:
        edit.change(Shot, "sh0_1", notes="重拍")
    opened.ledger.add([dramas.attempt(), dramas.attempt("sh0_1")])


def main() -> None:
    """Write the sample."""
    target = SAMPLES / f"schema-{tables.SCHEMA}.zip"
    with tempfile.TemporaryDirectory() as name:
        with dramas.create(Path(name)) as opened:
            _fill(opened)
            folder = opened.folder
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.name != layout.LOCK:
                    packed.write(path, path.relative_to(folder.parent).as_posix())


if __name__ == "__main__":
    main()
