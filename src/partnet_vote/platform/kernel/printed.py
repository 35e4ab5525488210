"""How does a page become a PDF that a screen reader reads, and an address a QR code?"""

from __future__ import annotations

import io

import segno

from partnet_vote.platform.kernel.places import data


def pdf_of(template: str, content: str) -> bytes:
    """The PDF/UA-1 file that a typst template (`slice/name.typ`) makes of its JSON, in our own fonts alone.

    Takes tenths of a second of a core: never in the event loop.
    """
    import typst  # as large as the rest of the program: not before something is printed

    made = typst.compile(
        str(data("templates") / template),
        format="pdf",
        font_paths=[str(data("static") / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": content},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def qr_code(content: str) -> bytes:
    """A QR code as SVG, readable when a seventh of it is dirty (level M of ISO/IEC 18004)."""
    sink = io.BytesIO()
    segno.make(content, error="m", micro=False).save(sink, kind="svg", border=2, scale=4, xmldecl=False)
    return sink.getvalue()
