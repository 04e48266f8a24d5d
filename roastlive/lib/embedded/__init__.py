"""The private stores: a PostgreSQL and a Valkey that nobody installed, kept under one directory.

Nothing here needs Django, because settings ask `layout` where the stores will be before Django exists.
"""
