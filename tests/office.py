"""LibreOffice without a screen, as a second reader: it opens a file, recalculates it and saves it again."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120  # a machine with every core busy included
# Else it trusts the values that stand beside the formulas, and a wrong one would come back as it went in.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def resave(path: Path, *, to: str = "xlsx", tmp: Path) -> Path:
    """`path` as LibreOffice saves it, recalculated, under the same name in a folder of its own below `tmp`.

    `to`: the ending of the new file ("xlsx", "xls", "ods", "csv", "pdf", "docx"), or "ending:filter:options". `tmp`:
    what the fixture `tmp_path` gives, or `mktemp` of `tmp_path_factory`.
    """
    folder = Path(tempfile.mkdtemp(prefix="office-", dir=tmp))
    command = [
        _program(),
        f"-env:UserInstallation={_profile(tmp.resolve().parent).as_uri()}",
        "--headless",
        "--norestore",
    ]
    run = subprocess.run(  # noqa: S603
        [*command, "--convert-to", to, "--outdir", str(folder), str(path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    saved = folder / f"{path.stem}.{to.partition(':')[0]}"
    assert saved.exists(), f"LibreOffice did not save {path.name} as {to}: {run.stdout}{run.stderr}"
    return saved


def _program() -> str:
    program = shutil.which("soffice")
    assert program, "soffice is missing; `make test` installs it"
    return program


def _profile(folder: Path) -> Path:
    """A process has its own: two programs cannot share one, and making one takes longer than a conversion. It stands
    among the temporary folders of the run, which pytest removes in time."""
    profile = folder / f"office-profile-{os.getpid()}"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    return profile
