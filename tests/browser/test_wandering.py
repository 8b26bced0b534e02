"""Somebody who does anything, in any order and at any pace: nothing may be raised, on no page."""

import random

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import Shop

CONTROLS = ", ".join(f"{each}:enabled:visible" for each in ("input", "textarea", "button"))
CHOICES = "[role=option]:visible, [role=menuitem]:visible"
IS_TYPED_IN = "each => each.matches('textarea, input:not([role], [type=checkbox])')"
TEXTS = ("", "a", "12", "-1.5", "x y", "true", "[1]", '{"a": 1}', "1e400", "ü")
KEYS = ("Tab", "Enter", "Control+Enter", "Escape")
PAUSES_MS = (0, 0, 20, 50, 100, 200, 400, 800)
PATIENCE_MS = 800
STUCK = 4
WALKS = (
    ("new-template", {}),
    ("register", {"template": "tool-agent"}),
    ("register", {"template": "vllm-openai"}),
    ("register", {}),
    ("template", {"name": "tool-agent"}),
    ("templates", {}),
    ("models", {}),
    ("transfer", {}),
)


def act(tab, dice):
    """Do one thing, more likely with what is open; return what it was."""
    choices = tab.locator(CHOICES)
    open_ones = choices.count()
    if open_ones and dice.random() < 0.85:
        control = choices.nth(dice.randrange(open_ones))
    else:
        controls = tab.get_by_test_id("stMain").locator(CONTROLS)
        control = controls.nth(dice.randrange(max(controls.count(), 1)))
    told = control.aria_snapshot(timeout=PATIENCE_MS)
    if not control.evaluate(IS_TYPED_IN):
        control.click(timeout=PATIENCE_MS)
        return told
    text = dice.choice(TEXTS)
    control.fill(text, timeout=PATIENCE_MS)
    if dice.random() < 0.7:
        tab.keyboard.press(dice.choice(KEYS))
    return f"{told} := {text}"


def wander(server, tab, walk, seed, steps):
    """Do so many things; what goes away before it is reached is let go, and dead ends are left."""
    page, query = walk
    shop = Shop(tab, server.url).visit(page, workspace="default", **query)
    dice, done, stuck = random.Random(seed), [], 0
    for _ in range(steps):
        try:
            done.append(act(tab, dice))
            stuck = 0
        except Error:
            stuck += 1
        tab.wait_for_timeout(dice.choice(PAUSES_MS))
        raised = tab.get_by_test_id("stException").all_inner_texts()
        assert raised == [], "\n".join(done[-8:])
        if stuck == STUCK:
            shop.visit("register", workspace="default")
            stuck = 0
    assert len(done) > steps / 2


@pytest.mark.parametrize("walk", WALKS[:2], ids=lambda walk: walk[0])
def test_whatever_is_done_for_a_while_nothing_is_raised(own_server, page, walk):
    wander(own_server, page, walk, seed=1, steps=30)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_whatever_is_done_nothing_is_raised(own_server, page, walk, seed):
    wander(own_server, page, walk, seed, steps=150)
