"""Commands and groups whose help speaks the chosen language: typer itself speaks English alone."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from diagnose.wording import translate


class SpokenCommand(TyperCommand):
    """A command."""

    def get_usage(self, ctx: Any) -> str:
        return translate(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _told(super().get_help_option(ctx))


class SpokenGroup(TyperGroup):
    """A group of commands."""

    def get_usage(self, ctx: Any) -> str:
        return translate(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _told(super().get_help_option(ctx))


def _told(option: Any) -> Any:
    if option is not None and option.help:
        option.help = translate(option.help)
    return option
