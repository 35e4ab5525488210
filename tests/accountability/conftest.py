"""What do tests of what followed a forum share?"""

from __future__ import annotations

from tests.results.conftest import planes

__all__ = ["planes"]
