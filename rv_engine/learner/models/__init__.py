"""Neural networks: a table of names, and one file a family."""
