"""NeMo's bodies; fields that it does not know it ignores, as its server does."""
