"""JSON Schema: dialects, references, validation, and the parameter list of Scale."""
