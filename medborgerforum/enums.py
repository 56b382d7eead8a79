"""The closed vocabularies of the forum. Keys are stored; they never change."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """What kind of local actor a member is; T7 counts all of them."""

    ASSOCIATION = "association", _("Forening")
    HOUSING = "housing", _("Boligsocialt projekt")
    CLUB = "club", _("Klub")
    SCHOOL = "school", _("Skole")
    BUSINESS = "business", _("Virksomhed")
    GROUP = "group", _("Uformel gruppe")


class ForumLanguage(models.TextChoices):
    """Languages in which charter, joining and meetings can be read; each names itself."""

    DA = "da", "Dansk"
    EN = "en", "English"
    AR = "ar", "العربية"
    SO = "so", "Soomaali"
    UR = "ur", "اردو"
    TR = "tr", "Türkçe"


class WorkLanguage(models.TextChoices):
    """Languages that an association works in."""

    DA = "da", _("Dansk")
    EN = "en", _("Engelsk")
    AR = "ar", _("Arabisk")
    SO = "so", _("Somali")
    UR = "ur", capfirst(_("Urdu"))  # Django's Danish writes it small
    TR = "tr", _("Tyrkisk")
    FA = "fa", _("Farsi og dari")
    KU = "ku", _("Kurdisk")
    TI = "ti", _("Tigrinya")
    PS = "ps", _("Pashto")
    BS = "bs", _("Bosnisk, kroatisk og serbisk")
    PL = "pl", _("Polsk")
    UK = "uk", _("Ukrainsk")
    FR = "fr", _("Fransk")
    ES = "es", _("Spansk")
    OTHER = "other", _("Andre sprog")


class MembershipState(models.TextChoices):
    """Life of a membership. Before it stands an application, which is another row."""

    MEMBER = "member", _("Medlem")
    LAPSED = "lapsed", _("Udløbet")
    LEFT = "left", _("Udtrådt")


class CharterEventKind(models.TextChoices):
    """What an association did about the charter."""

    ACCEPTED = "accepted", _("Tilsluttede sig charteret")
    WITHDRAWN = "withdrawn", _("Trak tilslutningen tilbage")


class MembershipEventKind(models.TextChoices):
    """What happened to a membership."""

    ADMITTED = "admitted", _("Optaget")
    LAPSED = "lapsed", _("Medlemskabet udløb")
    RESUMED = "resumed", _("Medlem igen")
    LEFT = "left", _("Udtrådt")


class ApplicationState(models.TextChoices):
    """How far an application is; once admitted or journalised it is gone."""

    UNVERIFIED = "unverified", _("E-mail ikke bekræftet")
    READY = "ready", _("Klar til svar")
    DECLINED = "declined", _("Brev sendt, ikke journaliseret")


class Requirement(models.TextChoices):
    """The published list: whoever meets all four is admitted."""

    LOCAL = "local", _("Foreningen er en lokal aktør i København")
    CHARTER = "charter", _("Det gældende charter er accepteret")
    AUTHORITY = "authority", _("Den, der skriver under, har erklæret, at hun må")
    VERIFIED = "verified", _("Kontaktpersonens e-mail er bekræftet")


class ApplicationOutcome(models.TextChoices):
    """How applications ended: all that is left of those that did not become members."""

    ADMITTED = "admitted", _("Optaget")
    DECLINED = "declined", _("Afslået")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    UNANSWERED = "unanswered", _("Aldrig bekræftet eller besvaret")


class ForumTextKey(models.TextChoices):
    """The editor's own texts on the forum's pages."""

    INTRO = "intro", _("Om medborgerforum")
    BEFORE_JOINING = "before-joining", _("Før I melder jer ind")
    COMPLAINT = "complaint", _("Klagevejledning")
    HEARINGS = "hearings", _("Om åbne høringer")


class Visibility(models.TextChoices):
    """Who finds an association in the directory."""

    NOBODY = "nobody", _("Ingen")
    MEMBERS = "members", _("Kun andre medlemmer")
    EVERYONE = "everyone", _("Alle, også uden for forummet")


class PointKind(models.TextChoices):
    """What an agenda point is for."""

    INFORMATION = "information", _("Orientering")
    DISCUSSION = "discussion", _("Drøftelse")
    DECISION = "decision", _("Beslutning")


class PointState(models.TextChoices):
    """Life of an agenda point."""

    PROPOSED = "proposed", _("Foreslået")
    ON_AGENDA = "on_agenda", _("På dagsordenen")
    NOT_NOW = "not_now", _("Ikke denne gang")


class MinutesState(models.TextChoices):
    """Life of a meeting's minutes."""

    NONE = "none", _("Ikke skrevet")
    COMMENTS = "comments", _("Til bemærkninger")
    PUBLISHED = "published", _("Godkendt og offentliggjort")


class Behalf(models.TextChoices):
    """On whose behalf a hearing statement is written."""

    CITIZEN = "citizen", _("Mig selv")
    ASSOCIATION = "association", _("En forening eller gruppe")


class StatementState(models.TextChoices):
    """Life of a hearing statement."""

    RECEIVED = "received", _("Modtaget")
    PUBLISHED = "published", _("Offentliggjort")
    NOT_PUBLISHED = "not_published", _("Læst, ikke offentliggjort")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class NotPublished(models.TextChoices):
    """Why a statement that may be published is not: a closed list."""

    PERSONS = "persons", _("Nævner enkeltpersoner")
    OFF_TOPIC = "off_topic", _("Handler ikke om høringens emne")
    UNLAWFUL = "unlawful", _("Truende eller nedværdigende")


class PartnerAnswer(models.TextChoices):
    """What an association says to a joint event."""

    ASKED = "asked", _("Spurgt")
    YES = "yes", _("Vil være med")
    NO = "no", _("Vil ikke være med")
