"""Why something cannot be repaired, as a sentence."""

from __future__ import annotations

from diagnose.messages import say


class Refusal(Exception):
    """Something cannot be repaired; `key` and `values` name a sentence of the message table."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def told(self, lang: str) -> str:
        """The sentence."""
        return say(self.key, lang, **self.values)


class Unusable(Refusal):
    """A file that cannot be read or written: nothing is changed at all."""


def reason_of(error: BaseException) -> str:
    """What the system says of an error."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
