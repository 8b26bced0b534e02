"""How one value is shown in one widget and read back from it, without loss."""
