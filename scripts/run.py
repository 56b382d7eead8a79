"""Run the whole portal on this machine: web server, worker and clock in one terminal.

Standard library only. Prepares the database and the demo, starts the three processes, says
where the portal is, restarts what dies, and stops everything on Ctrl-C, SIGTERM or SIGHUP.
HOST and PORT in the environment choose the address (default 127.0.0.1:8000).
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))

START_WAIT = 60.0  # seconds the web server may take before we say that something is wrong
STOP_WAIT = 10.0  # seconds a process gets to finish after SIGTERM
STEADY = 60.0  # seconds of life after which a process counts as healthy again
MAX_PAUSE = 30.0  # seconds between restarts at most


def manage(*arguments: str) -> list[str]:
    """Return the command line of a management command, in this very Python."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


@dataclass
class Service:
    """One process to be kept alive; restarts wait 1, 2, 4 … seconds, at most MAX_PAUSE."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0
    pause: float = field(default=1.0)

    def start(self) -> None:
        """Start the process in its own session, so that Ctrl-C reaches only us."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.started = time.monotonic()
        self.restart_at = 0.0

    def keep_alive(self) -> None:
        """Notice a death, wait, start again. Returns at once."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            if now - self.started > STEADY:
                self.pause = 1.0
            say(
                f"{self.name}: stoppet / ended ({self.process.returncode}), "
                f"starter igen om / restarting in {self.pause:.0f} s"
            )
            self.process = None
            self.restart_at = now + self.pause
            self.pause = min(self.pause * 2, MAX_PAUSE)
        elif self.process is None and now >= self.restart_at:
            self.start()

    def signal(self, number: int) -> None:
        """Send a signal to the process and its children."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def say(text: str) -> None:
    """Print one line at once, also when output goes to a file."""
    print(text, flush=True)


def port_is_free() -> bool:
    """Return whether the address can be bound."""
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return False
    return True


def address() -> str:
    """Return the portal's address as one types it."""
    host = f"[{HOST}]" if ":" in HOST else HOST
    return f"http://{host}:{PORT}/"


def answers() -> bool:
    """Return whether the web server answers /health, be it with bad news."""
    try:
        # A fixed http address on this machine; no proxy may stand between.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address() + "health", timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 503  # up, and saying that the clock has not ticked yet
    except OSError:
        return False


def services() -> list[Service]:
    """Return the three processes of the portal."""
    host = f"[{HOST}]" if ":" in HOST else HOST
    web = [
        sys.executable, "-m", "gunicorn", "portal.wsgi:application",
        "--config", str(ROOT / "deploy" / "gunicorn.conf.py"),
        "--bind", f"{host}:{PORT}", "--workers", "1", "--threads", "4",
    ]  # fmt: skip
    return [
        Service("web", web),
        Service("worker", manage("db_worker", "--queue-name", "*", "--no-reload",
                                 "--no-startup-delay")),
        Service("clock", manage("tick", "--loop")),
    ]  # fmt: skip


def wait_until_up(web: Service) -> bool:
    """Wait until the web server answers; False when it dies or takes too long."""
    deadline = time.monotonic() + START_WAIT
    while time.monotonic() < deadline:
        if answers():
            return True
        if web.process is None or web.process.poll() is not None:
            return False
        time.sleep(0.1)
    return False


def stop(running: list[Service]) -> None:
    """End every process: politely first, after STOP_WAIT seconds for certain."""
    for service in running:
        service.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WAIT
    for service in running:
        if service.process is not None:
            try:
                service.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                service.signal(signal.SIGKILL)
                service.process.wait()


def interrupt(number: int, frame: FrameType | None) -> None:
    """Turn SIGTERM and SIGHUP into what Ctrl-C does."""
    raise KeyboardInterrupt


def main() -> int:
    """Prepare, start, watch, stop. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    os.environ.setdefault("VINK_BASE_URL", address().rstrip("/"))
    if not port_is_free():
        say(f"Port {PORT} er optaget / is taken. Prøv / try:  make run PORT={PORT + 1}")
        return 1
    Path(os.environ.get("VINK_VAR_DIR", ROOT / "var")).mkdir(parents=True, exist_ok=True)
    web, *others = running = services()
    try:
        # The web server loads while the database is made ready, and the others follow when
        # it answers: on two cores that halves the wait.
        web.start()
        prepared = subprocess.run(
            manage("prepare_demo"), cwd=ROOT, stdin=subprocess.DEVNULL, check=False
        )
        if prepared.returncode:
            return prepared.returncode
        if not wait_until_up(web):
            say("Webserveren svarer ikke / the web server does not answer (see above).")
            return 1
        say(f"Portal: {address()}    (Ctrl-C stopper / stops)")
        say(f"Kurser for forældre / for parents: http://kurser.localhost:{PORT}/")
        for service in others:
            service.start()
        while True:
            time.sleep(0.5)
            for service in running:
                service.keep_alive()
    finally:
        stop(running)


if __name__ == "__main__":
    for wanted in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("\nStoppet / stopped.")
