"""Prepare this folder for `make run`, `make check` and `make test`.

Runs before the virtual environment exists, so it uses the standard library only. Each step looks
first whether its work is already done; a second run takes a moment and prints nothing.
What it prints is read by the person at the terminal and is therefore in Vietnamese.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 10)


def say(message: str) -> None:
    print(message, flush=True)


def give_up(message: str) -> None:
    print(f"\nLỖI: {message}", file=sys.stderr, flush=True)
    sys.exit(1)


def succeeds(*command: str | Path) -> bool:
    """Whether the program exists and ends well; what it prints is of no interest."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


# System packages


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether Liberation Serif is here with all Vietnamese letters, which its version 1 lacks."""
    query = ":family=Liberation Serif:charset=1ea0-1ef9"
    try:
        return bool(subprocess.run(["fc-list", query], capture_output=True).stdout.strip())
    except OSError:
        return False


def missing_packages(purpose: str) -> list[list[str]]:
    """Debian packages to install, each as a list of names to choose the first known one from."""
    missing = []
    # Debian and Ubuntu ship `python3 -m venv` without the part that puts pip into the environment.
    if not venv_works() and importlib.util.find_spec("ensurepip") is None:
        missing.append([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    # WeasyPrint loads these libraries; HarfBuzz-Subset makes the fonts inside a PDF small.
    libraries = {
        "libpango-1.0.so.0": "libpango-1.0-0",
        "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
        "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    }
    if purpose == "test":
        libraries["libatomic.so.1"] = "libatomic1"  # of the program inside Playwright's wheel
    missing += [[package] for library, package in libraries.items() if not has_library(library)]
    # Liberation Serif has the measures of Times New Roman. Where both names are known, only the first has version 2.
    if not has_font():
        missing.append(["fonts-liberation2", "fonts-liberation"])
    return missing


def apt_knows(package: str) -> bool:
    return succeeds("apt-cache", "show", package)


def may_install() -> bool:
    """Whether packages can be installed without asking the person for a password."""
    return bool(shutil.which("apt-get")) and (os.geteuid() == 0 or succeeds("sudo", "-n", "true"))


def apt_get(*arguments: str) -> bool:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    # A new machine often updates itself in the background: wait for its lock instead of failing.
    command = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    return subprocess.run([*command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 0


def ensure_system_packages(purpose: str) -> None:
    missing = missing_packages(purpose)
    if not missing:
        return
    allowed = may_install()
    if allowed:
        apt_get("update")  # a new machine has no list of packages; an old list may do, so go on if this fails
    names = [next(filter(apt_knows, choices), choices[-1]) for choices in missing]
    by_hand = f"sudo apt-get update && sudo apt-get install -y {' '.join(names)}"
    if not allowed:
        give_up(f"Máy còn thiếu gói hệ thống. Hãy chạy lệnh sau rồi chạy lại:\n\n    {by_hand}\n")
    say(f"Đang cài gói hệ thống: {', '.join(names)}…")
    if not apt_get("install", "-y", "--no-install-recommends", *names):
        give_up(f"Không cài được gói hệ thống. Hãy chạy lệnh sau để xem nguyên nhân:\n\n    {by_hand}\n")


# Python packages


def venv_works() -> bool:
    """Whether .venv has a Python that starts, with pip (an interrupted or outdated one has not)."""
    return succeeds(PYTHON, "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})")


def ensure_venv() -> None:
    if not venv_works():
        say("Đang tạo môi trường Python trong thư mục .venv…")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode:
            give_up("Không tạo được môi trường Python trong thư mục .venv.")


def ensure_requirements(name: str) -> None:
    """Install a locked requirements file, unless this very content was installed before."""
    wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    stamp = VENV / f"{name}.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Đang cài các thư viện Python (lần đầu mất khoảng một phút)…")
    # Wheels only: a machine that runs the system needs no compiler.
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    if subprocess.run([*pip, "--require-hashes", "-r", ROOT / name]).returncode:
        give_up("Không cài được các thư viện Python. Hãy kiểm tra kết nối mạng rồi chạy lại.")
    stamp.write_text(wanted)


def compile_translations() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        command = [VENV / "bin" / "pybabel", "--quiet", "compile", "-i", source, "-o", compiled]
        if subprocess.run(command).returncode:
            give_up(f"Không biên dịch được tệp bản dịch {source.relative_to(ROOT)}.")


# Browser


def browser_works() -> bool:
    """Whether the browser tests find a browser; tests/browser/conftest.py chooses in the same way."""
    chromium = shutil.which("chromium")
    # Chromium from a snap sees neither our temporary profile nor downloads: not usable here.
    if chromium and "/snap/" not in chromium and succeeds(chromium, "--version"):
        return True
    script = (
        "import os, sys; from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: sys.exit(not os.path.exists(p.chromium.executable_path))"
    )
    return succeeds(PYTHON, "-c", script)


def ensure_browser() -> None:
    """Debian has a package of Chromium; Ubuntu has only a snap, so there Playwright brings its own."""
    if browser_works():
        return
    say("Đang cài trình duyệt Chromium để kiểm thử…")
    if may_install():
        apt_get("update")
    if apt_knows("chromium"):
        by_hand = "sudo apt-get update && sudo apt-get install -y chromium"
        if may_install():
            apt_get("install", "-y", "--no-install-recommends", "chromium")
    else:
        by_hand = ".venv/bin/playwright install --with-deps chromium"
        if may_install():
            subprocess.run([VENV / "bin" / "playwright", "install", "--with-deps", "chromium"])
    if not browser_works():
        give_up(f"Chưa có trình duyệt để kiểm thử. Hãy chạy lệnh sau rồi chạy lại:\n\n    {by_hand}\n")


# Office programs


def office_works() -> bool:
    """Whether LibreOffice opens workbooks and texts without a screen: the tests read our files back with it."""
    program = Path(shutil.which("soffice") or "").resolve().parent
    parts = all((program / library).exists() for library in ("libsclo.so", "libswlo.so"))
    return parts and succeeds("soffice", "--version")


def ensure_office() -> None:
    if office_works():
        return
    say("Đang cài LibreOffice để kiểm thử…")
    names = ["libreoffice-calc-nogui", "libreoffice-writer-nogui"]
    if may_install():
        apt_get("update")
        apt_get("install", "-y", "--no-install-recommends", *names)
    if not office_works():
        by_hand = f"sudo apt-get update && sudo apt-get install -y {' '.join(names)}"
        give_up(f"Chưa có LibreOffice để kiểm thử. Hãy chạy lệnh sau rồi chạy lại:\n\n    {by_hand}\n")


# What each make target needs


def check_port(port: int) -> None:
    """Say at once, and in plain words, that the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            give_up(
                f"Không dùng được cổng {port} (có thể chương trình khác đang dùng). "
                f"Hãy chọn cổng khác, ví dụ: make run PORT={port + 1}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Prepare this folder to run, check or test the system.")
    parser.add_argument("purpose", choices=["run", "check", "test"])
    parser.add_argument("--port", type=int, help="with run: fail now if this port is taken")
    options = parser.parse_args()

    if sys.version_info < OLDEST_PYTHON:
        give_up(
            f"Cần Python {'.'.join(map(str, OLDEST_PYTHON))} trở lên, máy này có {sys.version.split()[0]}. "
            "Nếu máy có bản mới hơn, hãy chỉ rõ, ví dụ: make run PYTHON=python3.12"
        )
    if options.port:
        check_port(options.port)
    ensure_system_packages(options.purpose)
    ensure_venv()
    ensure_requirements("requirements.txt" if options.purpose == "run" else "requirements-dev.txt")
    if options.purpose == "test":
        ensure_browser()
        ensure_office()
    compile_translations()


if __name__ == "__main__":
    main()
