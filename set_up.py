"""Prepares a checkout to run: the virtual environment, and settings for trying the product out.

    python3 set_up.py run     what `make serve` needs
    python3 set_up.py dev     what the tests need, too

Needs Python alone. Does nothing where all is there, and starts anew what an earlier run left half-made.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
UNFINISHED = ENVIRONMENT / "unfinished"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def main() -> None:
    purpose = sys.argv[1] if sys.argv[1:] in (["run"], ["dev"]) else sys.exit(__doc__)
    with (ROOT / "Makefile").open() as lock:
        # `make serve` and `make test` may be started at the same time.
        fcntl.flock(lock, fcntl.LOCK_EX)
        install(purpose)
        write_local_settings(Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve())


def install(purpose: str) -> None:
    requirements = ROOT / "requirements" / f"{purpose}.txt"
    stamp = ENVIRONMENT / f"installed-{purpose}"
    state = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if works() and stamp.exists() and stamp.read_text() == state:
        return
    if not works():
        make_environment()
    UNFINISHED.touch()
    stamp.unlink(missing_ok=True)
    install_packages(requirements)
    stamp.write_text(state)
    UNFINISHED.unlink()


def works() -> bool:
    """Whether there is an environment that was left in order, made by the Python that runs this."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip, sys; print(sys.version)"]
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def make_environment() -> None:
    print(f"Making a virtual environment with Python {sys.version.split()[0]} …", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    ENVIRONMENT.mkdir()
    UNFINISHED.touch()
    command = [sys.executable, "-m", "venv", str(ENVIRONMENT)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    if made.returncode:
        sys.exit(f"{made.stdout}{made.stderr}\nThis Python cannot make virtual environments; on Debian and Ubuntu,"
                 " `apt install python3-venv` mends that.")  # fmt: skip


def install_packages(requirements: Path) -> None:
    """Shows one line that counts, and the whole output of pip only where it failed."""
    total = sum("==" in line for line in requirements.read_text().splitlines())
    command = [*PIP, "install", "--progress-bar", "off", "--only-binary", ":all:", "--require-hashes"]
    said, collected = [], 0
    with subprocess.Popen(  # noqa: S603 (our own interpreter)
        [*command, "-r", str(requirements)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            collected += line.startswith(("Collecting ", "Requirement already satisfied: "))
            end = "\n" if line.startswith("Installing ") else "\r"
            if sys.stdout.isatty() or end == "\n":
                print(f"Installing packages: {min(collected, total)} of {total} …", end=end, flush=True)
    if pip.returncode:
        sys.exit(f"{''.join(said)}\nThe packages could not be installed: see above why, then start again.")


def write_local_settings(folder: Path) -> None:
    """Settings for trying the product out, and never a change to those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    target, draft = folder / "local.env", folder / f"local.env.{os.getpid()}"
    if target.exists():
        return
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# For trying the product out. Production sets its own environment variables.\n"
                   f"DEBUG=on\nSECRET_KEY={secrets.token_urlsafe(48)}\n")  # fmt: skip
    draft.rename(target)


if __name__ == "__main__":
    main()
