"""A picture that was made here on its way into the project's media, without loss."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from app.domain.media import MediaRef
from app.media import probe
from app.media.pictures import save_picture
from app.store.assets import Assets


def keep_picture(assets: Assets, image: Image.Image) -> MediaRef:
    """Write it as PNG, measure it and take it in; adds no row, so any thread may call it.

    Raises:
        DiskTrouble: it cannot be written.
        ReadOnly: the project is open for reading only.
    """
    with tempfile.TemporaryDirectory(prefix="fenjing-picture-") as folder:
        path = Path(folder) / "picture.png"
        save_picture(image, path)
        return assets.add(path, probe.probe(path))
