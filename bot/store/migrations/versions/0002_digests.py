"""Digests: when each manager wants his, and the indexes that figures are counted along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDRESS = sa.String(160)
INDEXES = (
    ("ix_items_closed", "items", ["store_id", "workflow", "closed_at"], "closed_at IS NOT NULL"),
    (
        "ix_part_lines_answered",
        "part_lines",
        ["store_id", "answered_at", "first_answer"],
        "answered_at IS NOT NULL",
    ),
)


def upgrade() -> None:
    op.create_table(
        "digest_settings",
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("minute", WHOLE, nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_digest_settings_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "person", name=op.f("pk_digest_settings")),
    )
    for name, table, columns, where in INDEXES:
        op.create_index(
            name,
            table,
            columns,
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for name, table, *_ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("digest_settings")
