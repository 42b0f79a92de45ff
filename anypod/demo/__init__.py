"""A source of episodes made on this machine, so that everything can be seen without a network."""
