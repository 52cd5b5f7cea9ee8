"""Whether this machine has strength to spare: runs on the mains, and is not busy with other work."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")
#: Work for every core beside ours counts as busy.
_BUSY_SHARE = 0.9


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """True when the machine runs on its battery; False where it cannot be told."""
    if sys.platform.startswith("linux"):
        return _linux(supplies)
    if sys.platform == "darwin":
        return _mac()
    if os.name == "nt":
        return _windows()
    return False


def _linux(supplies: Path) -> bool:
    discharging = False
    try:
        for supply in sorted(supplies.iterdir()):
            kind = _word(supply / "type")
            if kind == "Mains" and _word(supply / "online") == "1":
                return False
            # Mice and headsets have batteries too; theirs say what they belong to.
            own = _word(supply / "scope") != "Device"
            if kind == "Battery" and own and _word(supply / "status") == "Discharging":
                discharging = True
    except OSError:
        return False
    return discharging


def _word(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _mac() -> bool:
    try:
        told = subprocess.run(
            ["/usr/bin/pmset", "-g", "batt"],
            capture_output=True,
            text=True,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "Battery Power" in told.stdout


class _Status(ctypes.Structure):
    """SYSTEM_POWER_STATUS of the Windows API; its first byte is 0 on battery, 1 on the mains."""

    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("flag", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("left", ctypes.c_ulong),
        ("full", ctypes.c_ulong),
    )


def _windows() -> bool:
    status = _Status()
    library = getattr(ctypes, "windll", None)
    if library is None or not library.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        return False
    return int(status.line) == 0


def busy(ours: float = 0.0) -> bool:
    """True when other programs use most of the processor; `ours` is how many cores our own work takes."""
    if not hasattr(os, "getloadavg"):
        return False
    cores = os.cpu_count() or 1
    return os.getloadavg()[0] - ours > cores * _BUSY_SHARE
