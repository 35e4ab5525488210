"""Issuing in tests uses small keys: RSA-3072 takes a third of a second to make."""

from __future__ import annotations

import pytest

from partnet_vote.credentials.service import Signer
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.keyring import Keyring


@pytest.fixture(autouse=True)
def small_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = blind_rsa.generate
    monkeypatch.setattr(blind_rsa, "generate", lambda: honest(2048))


@pytest.fixture
def signer(keyring: Keyring) -> Signer:
    return Signer(keyring)
