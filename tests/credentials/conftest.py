"""What do the tests of issuing share? The signer."""

from __future__ import annotations

import pytest

from partnet_vote.credentials.service import Signer
from partnet_vote.platform.kernel.keyring import Keyring


@pytest.fixture
def signer(keyring: Keyring) -> Signer:
    return Signer(keyring)
