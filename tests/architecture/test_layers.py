"""Packages import downwards only: the contracts in pyproject.toml, run by import-linter."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.own import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
PLANTED = """
[importlinter]
root_packages =
    upper
    lower

[importlinter:contract:layers]
name = layers
type = layers
layers =
    upper
    lower
"""


def lint_imports(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_our_imports_keep_the_contracts() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_import_upwards_is_found(tmp_path: Path) -> None:
    for package, text in (("upper", ""), ("lower", "import upper\n")):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(text)
    (tmp_path / "contracts.ini").write_text(PLANTED)
    result = lint_imports(tmp_path, "--config", "contracts.ini")
    assert result.returncode == 1
    assert "lower is not allowed to import upper" in result.stdout
