"""What the house carries, measured on the machine at hand. Not tests: they print a table and leave figures behind."""
