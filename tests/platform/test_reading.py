"""Can a form stop the server, and does anything of it stay behind in its memory?"""

from __future__ import annotations

import gc
import re

import httpx
import pytest
from litestar import _parsers
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.web.requests import MOST_FIELDS, fields_of
from tests.builders import cities

SIGN_IN = "/lipovec/staff/sign-in"
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
async def lipovec(db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await db.flush()


def token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("field", ["roles=1", "a{}=1", "&", "="])
async def test_more_fields_than_any_page_has_are_refused_unread(client: httpx.AsyncClient, field: str) -> None:
    """A megabyte of one field took minutes, in which nobody could vote."""
    body = "&".join(field.format(n) for n in range(MOST_FIELDS + 1)).encode()
    answer = await client.post(SIGN_IN, content=body, headers=URLENCODED)
    assert answer.status_code == 413


async def test_as_many_as_may_be_are_read(client: httpx.AsyncClient) -> None:
    fields = [f"csrf_token={token(await client.get(SIGN_IN))}", "email=a%40b.example"]
    body = "&".join([*fields, *(f"x{n}=1" for n in range(MOST_FIELDS - len(fields)))]).encode()
    answer = await client.post(SIGN_IN, content=body, headers=URLENCODED)
    assert answer.status_code == 422
    assert 'value="a@b.example"' in answer.text


async def test_fields_come_in_order_with_empty_ones() -> None:
    assert fields_of(b"b=%C5%99+%26&a=&b=1&c") == [("b", "ř &"), ("a", ""), ("b", "1"), ("c", "")]
    with pytest.raises(HTTPException):
        fields_of(b"&" * MOST_FIELDS)


async def test_no_code_no_ballot_and_no_session_stays_in_memory(client: httpx.AsyncClient) -> None:
    for reader in (_parsers.parse_url_encoded_form_data, _parsers.parse_cookie_string):
        reader.cache_clear()
    page = await client.get(SIGN_IN)
    secret = "a password that nobody else types"
    form = {"csrf_token": token(page), "email": "a@b.example", "password": secret}
    assert (await client.post(SIGN_IN, data=form)).status_code == 422
    assert _parsers.parse_url_encoded_form_data.cache_info().currsize == 0
    assert _parsers.parse_cookie_string.cache_info().currsize == 0
    del form, page
    gc.collect()
    kept = [each for each in gc.get_objects() if isinstance(each, dict) and each.get("password") == secret]
    assert kept == []
