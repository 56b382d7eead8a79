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
    FORAELDRENETVAERK = "foraeldrenetvaerk", _("Netværk for forældre og pårørende")
    RAADGIVNING = "raadgivningsforloeb", _("Rådgivningsforløb")


# Never but discreet: an open one would name who comes to the rest of the house.
FOR_RELATIVES = frozenset({ActivityKind.FORAELDREKURSUS, ActivityKind.FORAELDRENETVAERK})


# Anyone may come without a word: heads are counted, and nobody is ticked off by name.
HEADS_ONLY = frozenset({ActivityKind.HOERING})


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

    PENDING = "pending", _("Afventer godkendelse")
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
ACTIVE = (*SEATED, RegistrationStatus.WAITING, RegistrationStatus.PENDING)


class EndReason(models.TextChoices):
    """Why a registration ended: said to the person, and counted for planning."""

    WITHDREW = "withdrew", _("Meldte fra")
    WITHDRAWN_BY_STAFF = "staff", _("Meldt fra af en medarbejder")
    NOT_ME = "not_me", _("«Det er ikke mig»")
    DECLINED_OFFER = "declined", _("Takkede nej til pladsen")
    OFFER_EXPIRED = "offer_expired", _("Svarede ikke på tilbuddet i tide")
    HOLD_EXPIRED = "hold_expired", _("Navnet kom ikke i tide")
    NOT_APPROVED = "not_approved", _("Ikke godkendt")
    REPLACED = "replaced", _("Erstattet af en kollega")
    MOVED = "moved", _("Flyttet til en anden dato")
    CANCELLED_ACTIVITY = "cancelled", _("Aktiviteten er aflyst")


class Eligibility(models.TextChoices):
    """Keys of the floor's own rules on who may sign up; other apps add theirs."""

    ANYONE = "anyone"
    NETWORK_MEMBER = "network-member"
    # Agreed with one host, for her own people. Anyone may sign up once it has a page.
    BY_AGREEMENT = "by-agreement"


class WaitlistMode(models.TextChoices):
    """How a freed seat goes on to the first in line."""

    MOVE_UP = "move_up", _("Rykker op med det samme")
    OFFER = "offer", _("Får pladsen tilbudt og skal sige ja")


class ChoiceState(models.TextChoices):
    """One person's standing at one parallel workshop."""

    SEATED = "seated", _("Plads")
    WAITING = "waiting", _("På venteliste")
    WISHED = "wished", _("Ønsket")  # she has no seat at the activity yet; takes none here


class DecisionKind(models.TextChoices):
    """What the queue decided. ``events.decisions`` has the sentences."""

    SEATED = "seated", _("Fik plads")
    QUEUED_FULL = "queued_full", _("På venteliste: alle pladser var optaget")
    QUEUED_BEHIND = "queued_behind", _("På venteliste: andre stod allerede i kø")
    QUEUED_TOGETHER = "queued_together", _("På venteliste: gruppen kommer kun samlet")
    PENDING = "pending", _("Afventer godkendelse")
    APPROVED = "approved", _("Godkendt")
    NOT_APPROVED = "not_approved", _("Ikke godkendt")
    MOVED_UP = "moved_up", _("Rykkede op")
    OFFERED = "offered", _("Fik pladsen tilbudt")
    ACCEPTED = "accepted", _("Sagde ja til pladsen")
    DECLINED = "declined", _("Takkede nej")
    EXPIRED = "expired", _("Svarfristen løb ud")
    PASSED_OVER = "passed_over", _("Sprunget over")
    OUT_OF_TURN = "out_of_turn", _("Fik plads uden for tur")
    WITHDREW = "withdrew", _("Meldte fra")
    REPLACED = "replaced", _("Afløst af en kollega")
    HELD = "held", _("Reserveret")
    HOLD_EXPIRED = "hold_expired", _("Reservationen løb ud")
    CHOICE_SEATED = "choice_seated", _("Fik plads på workshop")
    CHOICE_QUEUED = "choice_queued", _("På venteliste til workshop")


class ApprovalReason(models.TextChoices):
    """Why an organiser does not approve a sign-up: a closed list, no free words."""

    OTHER_AUDIENCE = "other_audience", _("Aktiviteten er for en anden målgruppe")
    SAME_WORKPLACE = "same_workplace", _("Der er allerede mange fra samme arbejdsplads")
    NEWCOMERS_FIRST = "newcomers_first", _("De, der ikke har været med før, kommer først")
    OTHER_DATE = "other_date", _("En anden dato passer bedre")
    FULL = "full", _("Der er ikke flere pladser")
    EXPERIENCE = "experience", _("Kurset bygger på erfaring, som ansøgningen ikke viser")
    MIX = "mix", _("Holdet skal være blandet af flere faggrupper")


class Food(models.TextChoices):
    """What someone eats: asked as food, never as religion or illness."""

    VEGETARIAN = "vegetarian", _("Vegetarisk")
    VEGAN = "vegan", _("Vegansk")
    NO_PORK = "no_pork", _("Uden svinekød")
    HALAL = "halal", _("Halalslagtet kød")
    NO_FISH = "no_fish", _("Uden fisk og skaldyr")
    NO_GLUTEN = "no_gluten", _("Uden gluten")
    NO_MILK = "no_milk", _("Uden mælk")
    NO_NUTS = "no_nuts", _("Uden nødder")
    NO_EGG = "no_egg", _("Uden æg")


class Role(models.TextChoices):
    """What a participant is to the target group, by her own word at sign-up."""

    FRONTLINE_YOUTH = "frontline_youth", _("Frontmedarbejder med kontakt til unge")
    FRONTLINE_OTHER = "frontline_other", _("Frontmedarbejder uden kontakt til unge")
    CIVIL_SOCIETY = "civil_society", _("Forening eller civilsamfund")
    OTHER = "other", _("Andet")


class RegistrationSource(models.TextChoices):
    """Through which door a registration came in."""

    WEB = "web", _("Hjemmesiden")
    STAFF = "staff", _("Medarbejder (telefon, papir eller personligt)")
    TEAM = "team", _("Delt link til en gruppe")
    INVITED = "invited", _("Invitation fra et netværk")
    WALK_IN = "walk_in", _("Mødt op på dagen")
    NEUTRAL = "neutral", _("Den neutrale side")


class StaffChannel(models.TextChoices):
    """How someone whom staff signed up had reached them."""

    PHONE = "phone", _("telefon")
    PAPER = "paper", _("papir")
    IN_PERSON = "in_person", _("personligt")


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
    BOUNCED = "bounced", _("Kom retur")
    FAILED = "failed", _("Opgivet")
