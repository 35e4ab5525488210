"""At which address does a static file live, so that a browser may keep it for ever?"""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from partnet_vote.platform.kernel.colour import theme_css, theme_hash
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC

FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """The static folder under one content hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def version(self) -> str:
        """A hash over every file's name and content."""
        digest = sha256()
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            digest.update(path.relative_to(self.folder).as_posix().encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def url(self, path: str) -> str:
        """The address of a file that never changes under this address."""
        return f"/static/{self.version}/{path}"

    @staticmethod
    def theme_url(accent: str) -> str:
        """The address of a city's colours."""
        return f"/theme/{accent.lstrip('#').lower()}-{theme_hash(accent)}.css"

    def routes(self) -> list[HTTPRouteHandler]:
        """The handlers that serve static files and themes."""
        files = create_static_files_router(
            path=f"/static/{self.version}",
            directories=[self.folder],
            cache_control=None,
            opt={"access": PUBLIC},
            after_request=_keep_for_ever,
            include_in_schema=False,
        )
        return [files, theme, favicon_for(self)]  # type: ignore[list-item]


def _keep_for_ever(response: Response) -> Response:  # type: ignore[type-arg]
    response.headers["cache-control"] = FOR_EVER
    return response


@get("/theme/{name:str}", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def theme(name: FromPath[str]) -> Response[str]:
    """The stylesheet of one accent colour; the hash names the version of the ladder."""
    accent, _, rest = name.partition("-")
    if len(accent) != 6 or set(accent) - set("0123456789abcdef"):
        raise NotFound
    if rest != f"{theme_hash('#' + accent)}.css":
        raise NotFound
    return Response(theme_css("#" + accent), media_type="text/css", headers={"cache-control": FOR_EVER})


def favicon_for(assets: Assets) -> HTTPRouteHandler:
    """Browsers ask for it unasked."""

    @get("/favicon.ico", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
    def favicon() -> Response[bytes]:
        path = assets.folder / "icons" / "favicon.svg"
        return Response(
            path.read_bytes() if path.exists() else b"",
            media_type="image/svg+xml",
            headers={"cache-control": "public, max-age=86400"},
        )

    return favicon
