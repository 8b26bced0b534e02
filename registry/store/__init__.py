"""Storage of records: one contract, several backends."""
