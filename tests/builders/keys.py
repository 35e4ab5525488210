"""How does a test do something by keyboard alone: no mouse, no touch, and it sees where it is?"""

from __future__ import annotations

from playwright.sync_api import Locator, Page

FURTHEST = 120
"""Tab stops until a reader gives up."""
RING = """element => {
  const label = element.closest('label'), styles = [element, ...(label ? [label] : [])].map(e => getComputedStyle(e));
  return styles.some(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none');
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; it must show, and so must its ring."""
    for _ in range(FURTHEST):
        if target.evaluate("element => element === document.activeElement"):
            assert target.is_visible()
            assert target.evaluate(RING), "nobody sees where the focus is"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def activate(page: Page, target: Locator, key: str = "Enter", *, leaves: bool = True) -> None:
    """Go there and press the key; wait for the page that follows, if one does."""
    tab_to(page, target)
    if not leaves:
        page.keyboard.press(key)
        return
    with page.expect_navigation():
        page.keyboard.press(key)


def type_into(page: Page, target: Locator, text: str) -> None:
    """Go to the field and write over what it holds."""
    tab_to(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
