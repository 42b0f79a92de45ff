"""The composition root: opens everything in order, owns the signals, and leaves in order."""
