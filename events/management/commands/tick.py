"""Run whatever is due now, once or every minute."""

import logging
import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from events import clock

logger = logging.getLogger(__name__)

INTERVAL = 60  # seconds from one tick to the next


class Command(BaseCommand):
    """``tick`` once, for a timer; ``tick --loop`` until SIGTERM or Ctrl-C."""

    help = "Udfør det, der er forfaldent: spørgeskemaer, planlagt udgivelse, mail, sletning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--loop``."""
        parser.add_argument("--loop", action="store_true", help="Gentag hvert minut.")

    def handle(self, *args: Any, loop: bool = False, **options: Any) -> None:
        """Tick; exit with 1 after a single tick in which a job failed."""
        if loop:
            self._loop()
            return
        report = clock.tick()
        for name, error in report.failed.items():
            self.stderr.write(f"{name}: {error}")
        if report.failed:
            raise SystemExit(1)

    def _loop(self) -> None:
        """Tick every minute; a signal lets the tick at work finish, then ends the loop."""
        stopping = False

        def on_signal(number: int, frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        while not stopping:
            _tick_safely()
            due = time.monotonic() + INTERVAL
            while not stopping and time.monotonic() < due:
                time.sleep(0.5)  # Python goes on sleeping after a signal; so only a little


def _tick_safely() -> None:
    """Tick with connections that are alive; a database that is away may be back next time."""
    close_old_connections()
    try:
        clock.tick()
    except Exception as error:  # noqa: BLE001 - the loop outlives whatever it meets
        logger.error("clock: %s", type(error).__name__)  # noqa: TRY400
    finally:
        close_old_connections()
