"""The questions asked at the end of a parent course, as data in all its languages.

Keys are fixed for ever: the targets T8 and T9 count them. Whoever changes a word raises the
question's version, and the questionnaire's. The questions ask of young people in general, for
nobody is asked whether there is one to worry about at home.
"""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

KEY = "foraeldrekursus"
POPULATION = "relatives"

# The answers are the floor's (``events.surveys.instruments.SCALE``). They stand here too, so
# that they are among the neutral sentences that are translated and checked.
SCALE_WORDS = (
    _("I meget høj grad"),
    _("I høj grad"),
    _("I nogen grad"),
    _("I mindre grad"),
    _("Slet ikke"),
    _("Ved ikke"),
)

INSTRUMENT: dict[str, Any] = {
    "key": KEY,
    "version": 1,
    "title": "Efter kurset for forældre og pårørende",
    "questions": [
        {
            "key": "understand_and_engage",
            "version": 1,
            "text": (
                "I hvor høj grad kan du nu bedre forstå de unge, du er tæt på, og tage del i "
                "deres liv?"
            ),
            "text_en": (
                "To what degree can you now better understand the young people close to you, "
                "and take part in their lives?"
            ),
            "text_ar": (
                "إلى أي درجة أصبحت الآن أقدر على فهم الشباب القريبين منك والمشاركة في حياتهم؟"
            ),
            "text_so": (
                "Ilaa heer intee le'eg ayaad hadda si ka fiican u fahmi kartaa dhalinyarada "
                "kuu dhow, oo aad uga qayb qaadan kartaa noloshooda?"
            ),
            "text_ur": (
                "اب آپ کس حد تک اپنے قریبی نوجوانوں کو بہتر سمجھ سکتے ہیں اور ان کی زندگی میں "
                "شریک ہو سکتے ہیں؟"
            ),
            "text_tr": (
                "Size yakın gençleri artık ne ölçüde daha iyi anlayabiliyor ve hayatlarına "
                "katılabiliyorsunuz?"
            ),
        },
        {
            "key": "support_to_leave",
            "version": 1,
            "text": (
                "I hvor høj grad kan du nu bedre støtte unge i at komme ud af miljøer, der kan "
                "skade dem?"
            ),
            "help": "Støtte kan være at lytte, at spørge eller at finde hjælp.",
            "text_en": (
                "To what degree can you now better support young people in getting out of "
                "settings that can harm them?"
            ),
            "help_en": "Support can be listening, asking or finding help.",
            "text_ar": (
                "إلى أي درجة أصبحت الآن أقدر على مساندة الشباب في الخروج من أوساط قد تضرّهم؟"
            ),
            "help_ar": "المساندة قد تكون بالاستماع أو السؤال أو البحث عن مساعدة.",
            "text_so": (
                "Ilaa heer intee le'eg ayaad hadda si ka fiican u taageeri kartaa dhalinyarada "
                "si ay uga baxaan meelo iyo kooxo dhibi kara?"
            ),
            "help_so": (
                "Taageeradu waxay noqon kartaa inaad dhegaysato, inaad wax weydiiso ama inaad "
                "caawimo raadiso."
            ),
            "text_ur": (
                "اب آپ کس حد تک نوجوانوں کو ایسے ماحول سے نکلنے میں بہتر مدد دے سکتے ہیں جو "
                "انہیں نقصان پہنچا سکتا ہے؟"
            ),
            "help_ur": "مدد کا مطلب سننا، پوچھنا یا مدد تلاش کرنا ہو سکتا ہے۔",
            "text_tr": (
                "Gençlere, kendilerine zarar verebilecek ortamlardan çıkmaları için artık ne "
                "ölçüde daha iyi destek olabiliyorsunuz?"
            ),
            "help_tr": "Destek; dinlemek, sormak ya da yardım bulmak olabilir.",
        },
    ],
}


def words(language: str) -> str:
    """Return all that the questionnaire says in a language, for whoever has it checked."""
    asked = [
        [row["key"], row["version"], row.get(f"text_{language}"), row.get(f"help_{language}")]
        for row in INSTRUMENT["questions"]
    ]
    return json.dumps(asked, ensure_ascii=False)


def worded(language: str) -> list[tuple[str, str]]:
    """Return each question with its help in a language, "" where it has none."""
    suffix = "" if language == "da" else f"_{language}"
    return [
        (row.get(f"text{suffix}", ""), row.get(f"help{suffix}", ""))
        for row in INSTRUMENT["questions"]
    ]
