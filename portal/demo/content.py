"""The words of the demo, as they lie in ``portal/demo_content``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "demo_content"

type Entry = dict[str, Any]


@cache
def read(name: str) -> Entry:
    """Return one file of content, such as ``read("articles")``; callers leave it unchanged."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def entries(name: str, table: str) -> list[Entry]:
    """Return one list of entries of a file."""
    return list(read(name)[table])
