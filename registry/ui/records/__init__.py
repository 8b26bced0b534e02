"""Pages of what programs keep here beside templates and models: lists to search, and one of each."""
