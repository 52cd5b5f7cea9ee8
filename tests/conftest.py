"""Nothing may be left behind: threads that a test started must be gone when it ends."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("nightly", parent=settings.get_profile("house"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture(autouse=True)
def _own_user_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests never see or touch the person's own settings, caches, logs or projects."""
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("CONFIG", "CACHE", "LOG", "PROJECTS"):
        monkeypatch.setenv(f"FENJING_{name}_DIR", str(home / name.lower()))


@pytest.fixture(autouse=True)
def _no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    left = _ours(before)
    while left and time.monotonic() < deadline:
        left[0].join(timeout=0.1)
        left = _ours(before)
    assert not left, f"threads left behind: {[thread.name for thread in left]}"


def _ours(before: set[threading.Thread]) -> list[threading.Thread]:
    # execnet (pytest-xdist) and Qt keep threads of their own, which Python sees as dummies.
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and thread.is_alive()
        and not isinstance(thread, threading._DummyThread)
    ]
