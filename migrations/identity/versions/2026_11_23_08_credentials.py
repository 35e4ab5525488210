"""Issuing keys and credentials."""

revision = "2026_11_23_08_credentials"
down_revision = "2026_11_23_07_elections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
