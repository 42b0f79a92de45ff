"""Commands that are imported when they are called: one that asks a service shouldn't wait for all that serves."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module

import click


class LateGroup(click.Group):
    """A group whose commands are named by where they are: name → `module:attribute`."""

    late: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all, imported or not."""
        return sorted({*super().list_commands(ctx), *self.late})

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; a mistyped one is told with those that may be meant."""
        typed = args[0]
        if self.get_command(ctx, typed) is None and not typed.startswith("-"):
            # click itself looks only among the commands that are imported already.
            meant = get_close_matches(typed, self.list_commands(ctx))
            hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
            ctx.fail(f"No such command '{typed}'.{hint}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, imported now if it wasn't; None where there is none of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is not None or cmd_name not in self.late:
            return found
        module, _, attribute = self.late[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        self.add_command(command, cmd_name)
        return command
