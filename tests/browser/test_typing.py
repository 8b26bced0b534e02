"""Typing that never pauses: what the app does with one field never takes another from under the hands."""

from playwright.sync_api import expect

FOCUSED = "document.activeElement.getAttribute('aria-label')"


def _write(shop, label, text):
    """Click into a field and type as a person does, not waiting for what the app says to it."""
    shop.field(label).click()
    shop.tab.keyboard.type(text, delay=40)


def test_text_typed_while_the_field_before_is_taken_in_is_not_lost(shop):
    shop.visit("register", workspace="default", template="vllm-openai")
    _write(shop, "Tokenizer revision", "abc")
    _write(
        shop, "Random seed", "x123456789"
    )  # unreadable: its problem appears while typing goes on
    _write(shop, "Generation defaults", "vllm-and-more")
    shop.settle()
    expect(shop.field("Tokenizer revision")).to_have_value("abc")
    expect(shop.field("Random seed")).to_have_value("x123456789")
    expect(shop.field("Generation defaults")).to_have_value("vllm-and-more")
    assert shop.tab.evaluate(FOCUSED) == "Generation defaults"


def test_a_menu_opens_at_the_first_click_after_typing(shop):
    shop.visit("register", workspace="default", template="vllm-openai")
    _write(shop, "Revision", "abc")
    shop.tab.get_by_role("button", name="Actions for Tokenizer revision").click()
    shop.settle()
    expect(shop.tab.get_by_role("menu")).to_contain_text("Set to empty text")
