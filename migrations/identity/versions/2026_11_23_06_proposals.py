"""Proposals and their pictures."""

revision = "2026_11_23_06_proposals"
down_revision = "2026_11_23_05_residents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
