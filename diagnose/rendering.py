"""The report of one log in the format that was asked for, fit to be shared where it is meant to be."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Tuple

from diagnose.inputs import Input
from diagnose.library import Library
from diagnose.messages import choose_language
from diagnose.model import Diagnosis
from diagnose.options import Options

if TYPE_CHECKING:
    from diagnose.redaction import Redacted

STORE = "SOVITS_DOCTOR_STORE"
"""Names the store where no option does."""


def render(diagnosis: Diagnosis, library: Library, one: Input, options: Options, style: str) -> str:
    """The report of one log. What is meant to be shared has its private details replaced; the terminal shows the user's own paths.
    Raises InputError for a store that cannot be used."""
    lang = choose_language(options.lang, log=_language_of(diagnosis))
    if style == "terminal":
        from diagnose import terminal

        return terminal.render(diagnosis, library, one.name, lang, options, color=not options.output and sys.stdout.isatty())
    if style == "reply":
        return _reply(diagnosis, library, one, options)
    diagnosis, name, redacted = to_share(diagnosis, one.name, options)
    if style == "json":
        from diagnose.verdict import to_json

        return to_json(diagnosis, library, name, redacted=redacted is not None) + "\n"
    if style == "sarif":
        from diagnose.sarif import to_sarif

        return to_sarif([(diagnosis, name)], library, lang) + "\n"
    if style == "html":
        from diagnose.html import render_html

        return render_html(diagnosis, library, name, lang, redacted)
    from diagnose.markdown import render_markdown

    return render_markdown(diagnosis, library, name, lang, redacted, both=options.lang == "both")


def _reply(diagnosis: Diagnosis, library: Library, one: Input, options: Options) -> str:
    """The comment for whoever asks, in the language of the words around the log."""
    from diagnose.reply import render_reply

    lang = one.language if options.lang in ("auto", "both") and one.language else choose_language(options.lang, log=_language_of(diagnosis))
    store, answer = options.store or os.environ.get(STORE, ""), ""
    if store and (options.store or Path(store).exists()):
        from diagnose.triage.answers import answer_address

        answer = answer_address(Path(store), one, diagnosis, library)
    shared, _, redacted = to_share(diagnosis, one.name, options)
    return render_reply(shared, library, lang, redacted, answer, both=options.lang == "both")


def to_share(diagnosis: Diagnosis, name: str, options: Options) -> Tuple[Diagnosis, str, Optional[Redacted]]:
    """The diagnosis and the name of its log without private details, unless they were asked for."""
    if options.no_redact:
        return _shown(diagnosis), name, None
    from diagnose.redaction import redact

    redacted = redact(_shown(diagnosis), name)
    return redacted.diagnosis, redacted.name, redacted


def _shown(diagnosis: Diagnosis) -> Diagnosis:
    """Without the lines that were only kept for the rules to look at: no report shows them, and there may be thousands."""
    episodes = tuple(replace(episode, notable=()) for episode in diagnosis.log.episodes)
    return replace(diagnosis, log=replace(diagnosis.log, episodes=episodes))


def _language_of(diagnosis: Diagnosis) -> str:
    return "zh" if any("language" in episode.facts for episode in diagnosis.log.episodes) else ""
