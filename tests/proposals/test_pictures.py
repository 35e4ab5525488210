"""Does a picture reach readers drawn anew, and does nothing else reach them?"""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import WIDEST
from partnet_vote.proposals.service import encoding
from tests.builders import cities, proposals as build

SCRIPT = b"<script>alert(document.domain)</script>"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png(width: int, height: int, *chunks: tuple[bytes, bytes], rows: bytes = b"") -> bytes:
    """A PNG that says any size, whatever it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n"
    for name, content in ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        body += struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_becomes_a_small_webp(kind: str) -> None:
    made = await encoding.encoded(build.photo(kind, (4000, 1000)))
    assert made.content[8:12] == b"WEBP"
    assert (made.width, made.height) == opened(made.content).size == (WIDEST, 400)


async def test_a_small_picture_is_not_blown_up() -> None:
    made = await encoding.encoded(build.photo(size=(120, 80)))
    assert (made.width, made.height) == (120, 80)


async def test_what_the_camera_wrote_is_left_out_but_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera of Somebody"
    exif.get_ifd(0x8825)[2] = (49.0, 53.0, 42.0)
    made = await encoding.encoded(build.photo(size=(200, 100), exif=exif))
    assert (made.width, made.height) == (100, 200)
    assert b"Secret camera" not in made.content
    assert not opened(made.content).getexif()


async def test_a_picture_that_is_also_something_else_loses_the_something() -> None:
    archive = b"PK\x03\x04" + SCRIPT
    for kind in ("JPEG", "PNG", "WEBP"):
        made = await encoding.encoded(build.photo(kind) + archive)
        assert SCRIPT not in made.content
    commented = png(1, 1, (b"tEXt", b"Comment\x00" + SCRIPT), rows=b"\x00\x10\x20\x30")
    assert SCRIPT not in (await encoding.encoded(commented)).content


@pytest.mark.parametrize(
    "content",
    [
        b"", SCRIPT, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a" + b"\x00" * 50,
        b"%PDF-1.7", b"BM" + b"\x00" * 60, b"II*\x00" + b"\x00" * 60, b"MZ" + b"\x00" * 60, b"RIFF\x00\x00\x00\x00AVI ",
        b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x04\x00\x00\x00WEBP", b"\xff\xd8\xff" + SCRIPT * 100,
    ],
    ids=range(13),
)  # fmt: skip
async def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        await encoding.encoded(content)
    assert refusal.value.field == "file"


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 20_000), (8_000, 8_000), (2**31 - 1, 2**31 - 1), (0, 5)])
async def test_a_picture_that_only_claims_to_be_huge_is_never_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Refused):
        await encoding.encoded(png(*size))


async def test_a_bomb_of_compressed_text_is_refused() -> None:
    bomb = zlib.compress(b"\x00" * 80_000_000, 9)
    with pytest.raises(Refused):
        await encoding.encoded(png(1, 1, (b"zTXt", b"Comment\x00\x00" + bomb), rows=b"\x00\x10\x20\x30"))


async def test_a_truncated_photo_is_refused() -> None:
    with pytest.raises(Refused):
        await encoding.encoded(build.photo(size=(300, 300))[:-400])


async def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused):
        await encoding.encoded(build.photo() + b"\x00" * encoding.MOST_BYTES)


async def test_see_through_parts_stay_see_through() -> None:
    sink = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(sink, "PNG")
    made = await encoding.encoded(sink.getvalue())
    assert opened(made.content).mode == "RGBA"


async def test_the_same_picture_is_kept_once_and_shown_once(db: AsyncSession) -> None:
    await cities.city(db)
    first, second = await build.draft(db), await build.draft(db, title="Stromy")
    await service.add_picture(db, INSTALLATION, first.id, build.photo(), "A bench")
    await service.add_picture(db, INSTALLATION, second.id, build.photo(), "Another view")
    with pytest.raises(Refused):
        await service.add_picture(db, INSTALLATION, first.id, build.photo(), "A bench")
    shown = await queries.by_ids(db, (first.id, second.id))
    assert len({each.pictures[0].path for each in shown.values()}) == 1
    assert [each.pictures[0].alt for each in (shown[first.id], shown[second.id])] == ["A bench", "Another view"]


async def test_a_picture_needs_its_words_and_there_are_not_too_many(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    for alt in ("", "  ", "x" * 301):
        with pytest.raises(Refused) as refusal:
            await service.add_picture(db, INSTALLATION, made.id, build.photo(), alt)
        assert refusal.value.field == "alt"
    for number in range(8):
        await service.add_picture(db, INSTALLATION, made.id, build.photo(colour=f"#0000{number}0"), f"Picture {number}")
    with pytest.raises(Refused) as refusal:
        await service.add_picture(db, INSTALLATION, made.id, build.photo(colour="#ffffff"), "One more")
    assert refusal.value.field == "file"
