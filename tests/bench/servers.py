"""The processes that are measured, each its own: Baton as `baton run` starts it, and the others."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.caller import LINE, PARTS, SECRET, SERVICE

ROOT = Path(__file__).resolve().parents[2]
BATON = Path(sys.executable).with_name("baton")
_START_SECONDS = 60.0
_STORE = (
    "store", "add", "--name", "Lakeside Motors", "--timezone", "America/Chicago",
    "--channel", "sales=C0SALES", "--channel", f"service={SERVICE}", "--channel", f"parts={PARTS}",
    "--member", "service=U0TOM", "--member", "service=U0RENEE", "--member", "sales=U0DANA",
    "--member", "parts=U0SAM", "--member", "parts=U0JOAN", "--manager", "parts=U0JOAN",
    "--manager", "service=U0GRACE", "--manager", "sales=U0PRIYA",
)  # fmt: skip


class DidNotStart(Exception):
    """A process of the bench did not come up. The message ends with what it said."""


class Process:
    """A server in a process of its own, on a free port of this machine."""

    def __init__(
        self,
        log: Path,
        *words: str,
        environment: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> None:
        self.port = _free_port()
        self._log = log
        words = tuple(word.replace("{port}", str(self.port)) for word in words)
        settings = {name: value.replace("{port}", str(self.port)) for name, value in
                    (environment or {}).items()}  # fmt: skip
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                words,
                env=surroundings(settings),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise DidNotStart(self._log.read_text(errors="replace")[-2000:].strip())

    def stop(self) -> None:
        """Asks it to end, and waits until it has."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Caller:
    """The load generator's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.caller"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._sent = 0

    def call(
        self, port: int, callers: int, count: int, expect: str, typed: str = LINE
    ) -> tuple[list[float], float]:
        """Sends so many commands. Returns each one's seconds, and how long all of them took."""
        order = {"port": port, "callers": callers, "first": self._sent, "count": count,
                 "expect": expect, "typed": typed}  # fmt: skip
        self._sent += count
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "trouble" in answer:
            raise DidNotStart(answer["trouble"])
        return answer["seconds"], answer["took"]

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def surroundings(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without a developer's own settings, and with these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "BATON_", "DATABASE_URL"))
    }
    return {**kept, **settings}


def settings_for(database_url: str, api_url: str) -> dict[str, str]:
    """What `baton run` is told."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url,
        "BATON_PORT": "{port}",
        "BATON_LOG_LEVEL": "INFO",
    }


def prepare(database_url: str, api_url: str, folder: Path) -> None:
    """A database with its tables and one store in it."""
    settings = {**settings_for(database_url, api_url), "BATON_PORT": "0"}
    for words in (("db", "upgrade"), _STORE):
        done = subprocess.run(
            [BATON, *words], env=surroundings(settings), cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise DidNotStart(done.stderr.strip())


def start_baton(database_url: str, api_url: str, folder: Path, name: str) -> Process:
    """Baton, as `baton run` starts it."""
    settings = settings_for(database_url, api_url)
    return Process(folder / f"{name}.log", str(BATON), "run", environment=settings, cwd=folder)


def start_baseline(kind: str, api_url: str, folder: Path) -> Process:
    """One of the do-nothing apps."""
    module = ("-m", "tests.bench.baselines", kind, "{port}", api_url)
    return Process(folder / f"{kind}.log", sys.executable, *module)


def start_slack(pace: str, folder: Path) -> Process:
    """The stand-in for Slack's Web API."""
    module = ("-m", "tests.bench.slack", "{port}", pace)
    return Process(folder / f"slack-{pace}.log", sys.executable, *module)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
