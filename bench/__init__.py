"""Measurements with bounds: `python -m bench` prints them and exits 1 when one is broken.

Each module has `run() -> list[Row]`. Every figure stands beside a reference measured in the same
run on the same machine, so that the ratio means something on any machine.
"""

import sys
from pathlib import Path

# Helpers that the form library's tests share: `support.serving`, `support.chromium`.
sys.path.insert(0, str(Path(__file__).parents[1] / "streamlit-jsonschema-form" / "tests"))
