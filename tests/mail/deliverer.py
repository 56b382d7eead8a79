"""Empty the outbox of a test's database in a process of its own, which can be killed.

Started as ``python -m tests.mail.deliverer DATABASE``; TEST_SMTP_PORT names the server.
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.db import connection

    from events.outbox import deliver_due

    connection.settings_dict["NAME"] = sys.argv[1]
    deliver_due()
