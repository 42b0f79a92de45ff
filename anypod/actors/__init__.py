"""The tasks that act: a writer, one actor per feed, and the roster that runs them."""
