"""Does every pattern hold: no axe violation, no overflow, large targets, focus never hidden, no blocked style?"""

from __future__ import annotations

import pytest

from tests.builders.looking import violations
from tests.design import gallery
from tests.design.browser import browser

SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.offsetParent && getComputedStyle(e).visibility !== 'hidden' && !e.matches('.ds-skip-link'))
  .map(e => {
    const label = e.closest('label') || (e.id && document.querySelector(`label[for="${e.id}"]`));
    const boxes = [e, label, e.matches('a') && e.closest('.pv-card-link, .pv-queue > li')].filter(Boolean)
      .map(b => b.getBoundingClientRect());
    return [e.outerHTML.slice(0, 90), Math.max(...boxes.map(b => b.width)), Math.max(...boxes.map(b => b.height))];
  }).filter(([, width, height]) => width < 43.5 || height < 43.5)"""
HIDDEN = """() => { const e = document.activeElement, bar = document.querySelector('.pv-bar');
  if (!bar || e === document.body || bar.contains(e)) return null;
  const a = e.getBoundingClientRect(), b = bar.getBoundingClientRect();
  return a.height && a.top >= b.top && a.bottom <= b.bottom ? e.outerHTML.slice(0, 90) : null; }"""


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address():
    with gallery.served() as found:
        yield found


@pytest.fixture
def opened(chromium, address):
    """Opens a gallery page in a window; collects what the security policy blocked."""
    contexts = []

    def open_page(name, width=390, height=844, query="", **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.goto(f"{address}/{name}{query}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", gallery.PAGES)
def test_axe_finds_nothing_on_a_phone(opened, name, scheme):
    page = opened(name, color_scheme=scheme)
    assert violations(page) == []
    assert page.complaints == []


@pytest.mark.parametrize(("name", "scheme"), list(zip(gallery.PAGES, ["light", "dark"] * 10, strict=False)))
def test_axe_finds_nothing_on_a_desktop(opened, name, scheme):
    assert violations(opened(name, 1280, 960, color_scheme=scheme)) == []


@pytest.mark.parametrize("size", ["md", "lg", "xl"])
@pytest.mark.parametrize("name", gallery.PAGES)
def test_nothing_runs_off_a_narrow_page(opened, name, size):
    page = opened(name, 320, 640, f"?size={size}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_target_is_44_pixels(opened, name):
    assert opened(name).evaluate(SMALL) == []


@pytest.mark.parametrize("name", ["knapsack", "over", "points", "plus_minus", "dots"])
def test_the_bar_never_hides_what_has_the_focus(opened, name):
    page = opened(name)
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN) is None


def test_the_bar_lets_go_when_the_window_is_low_or_the_text_large(opened):
    position = "getComputedStyle(document.querySelector('.pv-bar')).position"
    assert opened("knapsack").evaluate(position) == "sticky"
    assert opened("knapsack", 390, 460).evaluate(position) == "static"
    assert opened("knapsack", 390, 844, "?size=xl").evaluate(position) == "static"


def test_an_error_takes_the_focus_and_leads_to_its_field(opened):
    page = opened("wrong")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.title().startswith("Chyba:")
    for link in page.locator(".ds-error-summary a").all():
        field = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
        assert field.count() == 1
    described = page.locator("#field-mail").get_attribute("aria-describedby")
    assert "jmeno@priklad.cz" in (page.locator(f"#{described}").text_content() or "")


def test_a_choice_shows_without_any_script(opened):
    page = opened("knapsack", java_script_enabled=False)
    card = page.locator("#option-dilna")
    before = card.evaluate("e => getComputedStyle(e).borderTopColor")
    card.locator("input").check()
    assert card.locator(".pv-pick-on").is_visible()
    assert not card.locator(".pv-pick-off").is_visible()
    assert card.evaluate("e => getComputedStyle(e).borderTopColor") != before


def test_the_readers_own_font_size_is_honoured(opened):
    page = opened("knapsack")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_nothing_jumps_when_the_font_arrives(opened):
    page = opened("results", 1280, 900)
    width = """name => { const e = document.createElement('span');
      e.style.fontFamily = name; e.style.position = 'absolute';
      e.textContent = 'Sju prosjekter får penger i Nordvik kommune'; document.body.append(e);
      const w = e.getBoundingClientRect().width; e.remove(); return w; }"""
    own, fallback = page.evaluate(width, "Inter"), page.evaluate(width, "'Inter fallback'")
    assert abs(own - fallback) / own < 0.05


def test_paper_carries_no_controls(opened):
    page = opened("results", 1280, 900)
    page.emulate_media(media="print")
    for selector in (".pv-nav", ".pv-tools", ".pv-foot"):
        assert not page.locator(selector).is_visible()
    assert page.locator(".pv-table").first.is_visible()


@pytest.mark.parametrize("name", ["knapsack", "results"])
def test_a_slow_line_moves_nothing(chromium, address, name):
    """400 kbit/s and 400 ms: the late font changes no line (cumulative layout shift, limit 0.02)."""
    gallery.render(name)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    session.send("Network.emulateNetworkConditions", line)
    page.goto(f"{address}/{name}", wait_until="load")
    shift = page.evaluate("""() => new Promise(done => { let sum = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
        .observe({type: 'layout-shift', buffered: true});
      setTimeout(() => done(sum), 800); })""")
    page.close()
    assert shift <= 0.02
