"""What the system refused, as people read it: with the path, without the number. Knows no command."""

from __future__ import annotations


def in_words(error: Exception) -> str:
    """Give what an error says; one of the system's is told as `PATH: Permission denied`."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error) or type(error).__name__
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def at_bottom(error: BaseException) -> str:
    """Give what the system said below what a library made of it: the first, where several addresses were tried."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        below = cause.__cause__ or cause.__context__
        cause = cause.exceptions[0] if isinstance(cause, BaseExceptionGroup) else below
    return str(error) or type(error).__name__
