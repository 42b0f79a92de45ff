"""The commands: arguments in, exit codes out."""

from anypod.kernel.interrupts import quiet_while_loading

with quiet_while_loading():
    from anypod.cli.command import main

__all__ = ["main"]
