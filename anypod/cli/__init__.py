"""The commands: arguments in, exit codes out."""

from anypod.cli.command import main

__all__ = ["main"]
