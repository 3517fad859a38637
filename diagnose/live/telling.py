"""Verdicts and warnings of a running program in words, as the terminal shows them."""

from __future__ import annotations

from dataclasses import dataclass

from diagnose.library import Library
from diagnose.live.alarms import Alarm
from diagnose.live.observer import Notice, Verdict
from diagnose.messages import choose_language, say
from diagnose.model import Diagnosis
from diagnose.options import Options

SHOWN = ("new", "revised")
"""Verdicts of which the whole report is shown."""
INTERRUPTED = "host.interrupted"
"""The rule of a run that was ended by its user."""


@dataclass(frozen=True)
class Teller:
    """Says it in the language that was asked for, else that of the system, else that of the log."""

    library: Library
    name: str
    """What the log is called."""
    lang: str
    """As on the command line: zh, en, auto or both."""
    color: bool
    log: str = ""
    """Path of the log that is kept, told at the end; empty when the user gave it."""
    interrupted: bool = False
    """The user has ended the program: that is no failure to be explained."""

    def tell(self, notice: Notice) -> str:
        """Text with line feeds; empty when nothing is to be said."""
        if isinstance(notice, Alarm):
            lang = choose_language(self.lang)
            return self._line(say(f"live.alarm-{notice.key}", lang, **notice.values), "33")
        lang = choose_language(self.lang, log=language_of(notice.diagnosis))
        return self._verdict(notice, lang) + self._kept(notice, lang)

    def _verdict(self, verdict: Verdict, lang: str) -> str:
        kind = verdict.kind
        if self.interrupted and is_interruption(verdict.diagnosis):
            return self._line(say("live.interrupted", lang), "2") if verdict.final else ""
        if kind in SHOWN:
            from diagnose.terminal import render

            heading = "" if verdict.final and kind == "new" else self._line(say(f"live.{kind}-{'final' if verdict.final else 'so-far'}", lang), "1")
            return heading + render(verdict.diagnosis, self.library, self.name, lang, Options(), self.color).rstrip("\n") + "\n"
        if kind == "same":
            return self._line(say("live.same", lang, title=self._title(verdict.diagnosis, lang)), "1")
        return self._line(say(f"live.{kind}", lang), "32")

    def _kept(self, verdict: Verdict, lang: str) -> str:
        return self._line(say("live.log", lang, name=self.log), "2") if verdict.final and self.log else ""

    def _title(self, diagnosis: Diagnosis, lang: str) -> str:
        return self.library.rules[diagnosis.causes[0].rule].title[lang] if diagnosis.status == "diagnosed" else say("title-unrecognised", lang)

    def _line(self, text: str, style: str) -> str:
        text = f"sovits-doctor: {text}"
        return f"\x1b[{style}m{text}\x1b[0m\n" if self.color else f"{text}\n"


def language_of(diagnosis: Diagnosis) -> str:
    """zh when the log shows a Chinese system, else empty."""
    return "zh" if any("language" in episode.facts for episode in diagnosis.log.episodes) else ""


def is_interruption(diagnosis: Diagnosis) -> bool:
    """Whether all that is known to have gone wrong is that somebody ended the program."""
    return bool(diagnosis.causes) and diagnosis.causes[0].rule == INTERRUPTED
