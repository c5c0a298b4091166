"""Series of meetings, the meetings held of them, and what agendas are counted along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ADDRESS = sa.String(160)
NOT_CLOSED = sa.text("closes_at IS NOT NULL")
STANDS = sa.text("kept_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    _series()
    _meetings()
    _said()
    op.add_column("outbox", sa.Column("meeting_id", WHOLE, nullable=True))
    op.create_index("ix_handoffs_delivery_at", "handoffs", ["delivery_at"])
    op.create_index("ix_handoffs_first_visit_on", "handoffs", ["first_visit_on"])
    op.create_index(
        "ix_promises_open_due",
        "promises",
        ["due_at"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    op.drop_index("ix_promises_open_due", "promises")
    op.drop_index("ix_handoffs_first_visit_on", "handoffs")
    op.drop_index("ix_handoffs_delivery_at", "handoffs")
    op.drop_column("outbox", "meeting_id")
    for table in ("attendance", "meeting_entries", "meetings", "meeting_series"):
        op.drop_table(table)


def _series() -> None:
    op.create_table(
        "meeting_series",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("minute", WHOLE, nullable=False),
        sa.Column("minutes_before", WHOLE, nullable=False),
        sa.Column("channel", ADDRESS, nullable=True),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("host", ADDRESS, nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_meeting_series_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_meeting_series_store_id_name")),
    )
    op.create_index("ix_meeting_series_channel", "meeting_series", ["channel"])


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("series_id", WHOLE, nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("guest", ADDRESS, nullable=True),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=True),
        sa.Column("posted_at", INSTANT, nullable=True),
        sa.Column("late_minutes", WHOLE, nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("started_by", ADDRESS, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", ADDRESS, nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("card_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meetings_series_id_meeting_series")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_meetings_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("series_id", "held_on", name=op.f("uq_meetings_series_id_held_on")),
    )
    op.create_index("ix_meetings_store_id_held_on", "meetings", ["store_id", "held_on"])
    op.create_index(
        "ix_meetings_closes_at",
        "meetings",
        ["closes_at"],
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    )


def _said() -> None:
    op.create_table(
        "meeting_entries",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("meeting_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("department", sa.String(length=20), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_entries_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_entries")),
    )
    op.create_index("ix_meeting_entries_meeting_id", "meeting_entries", ["meeting_id"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", WHOLE, nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("department", sa.String(length=20), nullable=True),
        sa.Column("visited", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_attendance_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person", name=op.f("pk_attendance")),
    )
