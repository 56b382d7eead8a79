"""The closed vocabularies of the floor. Keys are stored; they never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    """What an activity is (see the domain's list of activities)."""

    TEMADAG = "temadag", _("Temadag")
    OPLAEG = "oplaeg", _("Oplæg")
    NETVAERKSMOEDE = "netvaerksmoede", _("Netværksmøde")
    KONFERENCE = "konference", _("Konference")
    HOERING = "hoering", _("Åben høring")
    UNG_TIL_UNG = "ung_til_ung", _("Ung-til-ung dialog")
    DILEMMAMOEDE = "dilemmamoede", _("Dilemmamøde")
    KURSUS = "kursus", _("Kursus")
    FORAELDREKURSUS = "foraeldrekursus", _("Kursus for forældre og pårørende")
    FORUMMOEDE = "forummoede", _("Møde i medborgerforum")


class Level(models.TextChoices):
    """Level of the prevention triangle (forebyggelsestrekanten)."""

    GREEN = "green", _("Forebyggende")
    YELLOW = "yellow", _("Foregribende")
    RED = "red", _("Indgribende")


class ActivityStatus(models.TextChoices):
    """Life of an activity: planned → open → closed → held, or cancelled on the way."""

    PLANNED = "planned", _("Planlagt")
    OPEN = "open", _("Åben for tilmelding")
    CLOSED = "closed", _("Lukket for tilmelding")
    HELD = "held", _("Afholdt")
    CANCELLED = "cancelled", _("Aflyst")


class RegistrationStatus(models.TextChoices):
    """Life of one person's registration."""

    HELD = "held", _("Reserveret")
    CONFIRMED = "confirmed", _("Tilmeldt")
    WAITING = "waiting", _("På venteliste")
    OFFERED = "offered", _("Tilbudt plads")
    CANCELLED = "cancelled", _("Afmeldt")


# A seat is taken by these; the others take none.
SEATED = (
    RegistrationStatus.HELD,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
)
ACTIVE = (*SEATED, RegistrationStatus.WAITING)


class Role(models.TextChoices):
    """What a participant is to the target group, by her own word at sign-up."""

    FRONTLINE_YOUTH = "frontline_youth", _("Frontmedarbejder med kontakt til unge")
    FRONTLINE_OTHER = "frontline_other", _("Frontmedarbejder uden kontakt til unge")
    CIVIL_SOCIETY = "civil_society", _("Forening eller civilsamfund")
    OTHER = "other", _("Andet")


class RegistrationSource(models.TextChoices):
    """Through which door a registration came in."""

    WEB = "web", _("Hjemmesiden")
    STAFF = "staff", _("Medarbejder (telefon eller personligt)")
    WALK_IN = "walk_in", _("Mødt op på dagen")


class AttendanceState(models.TextChoices):
    """What the organiser noted for one person and one session."""

    PRESENT = "present", _("Mødt")
    ABSENT = "absent", _("Udeblevet")


class SurveyStatus(models.TextChoices):
    """Life of a survey; results exist from ``sealed`` on."""

    OPEN = "open", _("Åben")
    CLOSED = "closed", _("Lukket")
    SEALED = "sealed", _("Forseglet")


class OutboxState(models.TextChoices):
    """Life of an outgoing mail."""

    QUEUED = "queued", _("I kø")
    SENDING = "sending", _("Sendes")
    SENT = "sent", _("Sendt")
    FAILED = "failed", _("Opgivet")
