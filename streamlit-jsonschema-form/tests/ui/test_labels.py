"""The words around a field: what Markdown may do in them, and what it may not."""

import pytest

from streamlit_jsonschema_form.ui.labels import escape_markdown, icon_label, without_images


@pytest.mark.parametrize(
    "text",
    ["Model *", "max_model_len", "Ratio: x", "[0, 1]", "GPU memory (GiB)", "a - b", "50% of 1.5"],
)
def test_plain_words_are_read_out_as_they_are_written(text):
    assert escape_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("*x*", r"\*x\*"),
        ("$a$", r"\$a\$"),
        (":red[a]", r"\:red[a]"),
        ("[a](http://b)", r"\[a](http://b)"),
        ("# h", r"\# h"),
        ("![a][b]", r"\![a][b]"),
    ],
)
def test_markup_in_a_name_is_text(text, safe):
    assert escape_markdown(text) == safe


@pytest.mark.parametrize("text", ["![a](http://b/c.png)", "![a[b]c](http://b)", "![a][b]"])
def test_no_image_is_fetched_for_a_description(text):
    assert without_images(f"*See* {text}") == f"*See* \\{text}"


def test_a_name_for_screen_readers_cannot_break_out_of_its_picture():
    assert icon_label("a](http://b)[c").startswith("![a(http://b)c](data:")
