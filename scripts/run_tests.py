"""Run the suite on SQLite, then on PostgreSQL, then the browser tests: run_tests.py [PYTEST ARGUMENT...]

All three run, whatever the first ones found; the exit code is 0 only if none failed.
What cannot depend on the database (tests/conftest.py, ONE_DATABASE) runs on SQLite alone.
The browser tests stand apart because Playwright keeps an event loop running in its process.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "logical", "--maxprocesses", "8"]
NOTHING_SELECTED = 5  # pytest's exit code

RUNS = {
    "SQLite": [*PYTEST, "-m", "not browser"],
    "PostgreSQL": [
        sys.executable,
        str(SCRIPTS / "with_postgres.py"),
        *PYTEST,
        "-m",
        "not browser and not one_database",
    ],
    "trình duyệt": [*PYTEST, "-m", "browser"],
}


def outcome(code: int, arguments: list[str]) -> str:
    if code == 0:
        return "đạt"
    # With `ARGS="-k name"` it is normal that one of the runs has no such test.
    if code == NOTHING_SELECTED and arguments:
        return "không có ca kiểm thử phù hợp"
    return f"KHÔNG ĐẠT (mã {code})"


def main() -> int:
    arguments = sys.argv[1:]
    # The database is ours to choose; a variable left in the shell must not turn "SQLite" into something else.
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    codes, lines = [], []
    for name, command in RUNS.items():
        print(f"\n=== Kiểm thử: {name} ===", flush=True)
        start = time.monotonic()
        code = subprocess.run([*command, *arguments], cwd=SCRIPTS.parent, env=environment).returncode
        codes.append(code)
        lines.append(f"  {name}: {outcome(code, arguments)}, {time.monotonic() - start:.0f} giây")
    print("\n=== Kết quả ===", *lines, sep="\n", flush=True)

    harmless = {0, NOTHING_SELECTED} if arguments else {0}
    return 0 if set(codes) <= harmless and 0 in codes else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
