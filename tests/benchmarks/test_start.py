"""How long a person waits: cold start to Home, and a long series to its first usable page. Asserts no times."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.shots import Shot
from app.store.project_file import ProjectFile
from tests.benchmarks.test_store import series

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5

BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow(); window.setCentralWidget(QLabel("Home")); window.show(); app.processEvents()
"""

HOME = """
from app import bootstrap
from app.ui import application
from app.ui.tasks import Delivery
from app.studio.studio import Studio
app = application.make_application()
services = bootstrap.build_services(Delivery(), application.pump)
window = application.open_window(Studio(services)); window.show(); app.processEvents()
services.close()
"""

OPEN = """
import sys, time
from pathlib import Path
from app import bootstrap
from app.ui import application
from app.ui.tasks import Delivery
from app.studio.studio import Studio
app = application.make_application()
services = bootstrap.build_services(Delivery(), application.pump)
studio = Studio(services)
window = application.open_window(studio); window.show(); app.processEvents()
began = time.perf_counter()
window.open_session(studio.open(Path(sys.argv[1]))); window.show_page(sys.argv[2]); app.processEvents()
print(time.perf_counter() - began)
window.close()
services.close()
"""


def run(code: str, *arguments: str) -> tuple[float, str]:
    """Wall seconds of a fresh process, and what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, done.stdout


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


@pytest.mark.benchmark
def test_cold_start_to_home() -> None:
    bare, home = [], []
    for _ in range(RUNS):
        bare.append(run(BARE)[0])
        home.append(run(HOME)[0])
    print(f"\nbare Qt window   {median(bare):.2f} s (whole process, median of {RUNS})")
    print(
        f"Fenjing to Home  {median(home):.2f} s  {median(home) / median(bare):.1f} x the bare window"
    )


@pytest.mark.benchmark
@pytest.mark.parametrize("page", ["script", "board"])
def test_a_long_series_opens_to_its_first_page(page: str, tmp_path: Path) -> None:
    folder = series(tmp_path)
    with ProjectFile.open(folder) as warm:
        began = time.perf_counter()
        warm.all(Shot)
        unit = time.perf_counter() - began
    spent = median([float(run(OPEN, str(folder), page)[1].split()[-1]) for _ in range(3)])
    print(
        f"\n100 x 40 shots, 8,000 takes: open to {page} {spent:.2f} s, {spent / unit:.1f} x reading all shots"
    )
