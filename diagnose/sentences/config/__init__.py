"""Sentences about configuration files."""

from __future__ import annotations

from typing import Dict, Tuple

from diagnose.sentences.config import clips, texts, values

TABLE: Dict[str, Tuple[str, str]] = {**texts.TABLE, **values.TABLE, **clips.TABLE}
