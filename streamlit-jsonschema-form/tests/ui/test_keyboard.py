"""In a real browser: a form is filled, and every control is named, without a mouse."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from support.idle import wait_until_idle

MOST_TABS = 60
CANCEL = """() => new Promise(done => {
    const [outer, inner] = [document.createElement("div"), document.createElement("div")]
    outer.append(inner)
    document.body.append(outer)
    const fade = each => Object.assign(each.style, { transition: "opacity 9s", opacity: 1 })
    const stop = each => { each.style.transition = "none"; each.getBoundingClientRect() }
    ;[outer, inner].map(fade)
    outer.getBoundingClientRect()
    ;[outer, inner].forEach(each => { each.style.opacity = 0 })
    requestAnimationFrame(() => requestAnimationFrame(() => {
        stop(inner)
        setTimeout(() => { stop(outer); setTimeout(done, 100) }, 100)
    }))
})"""
"""Cancels the transition of a part of the page, and then that of what is around it."""

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("keyboard_page.py")
    expect(page.get_by_role("button", name="Create")).to_be_visible(timeout=30_000)
    return page


def _go(tab: Page, target: Locator) -> None:
    """Press Tab until a control has the focus; it must exist, and be reachable."""
    wait_until_idle(tab)
    expect(target).to_be_visible(timeout=15_000)
    for _ in range(MOST_TABS):
        if target.evaluate("each => each === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {target}")


def _write(tab: Page, label: str, text: str) -> None:
    _go(tab, tab.get_by_label(label, exact=True))
    tab.keyboard.type(text)
    tab.keyboard.press("Enter")


def test_a_form_is_filled_and_sent_with_the_keyboard_alone(tab):
    _write(tab, "Name *", "first")

    _go(tab, tab.get_by_role("radio", name="Not set"))
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Space")
    wait_until_idle(tab)
    expect(tab.get_by_role("radio", name="Yes")).to_be_checked(timeout=15_000)

    _go(tab, tab.get_by_role("combobox", name="Size"))
    tab.keyboard.press("ArrowDown")
    expect(tab.get_by_role("option", name="large")).to_be_visible(timeout=15_000)
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")

    _go(tab, tab.get_by_role("button", name="Add to Tags"))
    tab.keyboard.press("Enter")
    _write(tab, "Item 1", "red")

    _go(tab, tab.get_by_role("combobox", name="Store (kind)"))
    tab.keyboard.type("Clo")
    expect(tab.get_by_role("option", name="Cloud")).to_be_visible(timeout=15_000)
    tab.keyboard.press("Enter")
    _write(tab, "Url *", "s3://x")

    header = tab.get_by_role("button", name="Tuning")
    _go(tab, header)
    tab.keyboard.press("Enter")
    _write(tab, "Seed", "7")

    _go(tab, tab.get_by_role("button", name="Create"))
    tab.keyboard.press("Space")
    sent = tab.get_by_test_id("stCode").locator("code")
    expect(sent).to_be_visible(timeout=15_000)
    assert json.loads(sent.text_content() or "") == {
        "tags": ["red"],
        "name": "first",
        "ready": True,
        "size": "large",
        "store": {"kind": "cloud", "url": "s3://x"},
        "seed": 7,
    }


def test_a_menu_is_used_and_a_problem_followed_with_the_keyboard_alone(tab):
    expect(tab.get_by_text("An empty list.")).to_be_visible(timeout=15_000)
    _go(tab, tab.get_by_role("button", name="Actions for Tags"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("menuitem", name="Unset")).to_be_focused(timeout=15_000)
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("No items yet.")).to_be_visible(timeout=15_000)
    _go(tab, tab.get_by_role("button", name="Create"))
    tab.keyboard.press("Enter")
    _go(tab, tab.get_by_role("button", name="Name: is required"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("Name *", exact=True)).to_be_focused(timeout=15_000)


def test_a_menu_is_opened_with_the_key_that_follows_what_is_typed(tab):
    name = tab.get_by_label("Name *", exact=True)
    _go(tab, name)
    for text in ("a", "b", "c", "d"):
        tab.keyboard.type(text)
        tab.keyboard.press("Tab")
        wait_until_idle(tab)
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("menu").locator(":focus")).to_have_text("Unset", timeout=15_000)
        tab.keyboard.press("Escape")
        expect(tab.get_by_role("button", name="Actions for Name")).to_be_focused()
        tab.keyboard.press("Shift+Tab")
        while not name.evaluate("each => each === document.activeElement"):
            tab.keyboard.press("Shift+Tab")  # past the mark that explains it
        tab.keyboard.press("End")
    expect(name).to_have_value("abcd")


def test_a_transition_that_is_cancelled_does_not_keep_a_menu_from_the_focus(tab):
    tab.evaluate(CANCEL)
    _go(tab, tab.get_by_role("button", name="Actions for Tags"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("menuitem", name="Unset")).to_be_focused(timeout=15_000)


def test_the_focus_stays_at_a_control_that_is_put_into_the_page_anew(tab):
    name = tab.get_by_label("Name *", exact=True)
    _go(tab, name)
    name.evaluate("each => each.parentElement.replaceChild(each.cloneNode(true), each)")
    expect(name).to_be_focused()


def test_the_focus_returns_to_a_menu_whose_entry_was_chosen(tab):
    menu = tab.get_by_role("button", name="Actions for Tags")
    _go(tab, menu)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("menuitem", name="Unset")).to_be_focused(timeout=15_000)
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("No items yet.")).to_be_visible(timeout=15_000)
    expect(menu).to_be_focused()


def test_a_section_is_opened_and_closed_again_with_the_focus_on_its_header(tab):
    closed, opened = tab.get_by_role("button", name="Tuning"), tab.locator("summary")
    for _ in range(2):
        expect(closed).to_have_attribute("aria-expanded", "false")
        _go(tab, closed)
        tab.keyboard.press("Enter")
        expect(opened.filter(has_text="Tuning")).to_be_focused(timeout=15_000)
        expect(tab.get_by_label("Seed", exact=True)).to_be_visible()
        wait_until_idle(tab)
        tab.keyboard.press("Enter")
        expect(closed).to_be_focused(timeout=15_000)
        expect(tab.get_by_label("Seed", exact=True)).to_have_count(0)


def test_every_control_has_a_name(tab):
    _go(tab, tab.get_by_role("button", name="Add to Tags"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("Item 1", exact=True)).to_be_visible(timeout=15_000)
    controls = tab.get_by_test_id("stMain").locator("input, textarea, button, summary")
    nameless = [
        control.evaluate("each => each.outerHTML.slice(0, 200)")
        for control in controls.all()
        if control.is_visible() and not _name(control)
    ]
    assert controls.count() > 8
    assert nameless == []


def _name(control: Locator) -> str:
    told = control.evaluate(
        """each => [each.ariaLabel, each.textContent, ...[...(each.labels ?? [])].map(l => l.textContent),
        ...[...each.querySelectorAll("img")].map(i => i.alt)].join("")"""
    )
    return str(told).strip()
