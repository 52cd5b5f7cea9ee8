"""Makes the README's pictures from the sample drama, in the real window, in both languages and themes.

    make_pictures.py [FOLDER]      default: docs/pictures

The sample is made (or taken from an earlier run) in build/pictures, so that the pictures show real takes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
BUILD = ROOT / "build" / "pictures"
for name in ("CONFIG", "CACHE", "LOG", "PROJECTS"):
    os.environ[f"FENJING_{name}_DIR"] = str(BUILD / name.lower())

from PySide6.QtCore import QCoreApplication, QSize  # noqa: E402

from app import bootstrap  # noqa: E402
from app.domain.project import Language  # noqa: E402
from app.settings.model import FaceLanguage, Theme  # noqa: E402
from app.studio import demonstration  # noqa: E402
from app.studio.studio import Studio  # noqa: E402
from app.ui import application  # noqa: E402
from app.ui.tasks import Delivery  # noqa: E402

SIZE = QSize(1440, 900)
#: File name, page, theme and language of each picture.
PICTURES: tuple[tuple[str, str, Theme, Language], ...] = (
    ("board-dark-zh", "board", "dark", "zh"),
    ("board-light-en", "board", "light", "en"),
    ("script-dark-zh", "script", "dark", "zh"),
    ("cast-dark-zh", "cast", "dark", "zh"),
    ("queue-light-en", "queue", "light", "en"),
    ("deliver-dark-zh", "deliver", "dark", "zh"),
)
FACES: dict[Language, FaceLanguage] = {"zh": "zh_CN", "en": "en"}


def sample(studio: Studio, language: Language) -> Path:
    """The finished sample project, made once."""
    folder = BUILD / language
    title = demonstration.SCRIPTS[language][1]
    project = folder / f"{title}.fenjing"
    if not (project / "deliveries.done").exists():
        print(f"Making the sample ({language}) ...")
        demonstration.run(studio, folder, language, lambda _fraction, _note="": None, size="review")
        (project / "deliveries.done").touch()
    return project


def settle(seconds: float) -> None:
    """Let the window load its pictures."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.005)


def take(studio: Studio, project: Path, page: str, out: Path) -> None:
    """Open the project on a page and save what the window shows."""
    window = application.open_window(studio)
    window.resize(SIZE)
    window.show()
    window.open_session(studio.open(project))
    window.show_page(page)
    session = window.session
    if session is not None and page != "script":
        episode = session.episodes()[0]
        shots = [row.shot for row in session.board_rows(episode.id)]
        window.selection.choose(episode.id, shots[4].scene_id, shots[4].id)
    settle(7.0)
    out.parent.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(out))
    window.close()
    settle(0.3)
    print(out.relative_to(ROOT) if out.is_relative_to(ROOT) else out)


def main(arguments: list[str]) -> int:
    """Make every picture."""
    target = Path(arguments[0]) if arguments else ROOT / "docs" / "pictures"
    application.make_application()
    services = bootstrap.build_services(Delivery(), application.pump)
    studio = Studio(services)
    try:
        for name, page, theme, language in PICTURES:
            project = sample(studio, language)
            chosen = {"theme": theme, "language": FACES[language]}
            studio.save_settings(studio.settings.model_copy(update=chosen))
            take(studio, project, page, target / f"{name}.png")
    finally:
        services.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
