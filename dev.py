#!/usr/bin/env python3
"""How does one try, test and check PartNet Vote on a machine that has Python 3.11 and nothing else?

python3 dev.py demo     an installation with two cities to click through; Ctrl-C stops it; `demo --help` says what else
python3 dev.py test     every test, in a real browser where one is found; words after it go to pytest
python3 dev.py check    all that guards the main branch: lint, types, contracts, locks, tests (--all adds the drills)
python3 dev.py setup    only prepares .venv, with .venv/bin/partnet-vote in it
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge", "msedge")
LETTERS = "fonts-liberation"
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def works(*command: str | Path) -> bool:
    """Whether a program starts and is content."""
    try:
        return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def must(*command: str | Path) -> None:
    """Run a step that everything after it needs."""
    if code := subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:
        sys.exit(f"This step failed ({code}): {shlex.join(str(word) for word in command)}")


def prepare(kind: str) -> None:
    """Make .venv hold what the lock file says; a stamp makes every later call instant."""
    content = "".join((ROOT / name).read_text("utf-8") for name in (*LOCKS.values(), "pyproject.toml"))
    stamp = hashlib.sha256(f"{ROOT}\n{content}".encode()).hexdigest()
    mark = VENV / "prepared"
    have = mark.read_text("utf-8").split() if mark.exists() else []
    if have in ([stamp, "dev"], [stamp, kind]) and works(PYTHON, "--version"):
        return
    print(f"Preparing {VENV.name} (about a minute the first time) …", flush=True)
    uv = shutil.which("uv")
    uv = uv if uv and works(uv, "--version") else None
    if not works(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        if uv:
            must(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        elif importlib.util.find_spec("ensurepip"):
            must(sys.executable, "-m", "venv", "--clear", VENV)
        else:
            sys.exit("This Python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv")
    mark.unlink(missing_ok=True)
    if uv:
        must(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", LOCKS[kind])
    else:
        if not works(PYTHON, "-m", "pip", "--version"):
            must(PYTHON, "-m", "ensurepip")
        quiet = ("--quiet", "--disable-pip-version-check")
        must(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", LOCKS[kind])
    link_command()
    must(PYTHON, "-m", "compileall", "-q", "src", "migrations")  # also where Python is told to write no bytecode
    mark.write_text(f"{stamp} {kind}\n", "utf-8")


def link_command() -> None:
    """Make `src` importable in .venv and put `partnet-vote` there: hash mode refuses an editable install."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([str(PYTHON), "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    (Path(site) / "partnet_vote.pth").write_text(f"{ROOT / 'src'}\n", "utf-8")
    if os.name == "nt":
        (BIN / "partnet-vote.cmd").write_text(f'@"{PYTHON}" -m partnet_vote.cli %*\n', "utf-8")
        return
    script = BIN / "partnet-vote"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(PYTHON))} -m partnet_vote.cli "$@"\n', "utf-8")
    script.chmod(0o755)


def browser() -> str | None:
    """A Chromium, Chrome or Edge of this machine; as root on Debian the distribution's is installed."""
    for attempt in ("look", "install"):
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        found = found or next((place for place in BROWSER_PLACES if Path(place).exists()), None)
        apt = shutil.which("apt-get")
        if found or attempt == "install" or not apt or os.geteuid() != 0:
            return found
        print("Installing the distribution's Chromium …", flush=True)
        works(apt, "update")
        works(apt, "install", "--yes", "--no-install-recommends", "chromium", LETTERS)
    return None


def letters() -> None:
    """A font as wide as the web's usual one: without it a page moves when ours arrives. Debian's, as root."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0 and not works("dpkg", "-s", LETTERS):
        works(apt, "update")
        works(apt, "install", "--yes", "--no-install-recommends", LETTERS)


def test(words: list[str]) -> int:
    """All tests, with a browser or a loud word about its absence; a CI may not do without."""
    environment = dict(os.environ)
    required = "REQUIRE_BROWSER" in environment or environment.get("CI", "").lower() == "true"
    if found := browser():
        environment["CHROMIUM"] = found
        letters()
    elif required:
        print("There is no Chromium, Chrome or Edge here, and REQUIRE_BROWSER or CI=true forbids to skip its tests.")
        return 1
    else:
        print("\n*** NO BROWSER FOUND: its tests are skipped. Install Chromium, Chrome or Edge to run them. ***\n")
    environment["REQUIRE_BROWSER"] = "1" if required else ""
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each of a hundred programs under test would compile all anew
    # The whole suite is shared out, a file at a time, each half with servers of its own; a chosen part is not worth it.
    # In the order of the folders: the gates' long files come in the middle, many short ones at the end.
    order = ["--dist", "loadfile", "--no-loadscope-reorder"]
    shared = [] if words else ["-n", str(min(os.cpu_count() or 1, 4)), *order]
    line = [str(PYTHON), "-m", "pytest", *shared, *words]
    return subprocess.run(line, cwd=ROOT, env=environment, check=False).returncode


def locks_are_clean() -> int:
    """0 if no lock file names a host: the reader's own registry serves the files, their hashes guard them."""
    locks = (*ROOT.glob("requirements*.lock"), *ROOT.glob("tools/*-lock.json"))
    named = [path.name for path in locks if "://" in path.read_text("utf-8")]
    print("\n".join(f"{name} names a host (://)" for name in named), end="")
    return len(named)


def check(words: list[str]) -> int:
    """Every check, to its end, with the time each took; the number of those that failed."""
    tools = {
        "lint": [BIN / "ruff", "check"],
        "format": [BIN / "ruff", "format", "--check"],
        "types": [BIN / "pyright"],
        "contracts": [BIN / "lint-imports"],
        "container": [BIN / "hadolint", "Dockerfile"],
        "templates": [BIN / "djlint", "--lint", "--quiet", "templates"],
    }
    everything = ["-m", ""] if "--all" in words else []
    if everything:
        os.environ["FULL_MATRIX"] = "1"
    steps = {
        name: lambda command=command: subprocess.call(list(map(str, command)), cwd=ROOT)
        for name, command in tools.items()
    }
    steps |= {"locks": locks_are_clean, "tests": lambda: test([*everything, *(w for w in words if w != "--all")])}
    report: list[tuple[str, str, float]] = []
    for name, step in steps.items():
        print(f"\n── {name}", flush=True)
        begun = time.monotonic()
        report.append((name, "FAILED" if step() else "ok", time.monotonic() - begun))
    print("\n" + "\n".join(f"{name:10} {word:7} {seconds:6.1f} s" for name, word, seconds in report))
    return sum(word == "FAILED" for _, word, _ in report)


def main() -> int:
    """One of the four commands of the docstring."""
    command, words = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if sys.version_info < (3, 11):
        sys.exit(f"PartNet Vote needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    if command not in ("demo", "test", "check", "setup"):
        print(__doc__)
        return 0 if command in ("", "-h", "--help") else 2
    prepare("dev" if command in ("test", "check") else "run")
    if command == "setup":
        print(f"Ready: {(BIN / 'partnet-vote').relative_to(ROOT)} --help")
        return 0
    if command == "demo":
        line = [str(PYTHON), "-m", "partnet_vote.cli", "demo", *words]
        if os.name == "nt":
            return subprocess.call(line, cwd=ROOT)
        os.chdir(ROOT)
        os.execv(line[0], line)  # so that Ctrl-C reaches the demo alone
    return test(words) if command == "test" else check(words)


if __name__ == "__main__":
    sys.exit(main())
