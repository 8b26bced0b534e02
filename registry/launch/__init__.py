"""From a template and its parameters to commands and files that run it."""
