"""Messages that are over are found without reading the cards' rows, which stay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

INDEX = "ix_outbox_forgettable"
FORGETTABLE = "kind != 'card' AND progress IN ('sent', 'skipped', 'failed')"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text(FORGETTABLE),
        postgresql_where=sa.text(FORGETTABLE),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "outbox")
