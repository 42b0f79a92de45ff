"""Podcast clients, parsers and linters at the feeds of a running service."""
