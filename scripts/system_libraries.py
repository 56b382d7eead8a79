"""Say which Debian packages WeasyPrint still needs on this machine, one a line.

Standard library only: it runs before anything is installed.
"""

import ctypes
import sys
from pathlib import Path

# Debian package -> the names its library goes by on Linux and macOS.
LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
# Where Homebrew keeps libraries; the loader does not look there by itself.
PREFIXES = ("", "/opt/homebrew/lib/", "/usr/local/lib/")


def loads(names: tuple[str, ...]) -> bool:
    """Return whether one of the library names can be loaded."""
    for name in (prefix + name for name in names for prefix in PREFIXES):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def has_font() -> bool:
    """Return whether any outline font is installed."""
    return any(
        next(folder.rglob(f"*.{kind}"), None)
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for kind in ("ttf", "otf", "ttc")
    )


def missing() -> list[str]:
    """Return the Debian packages that are needed and not there."""
    packages = [package for package, names in LIBRARIES.items() if not loads(names)]
    return packages if has_font() else [*packages, FONT_PACKAGE]


if __name__ == "__main__":
    sys.stdout.writelines(f"{package}\n" for package in missing())
