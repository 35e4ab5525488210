"""Counts, publications, objections."""

revision = "2026_11_23_09_results"
down_revision = "2026_11_23_08_credentials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
