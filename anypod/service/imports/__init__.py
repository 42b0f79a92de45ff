"""Imports: another program's config and history read from the disk, and put into our config, catalogue and folders."""
