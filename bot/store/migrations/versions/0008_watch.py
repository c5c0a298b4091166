"""What Baton watches: when to look at an item again, who was told, and how first visits went."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ADDRESS = sa.String(160)

WATCHED = sa.text("look_at IS NOT NULL")
TURNING_LATE = sa.text("closed_at IS NULL AND late_since IS NULL")

NEW: tuple[tuple[str, str, Any], ...] = (
    ("items", "look_at", INSTANT),
    ("items", "alarm_from", INSTANT),
    ("handoffs", "first_visit_asked_at", INSTANT),
    ("handoffs", "first_visit_outcome", sa.String(10)),
    ("handoffs", "first_visit_outcome_on", sa.Date()),
    ("handoffs", "first_visit_outcome_at", INSTANT),
    ("handoffs", "first_visit_outcome_by", ADDRESS),
    ("promises", "reminded_at", INSTANT),
    ("leads", "woken_at", INSTANT),
    ("part_lines", "ordered_at", INSTANT),
    ("part_lines", "arrived_at", INSTANT),
    ("part_lines", "pickup_told_at", INSTANT),
    ("part_lines", "aging_told_at", INSTANT),
)
COUNTS = (("items", "told"), ("handoffs", "first_visit_no_shows"), ("promises", "told"))

LOOK_AT_OPEN = "UPDATE items SET look_at = due_at WHERE closed_at IS NULL"
LOOK_AT_VISITS = """
UPDATE items SET look_at = closed_at WHERE state = 'done'
AND id IN (SELECT id FROM handoffs WHERE kind = 'first' AND first_visit_on IS NOT NULL)
"""
ORDERED = """
UPDATE part_lines SET ordered_at = answered_at WHERE state IN ('ordered', 'backordered', 'arrived')
"""
ARRIVED = """
UPDATE part_lines SET arrived_at = (
    SELECT coalesce(ready_at, answered_at) FROM parts_requests WHERE id = request_id
) WHERE state = 'arrived'
"""


def upgrade() -> None:
    for table, column, kind in NEW:
        op.add_column(table, sa.Column(column, kind, nullable=True))
    for table, column in COUNTS:
        op.add_column(table, sa.Column(column, WHOLE, nullable=False, server_default="0"))
    op.drop_index("ix_items_turning_late", "items")
    for statement in (LOOK_AT_OPEN, LOOK_AT_VISITS, ORDERED, ARRIVED):
        op.execute(statement)
    op.create_index(
        "ix_items_look_at", "items", ["look_at"], sqlite_where=WATCHED, postgresql_where=WATCHED
    )


def downgrade() -> None:
    op.drop_index("ix_items_look_at", "items")
    op.create_index(
        "ix_items_turning_late",
        "items",
        ["due_at"],
        sqlite_where=TURNING_LATE,
        postgresql_where=TURNING_LATE,
    )
    for table, column, _ in NEW:
        op.drop_column(table, column)
    for table, column in COUNTS:
        op.drop_column(table, column)
