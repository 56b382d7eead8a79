"""What of the status reports is never changed: those that are published, and their files.

``events.immutable`` says how the database keeps it. The editor's comments need no keeping: a
published report has their words among its figures.
"""

from events.immutable import Kept

REPORTS = (
    Kept(
        "targets_statusreport",
        "OLD.published_at IS NOT NULL",
        (("id",), ("plan_id", "year")),
        # Not who published it: when her account goes, so does the pointer to it.
        columns=(
            "id",
            "plan_id",
            "year",
            "title",
            "foreword",
            "as_of",
            "figures",
            "published_at",
        ),
    ),
    Kept("targets_reportfile", "", (("id",), ("report_id", "language", "kind"))),
)
