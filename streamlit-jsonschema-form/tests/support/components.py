"""Reads once which packages bring Streamlit components; every `AppTest` would read it again."""

from functools import cache

from streamlit.components.v2 import manifest_scanner


def scan_once() -> None:
    """Answer later scans of this process with the first: one takes longer than most test pages."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
