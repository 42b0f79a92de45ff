"""Media files on disk: where they lie, how they get there, what they are."""
