"""`manage.py up`: everything the house needs on one machine, started, watched and stopped by one process."""
