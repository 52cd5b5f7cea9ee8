"""Makes the environment that the Makefile's targets run in; needs nothing but Python 3.11 itself.

set_up.py venv FOLDER LOCK      create a virtual environment and install the locked files by their hashes
set_up.py system LIST           install the system libraries of LIST that this Debian or Ubuntu lacks
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path


def make_environment(folder: Path, lock: Path) -> int:
    """Create `folder` when missing and bring it to what `lock` lists."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is run by whatever Python make finds
        print(
            "Fenjing needs Python 3.11 or newer; set PYTHON=python3.11 (or later) and run make again."
        )
        return 3
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"Creating {folder} ...")
        venv.create(folder, with_pip=True)
    print("Installing the pinned dependencies (about 450 MB, once) ...")
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "-r", str(lock)]
    return subprocess.run(command, check=False).returncode


def is_installed(package: str) -> bool:
    """True when dpkg knows the package (or its renamed 64-bit-time twin) as installed."""
    for name in (package, f"{package}t64"):
        answer = subprocess.run(
            ["dpkg-query", "-W", "-f=${Status}", name], capture_output=True, text=True, check=False
        )
        if "install ok installed" in answer.stdout:
            return True
    return False


def install_system_packages(listing: Path) -> int:
    """Install what is missing with apt where that is allowed; otherwise say the command and go on."""
    if not sys.platform.startswith("linux") or shutil.which("dpkg-query") is None:
        return 0
    rows = listing.read_text(encoding="utf-8").splitlines()
    wanted = [row.strip() for row in rows if row.strip() and not row.startswith("#")]
    missing = [package for package in wanted if not is_installed(package)]
    if not missing:
        return 0
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    prefix: list[str] | None = None
    if os.geteuid() == 0:
        prefix = []
    elif (
        shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0
    ):
        prefix = ["sudo", "-n"]
    if prefix is None:
        print("These system libraries are missing; the window needs them. Run:")
        print("  sudo " + " ".join(install))
        print("Going on without them.")
        return 0
    print("Installing system libraries: " + " ".join(missing))
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        [*prefix, *install], check=False, env=environment, stdout=subprocess.DEVNULL
    )
    if done.returncode != 0:
        print(
            "apt could not install them. Run this yourself and start again if the window does not open:"
        )
        print("  " + " ".join(install))
    return 0


def main(arguments: list[str]) -> int:
    """Do what the first argument names."""
    if len(arguments) == 3 and arguments[0] == "venv":
        return make_environment(Path(arguments[1]), Path(arguments[2]))
    if len(arguments) == 2 and arguments[0] == "system":
        return install_system_packages(Path(arguments[1]))
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
