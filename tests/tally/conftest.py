"""How do property tests run? Without deadlines: a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("partnet", deadline=None)
settings.load_profile("partnet")
