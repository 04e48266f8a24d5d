"""What the database really holds, read from its own catalogs and written down for people."""
