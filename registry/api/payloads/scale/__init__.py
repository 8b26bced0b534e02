"""Bodies of Scale's dialect, `/v4` and `/v3`: two generations that see the same entities."""
