"""Does a proxy get its 304, however it writes down which page it has?"""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.testing import RequestFactory

from partnet_vote.platform.web.etags import has_already


def asked(sent: str | None) -> ASGIConnection:  # type: ignore[type-arg]
    return RequestFactory(Litestar(logging_config=None)).get(
        "/", headers={} if sent is None else {"if-none-match": sent}
    )


@pytest.mark.parametrize("sent", ['"abc"', 'W/"abc"', '"x", W/"abc"', '"abc","x"', "*", ' "abc" '])
@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"'])
def test_it_has_the_page(sent: str, etag: str) -> None:
    assert has_already(asked(sent), etag)


@pytest.mark.parametrize("sent", [None, "", "abc", '"ab"', '"abcd"', 'W/"x"', '"*"', '"abc'])
def test_it_has_not(sent: str | None) -> None:
    assert not has_already(asked(sent), '"abc"')
