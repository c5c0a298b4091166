"""The first leg: stores, items and their history, parts requests, leads, hand-offs, the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ADDRESS = sa.String(160)

SQLITE_GUARD = """
CREATE TRIGGER history_only_grows BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'a line of history is never changed'); END
"""
POSTGRESQL_GUARD = """
CREATE FUNCTION history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of history is never changed'; END $$;
CREATE TRIGGER history_only_grows BEFORE UPDATE ON history
FOR EACH ROW EXECUTE FUNCTION history_only_grows();
"""


def upgrade() -> None:
    _places()
    _items()
    _parts()
    _leads()
    _handoffs()
    _outbox()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(SQLITE_GUARD if is_sqlite else POSTGRESQL_GUARD)


def downgrade() -> None:
    for table in (
        "deliveries",
        "outbox",
        "promises",
        "handoffs",
        "leads",
        "part_lines",
        "parts_requests",
        "history",
        "items",
        "counters",
        "store_limits",
        "members",
        "store_departments",
        "stores",
        "workspaces",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION history_only_grows")


def _places() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint(
            "platform", "external_id", name=op.f("uq_workspaces_platform_external_id")
        ),
    )
    op.create_table(
        "stores",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_stores_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_stores_workspace_id_name")),
    )
    op.create_table(
        "store_departments",
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("department", sa.String(length=20), nullable=False),
        sa.Column("channel", ADDRESS, nullable=True),
        sa.Column("hours", sa.String(length=400), nullable=False),
        sa.Column("broken", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_store_departments_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "department", name=op.f("pk_store_departments")),
    )
    op.create_index(
        op.f("ix_store_departments_channel"), "store_departments", ["channel"], unique=False
    )
    op.create_table(
        "members",
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("department", sa.String(length=20), nullable=False),
        sa.Column("person", ADDRESS, nullable=False),
        sa.Column("manages", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_members_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "department", "person", name=op.f("pk_members")),
    )
    op.create_table(
        "store_limits",
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_store_limits_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "name", name=op.f("pk_store_limits")),
    )
    op.create_table(
        "counters",
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("workflow", sa.String(length=20), nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_counters_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "workflow", name=op.f("pk_counters")),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("workflow", sa.String(length=20), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("requester", ADDRESS, nullable=False),
        sa.Column("from_department", sa.String(length=20), nullable=False),
        sa.Column("to_department", sa.String(length=20), nullable=False),
        sa.Column("owner", ADDRESS, nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("ro", sa.String(length=8), nullable=True),
        sa.Column("stock", sa.String(length=16), nullable=True),
        sa.Column("vin", sa.String(length=17), nullable=True),
        sa.Column("last8", sa.String(length=8), nullable=True),
        sa.Column("customer", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("vehicle", sa.String(length=500), nullable=True),
        sa.Column("weight_class", WHOLE, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("late_since", INSTANT, nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("card_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_items_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint(
            "store_id", "workflow", "number", name=op.f("uq_items_store_id_workflow_number")
        ),
    )
    op.create_index(
        "ix_items_open_owner",
        "items",
        ["store_id", "owner", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_items_open_requester",
        "items",
        ["store_id", "requester", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_items_open_to_department",
        "items",
        ["store_id", "to_department", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_items_store_id_last8", "items", ["store_id", "last8"], unique=False)
    op.create_index("ix_items_store_id_ro", "items", ["store_id", "ro"], unique=False)
    op.create_index("ix_items_store_id_stock", "items", ["store_id", "stock"], unique=False)
    op.create_index(
        "ix_items_turning_late",
        "items",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND late_since IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND late_since IS NULL"),
    )
    op.create_table(
        "history",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", ADDRESS, nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_history_item_id_items"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_item_id_id", "history", ["item_id", "id"], unique=False)


def _parts() -> None:
    op.create_table(
        "parts_requests",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("need_by", INSTANT, nullable=True),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_parts_requests_id_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts_requests")),
    )
    op.create_table(
        "part_lines",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_id", WHOLE, nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("ro", sa.String(length=8), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("part_number", sa.String(length=60), nullable=True),
        sa.Column("words", sa.String(length=3000), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("bin", sa.String(length=120), nullable=True),
        sa.Column("po", sa.String(length=120), nullable=True),
        sa.Column("instead", sa.String(length=120), nullable=True),
        sa.Column("eta", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("first_answer", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["parts_requests.id"],
            name=op.f("fk_part_lines_request_id_parts_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_lines")),
    )
    op.create_index("ix_part_lines_request_id", "part_lines", ["request_id"], unique=False)
    op.create_index(
        "ix_part_lines_store_id_ro_part_number",
        "part_lines",
        ["store_id", "ro", "part_number"],
        unique=False,
    )


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("mileage", WHOLE, nullable=True),
        sa.Column("model_year", WHOLE, nullable=True),
        sa.Column("estimate", WHOLE, nullable=True),
        sa.Column("trade_value", WHOLE, nullable=True),
        sa.Column("purchase_price", WHOLE, nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("agreed", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=3000), nullable=True),
        sa.Column("leaves_at", INSTANT, nullable=True),
        sa.Column("contact_due_at", INSTANT, nullable=False),
        sa.Column("contacted_at", INSTANT, nullable=True),
        sa.Column("worked_at", INSTANT, nullable=True),
        sa.Column("appraised", WHOLE, nullable=True),
        sa.Column("appointment_at", INSTANT, nullable=True),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column("lost_reason", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_leads_id_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
    )


def _handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=3000), nullable=False),
        sa.Column("by", INSTANT, nullable=True),
        sa.Column("delivery_at", INSTANT, nullable=True),
        sa.Column("introduce_at", INSTANT, nullable=True),
        sa.Column("advisor", ADDRESS, nullable=True),
        sa.Column("introduced", sa.Boolean(), nullable=False),
        sa.Column("drive_shown", sa.Boolean(), nullable=False),
        sa.Column("card_given", sa.Boolean(), nullable=False),
        sa.Column("nothing_owed", sa.Boolean(), nullable=False),
        sa.Column("first_visit_on", sa.Date(), nullable=True),
        sa.Column("first_visit_at", INSTANT, nullable=True),
        sa.Column("sales_signed_by", ADDRESS, nullable=True),
        sa.Column("sales_signed_at", INSTANT, nullable=True),
        sa.Column("service_signed_by", ADDRESS, nullable=True),
        sa.Column("service_signed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_handoffs_id_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    op.create_table(
        "promises",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("handoff_id", WHOLE, nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("owner", ADDRESS, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("kept_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_promises_handoff_id_handoffs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_handoff_id", "promises", ["handoff_id"], unique=False)
    op.create_index(
        "ix_promises_open_owner",
        "promises",
        ["owner"],
        unique=False,
        sqlite_where=sa.text("kept_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("kept_at IS NULL AND withdrawn_at IS NULL"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("workspace_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("lane", sa.String(length=200), nullable=False),
        sa.Column("item_id", WHOLE, nullable=True),
        sa.Column("card_id", WHOLE, nullable=True),
        sa.Column("after_id", WHOLE, nullable=True),
        sa.Column("version", WHOLE, nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("answer_to", sa.Text(), nullable=True),
        sa.Column("progress", sa.String(length=10), nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("first_try_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("message", sa.String(length=80), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_outbox_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("progress IN ('waiting', 'sending')"),
        postgresql_where=sa.text("progress IN ('waiting', 'sending')"),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )
