"""The event store in PostgreSQL: a table for each collection, partitioned by the time in its ids."""
