"""Danish alphabetical order that every database agrees on.

Neither SQLite nor PostgreSQL sorts æ, ø and å right by default, and they differ from each other.
So the order is written into a stored, indexed column by the one function below.
"""

import unicodedata

_RING = "\N{COMBINING RING ABOVE}"
_WORD_BREAK = "0"
_DANISH = {"z": "z0", "æ": "z1", "ø": "z2", "å": "z3"}
_OTHER_SCRIPT = "z9"

# Latin letters that Unicode does not take apart into a letter and a mark.
_PLAIN = str.maketrans(
    {"ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "œ": "oe"}
)


def danish_sort_key(text: str, *, max_length: int = 200) -> str:
    """Return a key whose plain order is the Danish alphabetical order of ``text``.

    Case and accents do not count, aa is å, and æ, ø, å come after z. Whatever is neither letter
    nor digit is a word break, which sorts first; then digits, letters, other scripts by code
    point. Texts that differ in nothing else get the same key: order by the primary key too.

    The key holds only a-z and 0-9, never "aa", and each sign of the text becomes a code that no
    other code begins with. Binary comparison and the usual language collations (Danish, English,
    root) treat such strings alike, so it does not matter which one the database uses. It is cut
    to ``max_length`` characters.

    Raises ValueError when ``max_length`` is below 1.
    """
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    with_danish_letters = folded.replace(f"a{_RING}", "å").translate(_PLAIN)
    plain = "".join(char for char in with_danish_letters if not _is_unsorted(char))
    # After the accents, so that no "aa" is left for a Danish collation to read as å.
    words = "".join(_code(char) for char in plain.replace("aa", "å")).split()
    return _WORD_BREAK.join(words)[:max_length]


def _is_unsorted(char: str) -> bool:
    """Say whether the sign is an accent, or invisible like a soft hyphen."""
    return bool(unicodedata.combining(char)) or unicodedata.category(char) == "Cf"


def _code(char: str) -> str:
    """Return the sign's code, or a blank for a word break."""
    if char in _DANISH:
        return _DANISH[char]
    if "a" <= char <= "y":
        return char
    if char.isdecimal():
        return f"1{unicodedata.decimal(char)}"
    if char.isalnum():
        return f"{_OTHER_SCRIPT}{ord(char):07d}"
    return " "
