"""python -m tests.bench [--quick] [--postgres]: measure, print one table, and leave nothing behind."""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Đo tốc độ so với mức tối thiểu của cùng công việc")
    parser.add_argument("--quick", action="store_true", help="bỏ cỡ 1.000 địa bàn")
    parser.add_argument("--postgres", action="store_true", help="đo trên một máy chủ PostgreSQL tạm thời")
    return parser.parse_args()


def on_postgres(arguments: list[str]) -> int:
    """The same again, with a server that lives as long as the run."""
    server = [sys.executable, str(BASE / "scripts" / "with_postgres.py")]
    return subprocess.run([*server, sys.executable, "-m", "tests.bench", *arguments], cwd=BASE).returncode  # noqa: S603


def main() -> int:
    chosen = options()
    if chosen.postgres:
        return on_postgres([argument for argument in sys.argv[1:] if argument != "--postgres"])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # Before the settings are read: no database, no cache of rendered files, no key of the user's.
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", VAR_DIR=folder)
        Path(folder, "static").mkdir()
        # The application as a server starts it; only then can models be imported.
        import_module("config.wsgi")
        from tests.bench.report import run

        run(Path(folder), is_quick=chosen.quick)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
