"""The event store in MongoDB: a collection for each collection, found by the same fields under the same names."""
