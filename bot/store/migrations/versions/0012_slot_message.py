"""A slot names the message that it was posted with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("slots", sa.Column("message_id", WHOLE, nullable=True))


def downgrade() -> None:
    op.drop_column("slots", "message_id")
