"""A store's closed days, its general managers, and each department's backup."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDRESS = sa.String(160)


def upgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.add_column(sa.Column("country", sa.String(2), nullable=False, server_default="US"))
        stores.add_column(sa.Column("region", sa.String(10), nullable=False, server_default=""))
        stores.add_column(sa.Column("closed_on", sa.JSON(), nullable=False, server_default="[]"))
        stores.add_column(sa.Column("open_on", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("store_departments") as departments:
        departments.add_column(sa.Column("backup", ADDRESS, nullable=True))
    op.create_table(
        "general_managers",
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_general_managers_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "person", name=op.f("pk_general_managers")),
    )


def downgrade() -> None:
    op.drop_table("general_managers")
    with op.batch_alter_table("store_departments") as departments:
        departments.drop_column("backup")
    with op.batch_alter_table("stores") as stores:
        for column in ("open_on", "closed_on", "region", "country"):
            stores.drop_column(column)
