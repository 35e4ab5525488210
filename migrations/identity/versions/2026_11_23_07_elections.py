"""Elections: definitions, freeze, later deeds."""

revision = "2026_11_23_07_elections"
down_revision = "2026_11_23_06_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
