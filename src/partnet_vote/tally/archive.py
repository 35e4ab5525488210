"""How do a few texts become one file, the same bytes on every machine?

A ZIP with fixed names in a fixed order, stored without compression (compressors differ between versions),
every date 1980-01-01, no extra fields. Any unzip program opens it.
Source: PKWARE APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from partnet_vote.tally.reasons import Malformed, Reason

START_OF_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LARGEST = 2**30
"""Bytes a bundle may have; a million ballots need about a tenth."""


def pack(texts: Mapping[str, str | bytes]) -> bytes:
    """The ZIP of these texts, in the order given; bytes stay as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, START_OF_ZIP_TIME)
            entry.create_system = 3  # else it depends on the machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8") if isinstance(text, str) else text)
    return buffer.getvalue()


def unpack(data: bytes, names: Sequence[str]) -> dict[str, str]:
    """The texts of a ZIP that holds exactly these names; `Malformed` in words."""
    if len(data) > LARGEST:
        raise Malformed(Reason("The file is larger than {max} bytes.", max=LARGEST))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries, names)
            return {entry.filename: archive.read(entry).decode("utf-8") for entry in entries}
    except UnicodeDecodeError:
        raise Malformed(Reason("A file in the bundle is not UTF-8 text.")) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        if isinstance(broken, Malformed):
            raise
        raise Malformed(Reason("This is not a whole ZIP file: {error}", error=str(broken)[:200])) from None


def _check(entries: Sequence[zipfile.ZipInfo], names: Sequence[str]) -> None:
    found = [entry.filename for entry in entries]
    missing = [name for name in names if name not in found]
    if missing:
        raise Malformed(Reason("The bundle has no {name}.", name=missing[0]))
    if len(found) > len(names):
        extra = next((name for name in found if name not in names), found[-1])
        raise Malformed(Reason("The bundle holds a file too many: {name}.", name=extra[:80]))
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > LARGEST:
            raise Malformed(Reason("{name} is compressed; a bundle is only stored.", name=entry.filename))
