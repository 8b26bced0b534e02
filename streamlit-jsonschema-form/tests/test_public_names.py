from importlib import import_module

MOST = 60
MODULES = ("", ".problems", ".json_text", ".validation", ".model", ".ui")


def test_the_public_names_are_few():
    names: set[str] = set()
    for module in MODULES:
        names |= set(import_module(f"streamlit_jsonschema_form{module}").__all__)
    assert len(names) <= MOST, sorted(names)
