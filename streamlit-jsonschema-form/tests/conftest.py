"""What every test of the library may rely on."""

from support.components import scan_once

scan_once()
