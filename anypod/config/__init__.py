"""The config file: text to records, edits, and watching. The only place that knows TOML."""
