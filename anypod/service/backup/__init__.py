"""Backups: all that a service is, in one tar, and back again. Built from files and the database, never from actors."""
