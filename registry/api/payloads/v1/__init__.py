"""Bodies of our own dialect: the entities themselves, and what is found out about them."""
