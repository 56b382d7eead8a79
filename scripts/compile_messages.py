"""Compile every translation catalogue whose text is newer than what was last compiled.

Uses polib, which the portal has anyway, so that no machine needs GNU gettext. Entries
marked fuzzy are left out, as ``msgfmt`` does.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def is_stale(catalogue: Path) -> bool:
    """Return whether the compiled file is missing or older than its catalogue."""
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def compile_stale(root: Path) -> list[Path]:
    """Compile what is stale in ``root``'s catalogues and return those compiled."""
    stale = [path for path in sorted(root.glob("locale*/*/LC_MESSAGES/*.po")) if is_stale(path)]
    if stale:
        import polib

        for path in stale:
            polib.pofile(str(path), check_for_duplicates=True).save_as_mofile(
                str(path.with_suffix(".mo"))
            )
    return stale


if __name__ == "__main__":
    for done in compile_stale(ROOT):
        sys.stdout.write(f"Oversættelse / translation: {done.relative_to(ROOT)}\n")
