"""Pure decisions: data in, list of changes out. No trio, files, database or clock."""
