"""Do secrets stay whole, private and bound to their purpose?"""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from partnet_vote.platform.kernel.keyring import KeyMissing, Keyring, KeyringError, SealBroken


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keys")


def test_a_new_keyring_is_private_and_has_a_master(ring: Keyring) -> None:
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((ring.folder / "master").stat().st_mode) == 0o600
    assert ring.names() == ("master",)
    assert len(ring.get("master")) == 32


def test_a_key_survives_reopening(ring: Keyring) -> None:
    made = ring.ensure("roll-1")
    assert Keyring.open(ring.folder).get("roll-1") == made
    assert ring.ensure("roll-1") == made


def test_no_draft_is_left_behind(ring: Keyring) -> None:
    ring.ensure("roll-1")
    assert sorted(p.name for p in ring.folder.iterdir()) == ["master", "roll-1"]


def test_a_destroyed_key_is_gone(ring: Keyring) -> None:
    ring.ensure("roll-1")
    ring.destroy("roll-1")
    with pytest.raises(KeyMissing):
        ring.get("roll-1")
    with pytest.raises(KeyMissing):
        ring.destroy("roll-1")
    assert not ring.has("roll-1")


@pytest.mark.parametrize("name", ["", "../master", "a/b", ".hidden", "Upper", "a" * 122, "a\n"])
def test_a_name_cannot_leave_the_folder(ring: Keyring, name: str) -> None:
    with pytest.raises(KeyringError):
        ring.ensure(name)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_a_key_that_others_can_reach_is_refused(ring: Keyring, mode: int) -> None:
    (ring.folder / "master").chmod(mode)
    with pytest.raises(KeyringError, match="chmod"):
        Keyring.open(ring.folder)


def test_a_folder_that_others_can_reach_is_refused(ring: Keyring) -> None:
    ring.folder.chmod(0o755)
    with pytest.raises(KeyringError, match="chmod"):
        Keyring.open(ring.folder)


def test_a_short_key_is_refused(ring: Keyring) -> None:
    (ring.folder / "master").write_bytes(b"secret")
    with pytest.raises(KeyringError, match="32 or more"):
        ring.get("master")
    with pytest.raises(KeyringError, match="32 or more"):
        ring.ensure("weak", lambda: b"password")
    assert not ring.has("weak")


def test_derived_keys_differ_by_purpose_and_master(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring.open(tmp_path / "other")
    assert ring.derive("csrf") == Keyring.open(ring.folder).derive("csrf")
    assert len({ring.derive("csrf"), ring.derive("session"), other.derive("csrf")}) == 3
    assert len(ring.derive("csrf", 64)) == 64


def test_sealing_keeps_and_hides(ring: Keyring) -> None:
    sealed = ring.seal("blind", b"message", b"row 1")
    assert b"message" not in sealed
    assert ring.seal("blind", b"message", b"row 1") != sealed
    assert ring.unseal("blind", sealed, b"row 1") == b"message"


def test_a_seal_breaks_when_touched_or_moved(ring: Keyring) -> None:
    sealed = ring.seal("blind", b"message", b"row 1")
    for at in range(len(sealed)):
        spoiled = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            ring.unseal("blind", spoiled, b"row 1")
    for purpose, place in (("blind", b"row 2"), ("other", b"row 1")):
        with pytest.raises(SealBroken):
            ring.unseal(purpose, sealed, place)
    with pytest.raises(SealBroken):
        ring.unseal("blind", b"", b"row 1")


def _make_many(folder: str) -> list[bytes]:
    ring = Keyring(Path(folder))
    return [ring.ensure(f"race-{n}") for n in range(40)]


def test_two_processes_agree_on_every_key(ring: Keyring) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        seen = pool.map(_make_many, [str(ring.folder)] * 3)
    assert seen[0] == seen[1] == seen[2]
    assert len(set(seen[0])) == 40
