"""The catalogue in SQLite. The only place that knows peewee."""
