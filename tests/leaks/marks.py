"""Words that stand nowhere but about one discreet person, and how to find them again.

Every mark has the same rare core in plain ASCII, so that it survives what text goes through:
slugs, sort keys, escapes. Beside each mark stands an ordinary word, the bait, to search for:
a page that repeats what was searched for then holds no mark. One bait is in everything that
can be searched, another in the telephone number.
"""

import html
import re
from collections.abc import Mapping
from urllib.parse import unquote

CORE = "zzqvark"

BAIT, PHONE_BAIT = "kvistbo", "9988"

# The person. An alias, an address, a number.
NAME = "Zzqvarkalias Kvistbo"
EMAIL = "kvistbo@zzqvarkmail.example"
PHONE, PHONE_DIGITS = "+4599887766", "99887766"
COMPANION = "Zzqvarkledsager Kvistbo"
INTERPRETER = "zzqvarktolk"
WORKPLACE = "Zzqvarkarbejde"
COMMENT = "Zzqvarkkommentar om aftenerne"

# The course. Its own name is for the few who run it; the neutral one for the person.
TITLE = "Zzqvarktitel Kvistbo om radikalisering"
TITLE_EN = "Zzqvarkenglish Kvistbo about radicalisation"
PLACE = "Zzqvarksted Kvistbo 7"
SESSION = "Zzqvarkmødegang Kvistbo om bekymring"
ONLINE = "https://zzqvarkmøde.example/rum"
PROGRAMME = "Zzqvarkprogram"
NEUTRAL = "Zzqvarkneutral Kvistbo"
NEUTRAL_PLACE = "Zzqvarkadresse 3"
SUMMARY = "Zzqvarkresume af aftenerne"
PRACTICAL = "Zzqvarkpraktisk kaffe"
BEFORE = "Zzqvarkbefore hvem ser oplysningerne"
CHECKED_BY = "Zzqvarkgennemser"
QUESTION = "Zzqvarkspørgsmål"
CHECKLIST = "Zzqvarkhuskeliste"
REASON = "Zzqvarkbegrundelse"
CANCELLED = "Zzqvarkaflysning"

# Words that would tell what it is about, in all that stands outside the house.
SUBJECT = ("radikal", "ekstrem", "extrem", "vink", "forebyg", "terror", "bekymr")
# What only those may read who run the course: not even the person herself.
INSIDE = ("zzqvarktitel", "zzqvarkenglish", "zzqvarksted", "zzqvarkmødegang", "zzqvarkprogram")

_WORD = re.compile(rf"{CORE}\w*")
# As people print it: in pairs, with any space, dot or hyphen between.
_NUMBER = re.compile(r"[\s.\-\u00a0]?".join(PHONE_DIGITS))


def marks_in(text: str) -> set[str]:
    """Return the marks that stand in a text, whatever it went through on its way there."""
    plain = unquote(html.unescape(text)).casefold()
    found = set(_WORD.findall(plain))
    if _NUMBER.search(plain):
        found.add(PHONE_DIGITS)
    return found


def keys_in(text: str, keys: Mapping[str, str], *, but: str = "") -> set[str]:
    """Return which rows' keys stand in a text, by name; not those that stand in ``but``."""
    return {
        f"key of {name}"
        for key, name in keys.items()
        if key not in but and (key in text or key.replace("-", "") in text)
    }
