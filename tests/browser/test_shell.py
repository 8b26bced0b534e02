"""The shell in a real browser: addresses, history, workspaces, both looks, failures."""

import re

import pytest
from playwright.sync_api import expect

from registry.ui import links

ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1|data:|blob:)")
SHOWN = [entry for entry in links.PAGES if entry.listed]


def test_the_front_page_opens_and_asks_no_other_machine_for_anything(shop):
    asked = []
    shop.tab.on("request", lambda request: asked.append(request.url))
    shop.visit()
    expect(shop.tab).to_have_title(re.compile("Patternshop"))
    expect(shop.sidebar.get_by_text("Acting as ada")).to_be_visible()
    assert asked
    assert [url for url in asked if ELSEWHERE.match(url)] == []


def test_every_entry_of_the_navigation_leads_to_its_page_and_keeps_the_workspace(shop):
    shop.visit(workspace="default")
    for entry in [*SHOWN[1:], SHOWN[0]]:
        shop.follow(entry.title, within=shop.sidebar)
        expect(shop.tab).to_have_title(f"{entry.title} · Patternshop")
        path = "" if entry is links.HOME else entry.path
        expect(shop.tab).to_have_url(f"{shop.url}/{path}?workspace=default")


def test_a_workspace_is_made_entered_left_and_found_again_by_going_back(shop):
    shop.visit(workspace="default").press("New workspace")
    shop.fill("Name", "two words").press("Create workspace")
    expect(shop.tab.get_by_role("alert")).to_contain_text('got "two words"')
    shop.fill("Name", "ranking").press("Create workspace")
    expect(shop.tab).to_have_url(re.compile("workspace=ranking"))
    shop.choose("Workspace", "default")
    expect(shop.tab).to_have_url(re.compile("workspace=default"))
    shop.tab.go_back()
    shop.settle()
    expect(shop.tab).to_have_url(re.compile("workspace=ranking"))
    expect(shop.box("Workspace")).to_have_value("ranking")


def test_going_back_holds_while_the_workspace_just_entered_is_still_being_drawn(shop):
    shop.visit(workspace="default").press("New workspace")
    shop.fill("Name", "left-at-once").press("Create workspace")
    expect(shop.tab).to_have_url(re.compile("workspace=left-at-once"))
    shop.settle()
    for _ in range(3):
        shop.box("Workspace").click()
        shop.tab.get_by_role("option", name="default", exact=True).click()
        shop.tab.wait_for_url(re.compile("workspace=default"), wait_until="commit")
        shop.tab.go_back(wait_until="commit")
        shop.settle()
        expect(shop.box("Workspace")).to_have_value("left-at-once")
        expect(shop.tab).to_have_url(re.compile("workspace=left-at-once"))


def test_an_address_without_a_workspace_can_be_left_by_going_back(shop):
    shop.tab.goto("about:blank")
    shop.visit()
    shop.tab.go_back()
    expect(shop.tab).to_have_url("about:blank")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_look_follows_the_systems_and_captions_stay_readable(shop, scheme):
    shop.tab.emulate_media(color_scheme=scheme)
    shop.visit()
    caption = shop.sidebar.get_by_test_id("stCaptionContainer").last.locator("p")
    ratio = caption.evaluate(CONTRAST)
    assert ratio >= 4.5
    ground = shop.tab.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]


def test_a_server_that_comes_back_has_kept_the_workspaces(own_server, open_shop):
    shop = open_shop(own_server).visit()
    shop.press("New workspace").fill("Name", "kept").press("Create workspace")
    expect(shop.tab).to_have_url(re.compile("workspace=kept"))
    own_server.kill()
    own_server.start()
    shop.visit(workspace="kept")
    expect(shop.box("Workspace")).to_have_value("kept")


CONTRAST = """element => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const over = (top, below) => {
    const a = top[3] ?? 1;
    return [0, 1, 2].map(i => a * top[i] + (1 - a) * below[i]);
  };
  const light = c => {
    const [r, g, b] = c.map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = [255, 255, 255], chain = [];
  for (let e = element; e; e = e.parentElement) chain.unshift(e);
  let opacity = 1;
  for (const e of chain) {
    ground = over(parse(getComputedStyle(e).backgroundColor), ground);
    opacity *= Number(getComputedStyle(e).opacity);
  }
  const ink = parse(getComputedStyle(element).color);
  const text = over([...ink.slice(0, 3), (ink[3] ?? 1) * opacity], ground);
  const [high, low] = [light(text), light(ground)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}"""
