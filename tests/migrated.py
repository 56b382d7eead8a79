"""A migrated SQLite database, made once for each state of the code and copied by every run.

Migrating takes a processor half a minute. What comes of it follows from our own code, the
packages installed and Python; a change to any of them makes it anew, in ``var/``.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

CODE = ("portal", "events", "courses", "medborgerforum", "locale")
NAME = "test-migrated"
MIGRATE = """
import gc
from django.core.management import execute_from_command_line

gc.set_threshold(50_000, 20, 100)
execute_from_command_line(["manage.py", "migrate", "--verbosity=0"])
"""


def state_of_the_code() -> str:
    """Return a digest of all that a migrated database follows from."""
    digest = sha256(sys.version.encode())
    for package in sorted(f"{p.name} {p.version}" for p in distributions()):
        digest.update(package.encode())
    base = Path(settings.BASE_DIR)
    for path in sorted(
        path
        for folder in CODE
        for path in (base / folder).rglob("*")
        if path.suffix in {".py", ".po"}
    ):
        digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def copy_migrated(to: Path) -> None:
    """Put a copy there; whoever comes while the first is being made waits for it."""
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / f"{NAME}-{state_of_the_code()}.sqlite3"
    with (folder / f"{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            for older in folder.glob(f"{NAME}-*"):
                older.unlink()
            part = found.with_suffix(".part")
            subprocess.run(
                [sys.executable, "-c", MIGRATE],
                cwd=settings.BASE_DIR,
                env={**os.environ, "DATABASE_URL": f"sqlite:///{part}",
                     "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
                check=True,
            )  # fmt: skip
            part.rename(found)
        remove(to)
        shutil.copyfile(found, to)


def remove(database: Path) -> None:
    """Remove a SQLite database and what lies beside it."""
    for ending in ("", "-wal", "-shm"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
