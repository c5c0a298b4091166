"""What happens by the clock: schedules, and a slot for each time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ADDRESS = sa.String(160)
NAME = sa.String(160)


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("title", NAME, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("minute", WHOLE, nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("open_days_only", sa.Boolean(), nullable=False),
        sa.Column("most_late", WHOLE, nullable=False),
        sa.Column("channel", ADDRESS, nullable=True),
        sa.Column("set_up_with", sa.String(length=40), nullable=False),
        sa.Column("next_slot", sa.Date(), nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("last_slot", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_schedules_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_channel"), "schedules", ["channel"], unique=False)
    op.create_index(op.f("ix_schedules_next_at"), "schedules", ["next_at"], unique=False)
    op.create_table(
        "slots",
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("title", NAME, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_slots_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", "slot", name=op.f("pk_slots")),
    )
    op.create_index("ix_slots_workspace_id_done_at", "slots", ["workspace_id", "done_at"])


def downgrade() -> None:
    op.drop_table("slots")
    op.drop_table("schedules")
