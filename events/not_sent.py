"""Why a mail must not go out: what rendering it raises."""


class NotToBeSent(Exception):
    """The mail must not go out, now or later; trying again would not help."""


class NoLongerTrue(NotToBeSent):
    """What the mail would say was overtaken; a newer mail tells how things stand."""


class NothingToRemind(NoLongerTrue):
    """The reminder's link has been used: it is dropped, and nothing tells."""


class NoAddress(NotToBeSent):
    """The person has no address that takes mail; she has to be told in another way."""


class DiscreetMail(NotToBeSent):
    """Discreet activities have neutral texts and a sender of their own; these are not they."""
