"""What identifies a vehicle is found on its index, however much a store had before."""

from pathlib import Path

import pytest
from sqlalchemy import event

from bot.store.engine import Database
from bot.store.leads import first_lead_for
from bot.store.migrate import upgrade
from bot.store.search import items_of_vehicle
from tests.world import MONDAY


@pytest.mark.parametrize("typed", ["48213", "A4352187", "1HGCM82633A004352"])
def test_no_look_for_a_vehicle_reads_the_whole_store(tmp_path: Path, typed: str) -> None:
    database = Database(f"sqlite:///{tmp_path}/baton.sqlite3")
    upgrade(database)
    asked: list[tuple[str, object]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        asked.append((statement, values))

    with database.transaction() as session:
        items_of_vehicle(session, 1, typed, 40)
        first_lead_for(session, 1, "48213", "1HGCM82633A004352", MONDAY)
    plans = [
        str(row)
        for statement, values in asked
        if statement.startswith("SELECT")
        for row in _explained(database, statement, values)
    ]
    assert any("ix_items_store_id_last8" in plan for plan in plans)
    assert not [plan for plan in plans if "SCAN items" in plan or "(store_id=?)" in plan]


def _explained(database: Database, statement: str, values: object) -> list[object]:
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]  # As the driver had them.
        return list(rows)
