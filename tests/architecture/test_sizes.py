"""Files and functions stay short enough to be read at once."""

import ast

from tests.architecture.own import ROOT, source_files

FILE_LINES = 400
FUNCTION_LINES = 50


def too_long(name: str, source: str) -> list[str]:
    """Return the file, and those of its functions, that are over the limit."""
    total = len(source.splitlines())
    found = [f"{name}: {total} lines"] if total > FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    return found


def test_no_file_or_function_is_too_long() -> None:
    found = [
        line
        for path in source_files()
        for line in too_long(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_long_file_and_a_long_function_are_found() -> None:
    body = "    pass\n"
    assert too_long("short.py", "def f():\n" + body * (FUNCTION_LINES - 1)) == []
    assert too_long("f.py", "def f():\n" + body * FUNCTION_LINES) == ["f.py:1 f: 51 lines"]
    assert too_long("f.py", "pass\n" * (FILE_LINES + 1)) == ["f.py: 401 lines"]
