"""Any channel can break, not only a department's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ADDRESS = sa.String(160)


def upgrade() -> None:
    op.create_table(
        "broken_channels",
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("channel", ADDRESS, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_broken_channels_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel", name=op.f("pk_broken_channels")),
    )
    op.execute(
        "INSERT INTO broken_channels (workspace_id, channel, code, since) "
        "SELECT s.workspace_id, d.channel, MIN(d.broken), CURRENT_TIMESTAMP "
        "FROM store_departments d JOIN stores s ON s.id = d.store_id "
        "WHERE d.broken <> '' AND d.channel IS NOT NULL GROUP BY s.workspace_id, d.channel"
    )
    with op.batch_alter_table("store_departments") as departments:
        departments.drop_column("broken")


def downgrade() -> None:
    with op.batch_alter_table("store_departments") as departments:
        departments.add_column(
            sa.Column("broken", sa.String(length=80), nullable=False, server_default="")
        )
    op.drop_table("broken_channels")
