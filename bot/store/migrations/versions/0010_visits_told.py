"""First visits can be counted by the day of which somebody told how it went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INDEX = "ix_handoffs_visit_told"
IS_TOLD = "first_visit_outcome_on IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "handoffs",
        ["first_visit_outcome_on"],
        unique=False,
        sqlite_where=sa.text(IS_TOLD),
        postgresql_where=sa.text(IS_TOLD),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "handoffs")
