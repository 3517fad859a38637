"""The causes of one log as SARIF results: where they stand, what proves them, how the failure is known again.

Log text enters as data (JSON strings, percent-encoded addresses); in messages, where SARIF reads braces and links, it is spelled so that there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, Optional
from urllib.parse import quote

from diagnose import document as doc
from diagnose.article import ArticleError, fill_for
from diagnose.late import late
from diagnose.library import Library
from diagnose.messages import ZH, say
from diagnose.model import Diagnosis, Evidence, Finding, Raised, Remedy
from diagnose.printable import clean_document, one_line
from diagnose.ranking import SURE

UNKNOWN = "unrecognised"
"""Id of the result for a failure that no rule explains."""
FRAMES = 32
"""Frames of a stack that are told, the innermost ones."""
LONG_PATH = "//?/"
_DRIVE = late(r"[A-Za-z]:/")
_NUMBER = late(r"^(?:方案[一二三四五六七八九十]+：|Solution [A-Z]: )")
"""What a solution's title begins with in an article."""

Values = Dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One log and its verdict."""

    diagnosis: Diagnosis
    name: str
    """How the log is called; `-` for standard input."""
    place: int
    """Index of its artifact in the document."""


def results_of(told: Told, library: Library, lang: str) -> Iterator[Values]:
    """The results of one log, best cause first, without `ruleIndex`. Nothing for a healthy log."""
    here = _Log(told, library, lang)
    if told.diagnosis.status == "unrecognised":
        yield here.unknown()
    for number, cause in enumerate(told.diagnosis.causes):
        yield here.cause(cause, first=number == 0)


@dataclass(frozen=True)
class _Log:
    told: Told
    library: Library
    lang: str

    def cause(self, cause: Finding, first: bool) -> Values:
        """One cause. Below one half it is something to review, and SARIF wants no level then."""
        sure = cause.confidence >= SURE
        titles = self._titles(cause)
        result = {
            "ruleId": cause.rule,
            "kind": "fail" if sure else "review",
            "level": ("error" if first else "warning") if sure else "none",
            "rank": round(cause.confidence * 100, 1),
            "message": {"text": spelled(self._said(cause, titles))},
            "locations": [self._location(_decisive(cause))],
            "relatedLocations": [self._location(one, number) for number, one in enumerate((one for one in cause.evidence if one.line or one.file), 1)],
            "properties": {
                "confidence": cause.confidence,
                "strength": cause.strength,
                "confirmed": cause.confirmed,
                "stage": self._stage(cause.episode),
                "explains": list(cause.explains),
                "remedies": [_remedy(one, titles.get(one.id, "")) for one in cause.remedies],
            },
        }
        chains = self.told.diagnosis.log.episodes[cause.episode].chains if cause.chain >= 0 else ()
        return {**result, **_stacks(chains[cause.chain].raised[max(0, cause.position)] if chains else None), **self._marks(cause.rule)}

    def unknown(self) -> Values:
        """A failure that no rule explains still is one."""
        diagnosis, lang = self.told.diagnosis, self.lang
        root, shown = diagnosis.root, [one for one in diagnosis.unexplained if one.line]
        here = Evidence(root.line, _words(root)) if root and root.type else shown[0] if shown else Evidence(0, "")
        message = _sentence(say("title-unrecognised", lang), lang) + (say("sarif.root", lang, text=here.text) if here.text else "")
        result = {
            "ruleId": UNKNOWN,
            "kind": "fail",
            "level": "warning",
            "message": {"text": spelled(message.strip())},
            "locations": [self._location(here)],
            "relatedLocations": [self._location(one, number) for number, one in enumerate(shown, 1)],
            "properties": {"stage": self._stage(diagnosis.episode), "kind": diagnosis.kind or None},
        }
        return {**result, **_stacks(root), **self._marks(UNKNOWN)}

    def _said(self, cause: Finding, titles: Dict[str, str]) -> str:
        """The cause and its ways out, in two sentences."""
        ways = [titles[remedy.id] for remedy in cause.remedies if remedy.id in titles]
        joined = ("；" if self.lang == ZH else "; ").join(ways)
        return _sentence(self.library.rules[cause.rule].title[self.lang], self.lang) + (say("sarif.remedies", self.lang, titles=joined) if ways else "").rstrip()

    def _titles(self, cause: Finding) -> Dict[str, str]:
        """Remedy to its title, with the user's own numbers."""
        try:
            article = clean_document(fill_for(self.told.diagnosis, cause, self.library.rules[cause.rule], self.lang))
        except ArticleError:
            return {}
        found = ((remedy.id, article.solution(remedy.id)) for remedy in cause.remedies)
        return {name: _NUMBER.sub("", doc.plain_text(section.title).strip()) for name, section in found if section}

    def _location(self, one: Evidence, number: Optional[int] = None) -> Values:
        """A place in the log, or in the file that a check has read."""
        artifact: Values = {"uri": uri_of(one.file)} if one.file else {"uri": uri_of(self.told.name), "index": self.told.place}
        location: Values = {"physicalLocation": {"artifactLocation": artifact, **_region(one.line, one.text)}}
        if number is not None:
            said = one_line(one.said.get(self.lang, "")) or one_line(f"{one.fact}: {one.text}" if one.fact else one.text)
            location.update(id=number, message={"text": spelled(said)})
        return location

    def _stage(self, episode: int) -> Optional[str]:
        episodes = self.told.diagnosis.log.episodes
        return episodes[episode].stage or None if 0 <= episode < len(episodes) else None

    def _marks(self, rule: str) -> Values:
        """What makes the same failure known again in another log."""
        code = self.told.diagnosis.fingerprint
        return {"fingerprints": {"sovitsDoctor/v1": f"{rule}/{code}"}, "partialFingerprints": {"sovitsDoctorFailure/v1": code}} if code else {}


def uri_of(name: str) -> str:
    """The address of a file by its name: absolute where its path is, else relative; `stdin` for standard input."""
    if name in ("", "-"):
        return "stdin"
    path = name.replace("\\", "/")
    if path.startswith(LONG_PATH):  # Windows, where a path is longer than 260 characters
        path = path[len(LONG_PATH) :]
        path = "/" + path[3:] if path.startswith("UNC/") else path
    if _DRIVE.match(path):
        return f"file:///{path[0]}:{quote(path[2:], errors='replace')}"
    if path.startswith("//"):
        return "file:" + quote(path, errors="replace")
    return ("file://" if path.startswith("/") else "") + quote(path, safe="/!", errors="replace")


def spelled(text: str) -> str:
    """A text in which SARIF finds no placeholder (`{0}`) and no link (`[words](address)`)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _decisive(cause: Finding) -> Evidence:
    """Where the cause stands: its line of the log; without one, the file that a check has read."""
    here = [one for one in cause.evidence if one.line == cause.line and not one.file]
    plain = [one for one in here if not one.fact]
    if cause.line:
        return (plain or here or [Evidence(cause.line, "")])[0]
    return ([one for one in cause.evidence if one.file] or [Evidence(0, "")])[0]


def _region(line: int, text: str) -> Values:
    if line <= 0:
        return {}
    return {"region": {"startLine": line, **({"snippet": {"text": one_line(text)}} if text.strip() else {})}}


def _stacks(raised: Optional[Raised]) -> Values:
    """The frames of a traceback, the innermost first as SARIF has them."""
    if raised is None or not raised.frames:
        return {}
    frames = []
    for frame in reversed(raised.frames[-FRAMES:]):
        location: Values = {"physicalLocation": {"artifactLocation": {"uri": uri_of(one_line(frame.file) or "-")}, **_region(frame.line, frame.source)}}
        if frame.function:
            location["logicalLocations"] = [{"name": one_line(frame.function, 80), "kind": "function"}]
        frames.append({"location": location})
    return {"stacks": [{"message": {"text": spelled(_words(raised))}, "frames": frames}]}


def _words(raised: Raised) -> str:
    return one_line(f"{raised.type}: {raised.message}".strip(": "))


def _remedy(one: Remedy, title: str) -> Values:
    return {"id": one.id, "title": title, "effort": one.effort, "risk": one.risk, "edit": dict(one.edit) if one.edit else None}


def _sentence(text: str, lang: str) -> str:
    return text + ("。" if lang == ZH else ". ")
