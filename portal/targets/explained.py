"""How a target is counted, in words: the kind of measure, its filters, the questions asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from events.enums import ActivityKind, Role
from events.models import Audience, Question, QuestionText, WorkplaceKind
from events.surveys import populations, yearly
from events.surveys.measures import keys_of, versions_of

from .definitions import SHARE_KINDS
from .measurement import Measurement
from .models import Target, TargetKind

KIND_WORDS: dict[str, Promise] = {
    TargetKind.SURVEY_SHARE: gettext_lazy(
        "Andelen af svarene på ét spørgsmål, der ligger i de to øverste af fem trin. »Ved ikke« er "
        "et svar og tæller med i grundlaget; et spørgsmål, der er sprunget over, gør ikke."
    ),
    TargetKind.CONJUNCTIVE_SURVEY_SHARE: gettext_lazy(
        "Andelen af besvarelserne, hvor svarene på alle spørgsmålene ligger i de to øverste af fem "
        "trin på den samme besvarelse. Er et af spørgsmålene sprunget over, tæller besvarelsen "
        "ikke med."
    ),
    TargetKind.DISTINCT_ATTENDERS: gettext_lazy(
        "Antallet af forskellige personer, der har været til mindst én aktivitet i perioden. Den, "
        "der kom flere gange, tæller én gang. Det samme gælder, når tilmeldingen er slettet."
    ),
    TargetKind.HEAD_COUNT: gettext_lazy(
        "Antallet af fremmøder i perioden. Den, der kom to gange, tæller to gange. Vi bruger "
        "optællingen fra dagen; hvor den mangler, tæller de afkrydsede deltagere."
    ),
    TargetKind.ACTIVITIES_HELD: gettext_lazy(
        "Antallet af aktiviteter, der er holdt i perioden. En aktivitet hører til den dag, dens "
        "sidste session slutter. Aflyste tæller ikke."
    ),
    TargetKind.ACTIVE_ASSOCIATIONS: gettext_lazy(
        "Antallet af foreninger og lokale aktører, der har været med til mindst ét møde i "
        "medborgerforum i perioden."
    ),
    TargetKind.PUBLISHED_FIGURE: gettext_lazy(
        "Et tal, som er offentliggjort et andet sted. Portalen regner det ikke ud; den viser det "
        "med dato og kilde."
    ),
}

FILTERS: dict[str, tuple[str, ...]] = {
    TargetKind.SURVEY_SHARE: ("activity_kinds", "population", "audiences"),
    TargetKind.CONJUNCTIVE_SURVEY_SHARE: ("activity_kinds", "population", "audiences"),
    TargetKind.DISTINCT_ATTENDERS: ("activity_kinds", "roles", "workplace_kinds"),
    TargetKind.HEAD_COUNT: ("activity_kinds", "audiences"),
    TargetKind.ACTIVITIES_HELD: ("activity_kinds",),
}
"""Which filters a kind of measure looks at; the others say nothing."""

FILTER_WORDS: dict[str, Promise] = {
    "activity_kinds": gettext_lazy("Slags aktiviteter"),
    "population": gettext_lazy("Hvem der er spurgt"),
    "audiences": gettext_lazy("Målgrupper"),
    "roles": gettext_lazy("Roller"),
    "workplace_kinds": gettext_lazy("Slags arbejdspladser"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put, and the scale of its answers."""

    key: str
    version: int
    text: str
    scale: str
    language: str = settings.LANGUAGE_CODE  # of the text


@dataclass(frozen=True, slots=True)
class Explanation:
    """A target's way of counting: ``filters`` are pairs of what and which, in words."""

    kind: Promise
    filters: list[tuple[Promise, str]]
    questions: list[Asked]
    baseline: str

    @property
    def offers_not_relevant(self) -> bool:
        """Whether "ikke relevant for mig" could be ticked at any of the questions."""
        return any(one.scale == Question.Scale.EXTENT_NA for one in self.questions)


def explain(target: Target, measured: Measurement) -> Explanation:
    """Return how the target is counted, in the language now active. Four queries at most."""
    filters = [
        (FILTER_WORDS[name], ", ".join(words))
        for name in FILTERS.get(target.kind, ())
        if (words := _words(target, name))
    ]
    return Explanation(
        KIND_WORDS[target.kind],
        filters,
        questions_of(target, measured.measure),
        baseline_text(target),
    )


def _words(target: Target, name: str) -> list[str]:
    if name == "population":
        return [population_words(target.population)] if target.population else []
    keys = getattr(target, name)
    labels = _labels(name, keys) if keys else {}
    return [labels.get(key, key) for key in keys]


def _labels(name: str, keys: Iterable[str]) -> dict[str, str]:
    if name == "activity_kinds":
        return {key: str(label) for key, label in ActivityKind.choices}
    if name == "roles":
        return {key: str(label) for key, label in Role.choices}
    model = Audience if name == "audiences" else WorkplaceKind
    rows = model.objects.filter(key__in=list(keys)).select_related("locale")
    active = translation.get_language() or settings.LANGUAGE_CODE
    # The default language first, so that the reader's own words win where there are any.
    ordered = sorted(rows, key=lambda row: row.locale.language_code == active)
    wanted = {active, Locale.get_default().language_code}
    return {row.key: row.title for row in ordered if row.locale.language_code in wanted}


def _named_populations() -> dict[str, str]:
    yearly_ones = {one.population: str(one.label) for one in yearly.ALL.values()}
    return {
        populations.THEME_DAY_OTHERS.key: _("Temadagens øvrige deltagere"),
        populations.PARTICIPANTS.key: _("Alle deltagere"),
        populations.HEARING: _("Deltagere i åbne høringer"),
        "relatives": _("Forældre og pårørende"),
        **yearly_ones,
    }


def known_populations() -> list[str]:
    """Return the keys of every population that the portal asks."""
    asked = [one.key for kind in populations.POPULATIONS.values() for one in kind]
    return list(dict.fromkeys([*asked, *_named_populations()]))


def population_words(key: str) -> str:
    """Return whom a population asks, in words; the key itself where nothing is known of it."""
    named = _named_populations()
    known = {one.key: one for kind in populations.POPULATIONS.values() for one in kind}
    if key in named or key not in known:
        return named.get(key, key)
    roles = [str(label) for value, label in Role.choices if value in known[key].roles]
    return _("Deltagere, der ved tilmeldingen valgte: %(roles)s") % {"roles": "; ".join(roles)}


def questions_of(target: Target, measure: str = "") -> list[Asked]:
    """Return the wording that was measured, else the newest, of a survey target's questions."""
    if target.kind not in SHARE_KINDS or not target.question_keys:
        return []
    active = translation.get_language() or settings.LANGUAGE_CODE
    rows = (
        QuestionText.objects.filter(
            Q(language=settings.LANGUAGE_CODE) | Q(language=active),
            question__key__in=target.question_keys,
        )
        .select_related("question")
        .order_by("question__version")
    )
    wanted = dict(zip(keys_of(measure), versions_of(measure), strict=True)) if measure else {}
    found: dict[str, Asked] = {}
    for row in sorted(rows, key=lambda r: (r.question.version, r.language == active)):
        question: Question = row.question
        if wanted.get(question.key, question.version) == question.version:
            found[question.key] = Asked(
                question.key, question.version, row.text, question.scale, row.language
            )
    return [found[key] for key in target.question_keys if key in found]


def baseline_text(target: Target) -> str:
    """Return what it was before: "62,5 %" or "120"; empty where nobody knows."""
    if target.baseline is None:
        return ""
    text = number_text(target.baseline)
    return f"{text}\N{NO-BREAK SPACE}%" if is_share(target) else text


def is_share(target: Target) -> bool:
    """Whether the target's figure is a share; its baseline is then in percent."""
    return target.kind in SHARE_KINDS or target.threshold_denominator == 100


def number_text(value: Decimal) -> str:
    """Write a number as the reader's language does, without zeros at the end."""
    plain = format(value, "f")
    decimals = len(plain.partition(".")[2].rstrip("0"))
    return formats.number_format(value, decimals, force_grouping=True)
