"""Sentences about the training interpreter and its machine."""

from __future__ import annotations

from typing import Dict, Tuple

from diagnose.sentences.environment import cards, interpreter, machine

TABLE: Dict[str, Tuple[str, str]] = {**interpreter.TABLE, **cards.TABLE, **machine.TABLE}
