"""What is ours: the packages, their files, their layers."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# A package may point at and import those of a lower layer only; equal layers are strangers.
LAYERS = {"events": 0, "courses": 1, "medborgerforum": 1, "portal": 2}


def package_of(thing: object) -> str:
    """Return the top-level package in which a class or function was written."""
    return str(getattr(thing, "__module__", "")).partition(".")[0]


def is_own(thing: object) -> bool:
    """Return whether a class or function was written here."""
    return package_of(thing) in LAYERS


def source_files() -> Iterator[Path]:
    """Yield our Python files that run in production, without migrations."""
    for package in LAYERS:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
