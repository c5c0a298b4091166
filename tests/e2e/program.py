"""The `baton` command as a process of its own, as somebody starts it in a shell."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.server import Sandbox
from tests.e2e.nursery import born

BATON = Path(sys.executable).with_name("baton")
PATIENCE = 30.0
"""Seconds a process has to do what it is asked. A machine that runs two tests at once is slow."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a process: these settings and no others of Baton's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "BATON_", "DATABASE_URL"))
    }
    return {**kept, **settings}


def baton(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end, in the current folder."""
    with TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = born(arguments, surroundings(**settings), Path.cwd(), out, err)
        process.join(PATIENCE)
        code = process.exitcode
        process.kill()
        assert code is not None, f"baton {arguments} does not end"
        return subprocess.CompletedProcess(arguments, code, out.read_text(), err.read_text())


class Program:
    """`baton run`, or another command that does not end by itself, as somebody starts it."""

    def __init__(self, arguments: Sequence[str], settings: dict[str, str], log: Path) -> None:
        """`log` is the file that everything it says is added to."""
        self._arguments = [str(BATON), *arguments]
        self._settings = settings
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Program:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments,
                env=surroundings(**self._settings),
                cwd=self._log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> str:
        """Everything it said, in all its lives."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self) -> int:
        """Asks it to end, and returns its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def wait(self) -> int:
        """Waits until it ends by itself, and returns its exit code."""
        assert self._process is not None
        return self._process.wait(PATIENCE)

    def __enter__(self) -> Program:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self.running:
            self._process.kill()
            self._process.wait(PATIENCE)


class Mortal:
    """`baton run`, to be killed and started again many times."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        """`log` is the file that everything it says, in all its lives, is added to."""
        self._settings = surroundings(**settings)
        self._log = log
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._process = born(["run"], self._settings, self._log.parent, self._log, self._log)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def kill(self) -> None:
        """The power is gone: nothing is finished, nothing is cleaned up."""
        assert self._process is not None
        self._process.kill()
        self._process.join(PATIENCE)

    def stop(self) -> int | None:
        """Asks it to end, and returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        self._process.join(PATIENCE)
        return self._process.exitcode

    def __enter__(self) -> Mortal:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.running:
            self.kill()


def settings_for(box: Sandbox, address: str, port: int, *, by_socket: bool) -> dict[str, str]:
    """What a Baton that serves this sandbox is told."""
    secret = (
        {"SLACK_APP_TOKEN": box.app_token}
        if by_socket
        else {"SLACK_SIGNING_SECRET": box.signing_secret}
    )
    return {
        "SLACK_BOT_TOKEN": box.bot_token,
        **secret,
        "SLACK_API_URL": box.api_url,
        "DATABASE_URL": address,
        "BATON_PORT": str(port),
    }


def listens(port: int) -> bool:
    """Whether somebody answers at this port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def healthy(port: int) -> bool:
    """Whether Baton serves there, and its database answers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
