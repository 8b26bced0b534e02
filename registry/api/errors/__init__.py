"""Error responses: RFC 9457 problem details for our own dialect, FastAPI's `detail` for the others."""
