"""The form engine, without a screen: compile a schema, plan a tree, apply edits, read the value."""
