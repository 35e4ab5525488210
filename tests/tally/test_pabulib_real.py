"""Do the real elections survive reading and writing, and agree with what they say of themselves?"""

from pathlib import Path

import pytest

from partnet_vote.tally.pabulib.election import election
from partnet_vote.tally.pabulib.reader import read
from partnet_vote.tally.pabulib.writer import write
from tests.builders.pabulib import need_real_files, real_files


@pytest.fixture(params=real_files() or [None], ids=lambda path: path.stem if path else "absent")
def path(request: pytest.FixtureRequest) -> Path:
    need_real_files()
    return request.param


def test_what_is_read_and_written_again_is_equal(path: Path):
    document = read(path.read_bytes())
    assert read(write(document)) == document


def test_every_number_the_file_gives_is_found_again(path: Path):
    found = election(path.read_bytes())
    assert not found.faults
    assert found.profile.voters == int(found.document.get("num_votes"))
