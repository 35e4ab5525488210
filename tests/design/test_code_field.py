"""Does the code behind the # of a letter's QR reach its field, and nothing else?"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.design import gallery
from tests.design.browser import browser

CODE = "7K4M-Q2XR-9T3P-W8HB"
SCRIPT = (gallery.ROOT / "static/js/pv.js").read_text()
HEAD = '<!DOCTYPE html><title>t</title><script src="/pv.js" defer></script><main>'
PAGES = {
    "/field": HEAD + '<input data-code name="code">',
    "/typed": HEAD + '<input data-code name="code" value="ABCD">',
    "/list": HEAD + '<a id="in" href="/field">vote</a><a id="out" href="http://other.test/">else</a>',
    "/pv.js": SCRIPT,
}


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


class Town(BaseHTTPRequestHandler):
    """A site of three pages whose short address redirects, as the letter's does."""

    def do_GET(self):
        self.server.asked.append(self.path)
        path = self.path.split("?", maxsplit=1)[0]
        self.send_response(303 if path == "/short" else 200)
        self.send_header("location" if path == "/short" else "x-none", "/field")
        self.send_header("content-type", "text/javascript" if path.endswith(".js") else "text/html")
        self.end_headers()
        self.wfile.write(PAGES.get(path, "").encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def town():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Town)
    server.asked = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(town):
    return f"http://127.0.0.1:{town.server_address[1]}"


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_the_code_fills_its_field_once_and_leaves_the_address(page, home, town):
    page.goto(f"{home}/field?lang=cs#{CODE}")
    assert page.input_value("[data-code]") == CODE
    assert page.url == f"{home}/field?lang=cs"
    page.reload()
    assert page.input_value("[data-code]") == ""
    assert not [path for path in town.asked if "7K4M" in path]


def test_the_code_survives_the_short_address_of_the_letter(page, home):
    page.goto(f"{home}/short#{CODE}")
    assert page.input_value("[data-code]") == CODE


def test_what_was_typed_counts_more(page, home):
    page.goto(f"{home}/typed#{CODE}")
    assert page.input_value("[data-code]") == "ABCD"


def test_from_a_list_the_code_goes_with_our_own_links_alone(page, home):
    page.goto(f"{home}/list#{CODE}")
    assert "#" not in page.get_attribute("#out", "href")
    page.click("#in")
    page.wait_for_function("document.querySelector('[data-code]')?.value")
    assert page.input_value("[data-code]") == CODE
    assert page.url == f"{home}/field"


@pytest.mark.parametrize("other", ["main", "field-code", "<script>", "7K4M-Q2XR", "0000-1111-OOOO-IIII"])
def test_what_is_no_code_is_left_alone(page, home, other):
    page.goto(f"{home}/field#{other}")
    assert page.input_value("[data-code]") == ""
    assert "#" in page.url
