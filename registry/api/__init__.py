"""REST: what programs call, in the dialects of NeMo and Scale and in one of our own."""
