"""Staff accounts, roles, sessions."""

revision = "2026_11_23_04_accounts"
down_revision = "2026_11_23_03_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
