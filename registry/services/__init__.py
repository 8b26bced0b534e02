"""The use cases: every rule of the registry is here."""
