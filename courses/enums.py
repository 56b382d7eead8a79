"""The closed vocabularies of courses. Keys are stored; they never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """What an applicant works as. Never origin, faith or anything else about the person."""

    TEACHER = "teacher", _("Lærer")
    PEDAGOGUE = "pedagogue", _("Pædagog")
    CLUB = "club", _("Klub- eller fritidsmedarbejder")
    SOCIAL_WORKER = "social_worker", _("Socialrådgiver")
    SSP = "ssp", _("SSP-medarbejder")
    STREET = "street", _("Gadeplansmedarbejder")
    HOUSING = "housing", _("Boligsocial medarbejder")
    HEALTH = "health", _("Ansat i sundhed eller psykiatri")
    POLICE = "police", _("Ansat i politi eller kriminalforsorg")
    MANAGER = "manager", _("Leder")
    VOLUNTEER = "volunteer", _("Frivillig")
    OTHER = "other", _("Andet")


class Experience(models.TextChoices):
    """For how long an applicant has worked with young people."""

    NONE = "none", _("Ingen endnu")
    UNDER_TWO = "under_two", _("Under 2 år")
    TWO_TO_FIVE = "two_to_five", _("2–5 år")
    SIX_TO_TEN = "six_to_ten", _("6–10 år")
    OVER_TEN = "over_ten", _("Mere end 10 år")


class Verdict(models.TextChoices):
    """What the organiser means to answer an application; nobody hears before answers are sent."""

    UNDECIDED = "", _("Ikke afgjort")
    ADMIT = "admit", _("Optag")
    RESERVE = "reserve", _("Reserve")
    DECLINE = "decline", _("Afslag")


class Release(models.TextChoices):
    """When a material opens for those who are admitted."""

    ADMISSION = "admission", _("Når man er optaget")
    START = "start", _("Når mødegangen begynder")
    END = "end", _("Når mødegangen er slut")


class NeutralLanguage(models.TextChoices):
    """The languages of a parent course, each under its own name."""

    DA = "da", "Dansk"
    EN = "en", "English"
    AR = "ar", "العربية"
    SO = "so", "Soomaali"
    UR = "ur", "اردو"
    TR = "tr", "Türkçe"
