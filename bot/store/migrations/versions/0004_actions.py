"""Actions that people took on in meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("meeting_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_actions_id_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index("ix_actions_meeting_id", "actions", ["meeting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("actions")
