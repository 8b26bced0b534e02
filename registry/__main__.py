"""`python -m registry` is `patternshop`."""

from registry.cli import app

app()
