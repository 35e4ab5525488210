"""The roll, entitlements and posted codes."""

revision = "2026_11_23_05_residents"
down_revision = "2026_11_23_04_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
