"""What classifiers miss, and people never should have to read: one module for each thing that is never said."""
