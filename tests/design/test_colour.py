"""Does every accent a city may type give readable text and visible shapes, in daylight and in the dark?"""

from __future__ import annotations

from random import Random

import pytest

from partnet_vote.platform.kernel.colour import contrast, hex_of, ladder, luminance, parse, theme_css, theme_hash

GROUNDS = ("background-default", "background-tinted", "surface-default", "surface-tinted")
EDGES = ["#000000", "#ffffff", "#ffff00", "#ff0000", "#00ff00", "#0000ff", "#777777", "#fefefe", "#010101"]


def accents(count: int = 400) -> list[str]:
    random = Random(2026)
    return EDGES + [f"#{random.randrange(1 << 24):06x}" for _ in range(count)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_every_ground(scheme):
    for accent in accents():
        steps = ladder(accent, scheme)
        for ground in (*GROUNDS, "surface-hover"):
            for text in ("text-default", "text-subtle"):
                assert contrast(steps[text], steps[ground]) >= 4.5, (accent, text, ground)
        assert contrast(steps["text-default"], steps["surface-active"]) >= 4.5, accent


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_show_on_every_ground(scheme):
    for accent in accents():
        steps = ladder(accent, scheme)
        for ground in GROUNDS:
            for shape in ("base-default", "border-strong", "border-default"):
                assert contrast(steps[shape], steps[ground]) >= 3, (accent, shape, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_button_label_is_readable_in_every_state(scheme):
    for accent in accents():
        steps = ladder(accent, scheme)
        for state in ("base-default", "base-hover", "base-active"):
            assert contrast(steps["base-contrast-default"], steps[state]) >= 4.5, (accent, state)
        assert contrast(steps["base-contrast-subtle"], steps["base-default"]) >= 4.5, accent


def test_a_dark_enough_accent_is_used_as_the_city_typed_it():
    assert ladder("#8a1538", "light")["base-default"] == "#8a1538"
    assert ladder("#0b5c6b", "light")["base-default"] == "#0b5c6b"


def test_a_pale_accent_is_moved_until_it_shows():
    assert ladder("#ffee88", "light")["base-default"] != "#ffee88"


def test_the_ladder_is_that_of_designsystemet():
    """Values of @digdir/designsystemet 1.15 for the same accent."""
    light, dark = ladder("#0062ba", "light"), ladder("#0062ba", "dark")
    assert [light[name] for name in ("background-tinted", "surface-tinted", "border-default", "text-default")] == [
        "#eef4fa", "#ddeaf6", "#2a7cc5", "#002c54",
    ]  # fmt: skip
    assert [light[name] for name in ("base-hover", "base-active", "base-contrast-subtle")] == [
        "#004f96", "#003d75", "#dbe9f5",
    ]  # fmt: skip
    assert [dark[name] for name in ("background-default", "surface-default", "border-strong", "text-default")] == [
        "#0c1927", "#142941", "#8eaacb", "#e7edf4",
    ]  # fmt: skip


@pytest.mark.parametrize("accent", ["", "8a1538", "#8a153", "#8a15380", "red", "#8a153g", "#8a1538;}"])
def test_only_a_plain_hex_is_a_colour(accent):
    with pytest.raises(ValueError, match="not a colour"):
        theme_css(accent)


def test_the_sheet_follows_the_reader_and_paper_is_light():
    sheet = theme_css("#8a1538")
    assert "[data-color-scheme=auto]" in sheet
    assert "prefers-color-scheme:dark" in sheet
    assert sheet.rindex("@media print") > sheet.rindex("prefers-color-scheme")
    assert len(sheet) < 4096


def test_the_hash_tells_two_accents_apart_and_ignores_case():
    assert theme_hash("#8a1538") != theme_hash("#8a1539")
    assert theme_hash("#8A1538") == theme_hash("#8a1538")


def test_hex_and_luminance_agree_with_wcag():
    assert hex_of(parse("#12ab9f")) == "#12ab9f"
    assert luminance(parse("#ffffff")) == pytest.approx(1)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
