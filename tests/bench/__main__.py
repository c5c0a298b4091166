"""`make bench`: how quickly a committed `/parts` is acknowledged, as ratios measured side by side.

Every figure is a ratio of two medians taken in turn in the same run, so that the machine's mood
cancels; the spread of the baseline against itself says how much of that mood is left.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import clock
from tests.bench.floor import floor
from tests.bench.million import fill
from tests.bench.servers import (
    Caller,
    Process,
    prepare,
    start_baseline,
    start_baton,
    start_slack,
)
from tests.postgres import PostgresServer

ROUNDS = 5
ALONE = 120
CROWD = 800
CALLERS = 16
WARM_UP = 200
PAST = int(os.environ.get("BENCH_ITEMS", "1000000"))
DONE = "Done."
KEPT = "is with Parts"
ANSWERED = "ephemeral"
LOOKS = 4
QUESTIONS = ("/vehicle 1000123", "/baton todo", "/baton status", "/baton find 1000123")
AIMS = {"alone": 0.15, "crowd": 0.2, "growth": 1.2}


@dataclass
class Contender:
    """A server that is measured, and its figures so far: seconds alone, answers per second."""

    name: str
    process: Process
    expect: str
    alone: list[list[float]] = field(default_factory=list)
    crowd: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of all single answers, in seconds."""
        return statistics.median(second for each in self.alone for second in each)

    @property
    def slowest(self) -> float:
        """The 99th percentile of single answers, in seconds."""
        every = sorted(second for each in self.alone for second in each)
        return every[int(len(every) * 0.99)]

    @property
    def pace(self) -> float:
        """The median of answers per second with all callers."""
        return statistics.median(self.crowd or [0.0])


def measure(contenders: list[Contender], caller: Caller) -> None:
    """Asks each contender in turn, round after round."""
    for each in contenders:
        caller.call(each.process.port, 1, WARM_UP, each.expect)
    for _ in range(ROUNDS):
        for each in contenders:
            each.alone.append(caller.call(each.process.port, 1, ALONE, each.expect)[0])
        # The first one waits for Bolt's own polling; a crowd before it would only take time.
        for each in contenders[1:]:
            took = caller.call(each.process.port, CALLERS, CROWD, each.expect)[1]
            each.crowd.append(CROWD / took)


def report(contenders: list[Contender]) -> None:
    """One row each: alone and with all callers."""
    print(f"{'':34}{'p50 ms':>9}{'p99 ms':>9}{'16 callers/s':>14}{'min':>7}{'max':>7}")
    for each in contenders:
        print(
            f"{each.name:34}{each.median * 1000:9.2f}{each.slowest * 1000:9.2f}"
            f"{each.pace:14.0f}{min(each.crowd, default=0):7.0f}{max(each.crowd, default=0):7.0f}"
        )


def aim(label: str, value: float, limit: float, *, at_least: bool = False) -> None:
    """A ratio beside its aim."""
    met = value >= limit if at_least else value <= limit
    word = "at least" if at_least else "at most"
    print(f"{label:58}{value:7.2f}   aim: {word} {limit:<5}{'met' if met else 'NOT MET'}")


def ask(empty: Process, full: Process, caller: Caller) -> None:
    """The commands that only look, in both databases in turn: how much a long past slows them."""
    print(f"{'':34}{'empty ms':>9}{'full ms':>9}{'ratio':>7}")
    for typed in QUESTIONS:
        seconds: dict[int, list[float]] = {empty.port: [], full.port: []}
        for _ in range(ROUNDS):
            for port, each in seconds.items():
                each += caller.call(port, 1, LOOKS, ANSWERED, typed)[0]
        small, large = (statistics.median(each) * 1000 for each in seconds.values())
        print(f"{typed:34}{small:9.2f}{large:9.2f}{large / small:7.2f}", flush=True)


def noise(contender: Contender) -> float:
    """How far the rounds of one contender lie apart: the largest median over the smallest."""
    medians = [statistics.median(each) for each in contender.alone]
    return max(medians) / min(medians)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, tuple[str, str]]]:
    """For each kind of database an empty one and one to be filled."""
    server = PostgresServer()
    server.start(fsync=True)
    try:
        yield {
            "SQLite": (f"sqlite:///{folder}/empty.sqlite3", f"sqlite:///{folder}/full.sqlite3"),
            "PostgreSQL": (server.create_database("empty"), server.create_database("full")),
        }
    finally:
        server.stop()


def compare(kind: str, empty: str, full: str, folder: Path, caller: Caller) -> None:
    """Everything about one kind of database."""
    slack = start_slack("paced", folder)
    api_url = f"http://127.0.0.1:{slack.port}/api/"
    prepare(empty, api_url, folder)
    prepare(full, api_url, folder)
    print(f"\n{kind}: writing {PAST:,} items into the second database …", flush=True)
    fill(full, PAST)
    stock = Contender(
        "(a) do-nothing Bolt, default", start_baseline("stock", api_url, folder), DONE
    )
    edge = Contender(
        "(b) do-nothing Bolt, this edge", start_baseline("edge", api_url, folder), DONE
    )
    small = Contender(
        "/parts committed, empty database", start_baton(empty, api_url, folder, "empty"), KEPT
    )
    large = Contender(
        f"/parts committed, {PAST:,} items", start_baton(full, api_url, folder, "full"), KEPT
    )
    contenders = [stock, edge, small, large]
    try:
        measure(contenders, caller)
        report(contenders)
        ask(small.process, large.process, caller)
    finally:
        for process in (*(each.process for each in contenders), slack):
            process.stop()
    print(f"noise: the rounds of (b) lie within a factor of {noise(edge):.2f} of each other")
    least = floor(empty)
    print(
        f"the floor: its statements by the driver alone take {least * 1000:.2f} ms, and an empty "
        f"answer (b) {edge.median * 1000:.2f} ms: together "
        f"{(least + edge.median) / stock.median:.2f} of (a)"
    )
    aim(f"{kind}: p50 of /parts against (a), alone", small.median / stock.median, AIMS["alone"])
    aim(
        f"{kind}: throughput of /parts against (b), {CALLERS} callers",
        small.pace / edge.pace,
        AIMS["crowd"],
        at_least=True,
    )
    aim(
        f"{kind}: p50 with {PAST:,} items against empty",
        large.median / small.median,
        AIMS["growth"],
    )
    aim(f"{kind}: throughput against empty (inverse)", small.pace / large.pace, AIMS["growth"])


def of_the_clock(folder: Path) -> None:
    """Digests and agendas, on both kinds of database."""
    with databases(folder) as kinds:
        for kind, (small, large) in kinds.items():
            for what, ratio in clock.past(kind, small, large, folder, PAST).items():
                aim(f"{kind}: {what} with {PAST:,} past items", ratio, clock.GROWTH)
    group_folder = folder / "group"
    group_folder.mkdir()
    with databases(group_folder) as kinds:
        for kind, (empty, _) in kinds.items():
            queued, _, _ = clock.group(kind, empty, folder)
            aim(f"{kind}: seconds until a group's digests are queued", queued, clock.SECONDS)


def main() -> None:
    """The whole bench."""
    print(
        f"{os.cpu_count()} cores for the servers, the database and the load generator together.\n"
        "Every /parts is signed, over HTTP keep-alive, parsed, committed with full syncs, and "
        "answered.\nBaton sends its cards meanwhile to a Slack that takes one message per second "
        "and channel.",
        flush=True,
    )
    caller = Caller()
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as name:
        folder = Path(name)
        try:
            with databases(folder) as kinds:
                for kind, (empty, full) in kinds.items():
                    compare(kind, empty, full, folder, caller)
        finally:
            caller.stop()
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as name:
        of_the_clock(Path(name))


if __name__ == "__main__":
    main()
