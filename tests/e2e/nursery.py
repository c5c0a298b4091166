"""Baton as a process that is there at once: forked from one that has loaded everything.

Loading takes a second or two of a processor, and a test that kills Baton fifty times would mostly
wait for that. From its first own line on, such a process does all that `baton` does in a shell.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_LOADED = multiprocessing.get_context("forkserver")
# All countries' holidays are loaded with the first one's.
_LOADED.set_forkserver_preload(
    ["bot.cli", "bot.app", "bot.set_up", "bot.timetable", "holidays.countries"]
)


def born(
    arguments: Sequence[str], settings: dict[str, str], folder: Path, out: Path, err: Path
) -> BaseProcess:
    """Starts `baton` with these arguments, in this environment and folder. What it says is added to
    the two files, which may be one."""
    return forked(_run, list(arguments), settings, folder, out, err)


def forked(
    live: Callable[[T], None],
    given: T,
    settings: dict[str, str],
    folder: Path,
    out: Path,
    err: Path,
) -> BaseProcess:
    """The same with a function of a module's own in place of `baton`, and what it is given."""
    process = _LOADED.Process(
        target=_begin, args=(live, given, settings, str(folder), str(out), str(err)), daemon=True
    )
    process.start()
    return process


def _begin(
    live: Callable[[T], None], given: T, settings: dict[str, str], folder: str, out: str, err: str
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    for file, stream in ((os.devnull, 0), (out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), stream)
    live(given)


def _run(arguments: list[str]) -> None:
    sys.argv = ["baton", *arguments]
    from bot.cli import main

    main()
