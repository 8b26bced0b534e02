"""What every test of the library may rely on."""

from hypothesis import HealthCheck, settings

from support.components import scan_once

# How long an example takes depends on what else the machine does: a slow one is no failure.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

scan_once()
