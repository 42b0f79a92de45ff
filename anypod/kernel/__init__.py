"""Trio primitives that know no podcasts."""
