"""The questions asked at the end of a parent course, as data in all its languages.

Keys are fixed for ever: the targets T8 and T9 count them. Whoever changes a word raises the
question's version, and the questionnaire's. The questions ask about any young person one cares
for, and whoever cares for none says "ikke relevant for mig": nobody is asked whether there is
one to worry about, and the sheet says so of nobody.
"""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

KEY = "foraeldrekursus"
POPULATION = "relatives"

# The answers are the floor's (``events.surveys.instruments.SCALES``). They stand here too, so
# that they are among the neutral sentences that are translated and checked.
SCALE_WORDS = (
    _("I meget høj grad"),
    _("I høj grad"),
    _("I nogen grad"),
    _("I mindre grad"),
    _("Slet ikke"),
    _("Ved ikke"),
    _("Ikke relevant for mig"),
)

INSTRUMENT: dict[str, Any] = {
    "key": KEY,
    "version": 2,
    "title": "Efter kurset for forældre og pårørende",
    "activity_kinds": ["foraeldrekursus"],
    "joint": [["support_to_leave", "understand_and_engage"]],
    "questions": [
        {
            "key": "understand_and_engage",
            "version": 2,
            "scale": "extent_na",
            "text": (
                "I hvor høj grad kan du nu bedre forstå en ung, du har omsorg for, og tage del i "
                "den unges liv?"
            ),
            "text_en": (
                "To what degree can you now better understand a young person you care for, and "
                "take part in the young person's life?"
            ),
            "text_ar": (
                "إلى أي درجة أصبحت الآن أقدر على فهم شاب أو شابة ممّن ترعاهم والمشاركة في "
                "حياته أو حياتها؟"
            ),
            "text_so": (
                "Ilaa heer intee le'eg ayaad hadda si ka fiican u fahmi kartaa qof dhallinyaro ah "
                "oo aad daryeesho, oo aad uga qayb qaadan kartaa noloshiisa?"
            ),
            "text_ur": (
                "اب آپ کس حد تک ایسے نوجوان کو بہتر سمجھ سکتے ہیں جس کا آپ خیال رکھتے ہیں، اور "
                "اس کی زندگی میں شریک ہو سکتے ہیں؟"
            ),
            "text_tr": (
                "İlgilendiğiniz bir genci artık ne ölçüde daha iyi anlayabiliyor ve hayatına "
                "katılabiliyorsunuz?"
            ),
        },
        {
            "key": "support_to_leave",
            "version": 2,
            "scale": "extent_na",
            "text": (
                "I hvor høj grad kan du nu bedre støtte en ung, du har omsorg for, i at komme ud "
                "af et miljø, der kan skade den unge?"
            ),
            "help": "Støtte kan være at lytte, at spørge eller at finde hjælp.",
            "text_en": (
                "To what degree can you now better support a young person you care for in getting "
                "out of a setting that can harm the young person?"
            ),
            "help_en": "Support can be listening, asking or finding help.",
            "text_ar": (
                "إلى أي درجة أصبحت الآن أقدر على مساندة شاب أو شابة ممّن ترعاهم في الخروج من "
                "وسط قد يضرّ به أو بها؟"
            ),
            "help_ar": "المساندة قد تكون بالاستماع أو السؤال أو البحث عن مساعدة.",
            "text_so": (
                "Ilaa heer intee le'eg ayaad hadda si ka fiican u taageeri kartaa qof dhallinyaro "
                "ah oo aad daryeesho, si uu uga baxo meelo iyo kooxo dhibi kara?"
            ),
            "help_so": (
                "Taageeradu waxay noqon kartaa inaad dhegaysato, inaad wax weydiiso ama inaad "
                "caawimo raadiso."
            ),
            "text_ur": (
                "اب آپ کس حد تک ایسے نوجوان کو، جس کا آپ خیال رکھتے ہیں، ایسے ماحول سے نکلنے میں "
                "بہتر مدد دے سکتے ہیں جو اسے نقصان پہنچا سکتا ہے؟"
            ),
            "help_ur": "مدد کا مطلب سننا، پوچھنا یا مدد تلاش کرنا ہو سکتا ہے۔",
            "text_tr": (
                "İlgilendiğiniz bir gence, kendisine zarar verebilecek bir ortamdan çıkması için "
                "artık ne ölçüde daha iyi destek olabiliyorsunuz?"
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
