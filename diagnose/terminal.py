"""The report on a terminal, with rich; plain text when it goes into a pipe or a file.

Log text enters as rich Text objects, never as markup.
"""

from __future__ import annotations

from typing import Iterable, List, Optional

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text as Styled

from diagnose import document as doc
from diagnose.article import ArticleError, fill_for
from diagnose.console import laid_out
from diagnose.library import Library
from diagnose.messages import EN, say
from diagnose.model import Diagnosis, Evidence, Finding, Symptom
from diagnose.options import Options
from diagnose.printable import clean_document, one_line, printable
from diagnose.reasons import confirmation, proof_of, reason_in, sureness
from diagnose.styled import lay_out_section

WIDE = 200
"""Columns at most."""
MANY = 6
"""Rows of a kind that are shown."""
COLORS = {"diagnosed": "red", "unrecognised": "yellow", "healthy": "green"}


def render(diagnosis: Diagnosis, library: Library, name: str, lang: str, options: Options, color: bool) -> str:
    """The report as text, with escape sequences only when `color`."""
    return laid_out(_Report(diagnosis, library, lang, options).parts(name), color, WIDE)


class _Report:
    def __init__(self, diagnosis: Diagnosis, library: Library, lang: str, options: Options) -> None:
        self._diagnosis = diagnosis
        self._library = library
        self._lang = lang
        self._options = options

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

    def parts(self, name: str) -> Iterable[RenderableType]:
        diagnosis = self._diagnosis
        first = diagnosis.causes[0] if diagnosis.status == "diagnosed" else None
        yield self._headline(name, first)
        if diagnosis.status == "healthy":
            return
        yield from self._runs()
        if first is None:
            yield from self._unrecognised()
            return
        yield from self._lines("evidence", first.evidence)
        explained = [s for s in diagnosis.symptoms if s.explained_by == first.rule]
        if explained:
            yield from self._symptoms("follows", explained)
        if self._options.verbose:
            yield from self._words("why", first.why)
            yield from self._words("against", first.against)
        else:
            yield from self._words("check.proof", proof_of(first, self._lang))
        yield from self._article(first)
        yield from self._others(diagnosis.causes[1:])
        yield from self._lines("unexplained", diagnosis.unexplained[:MANY])

    def _headline(self, name: str, first: Optional[Finding]) -> RenderableType:
        diagnosis = self._diagnosis
        status = diagnosis.status
        color = COLORS[status]
        lines: List[Styled] = []
        if first is not None:
            rule = self._library.rules[first.rule]
            lines.append(Styled(rule.title[self._lang], style=f"bold {color}"))
            sure = self._say(sureness(first.confidence))
            told = [first.rule, f"{sure} ({first.confidence:.0%})"]
            if first.confirmed in ("yes", "no"):
                told.append(confirmation(first, self._lang))
            lines.append(Styled(" · ".join(told), style="dim"))
        elif status == "healthy":
            lines.append(Styled(self._say("no-failure", lines=diagnosis.log.lines)))
        else:
            lines.append(Styled(self._say("ask" if diagnosis.root and diagnosis.root.type else "cut")))
        run = diagnosis.log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
        if run is not None and run.stage:
            lines.append(Styled(self._say("stage", name=self._say("stage-" + run.stage)), style="dim"))
        title = f" {self._say('verdict-' + status)} · {'stdin' if name == '-' else one_line(name, 200)} "
        return Panel(Group(*lines), title=Styled(title, style=color), title_align="left", border_style=color, box=box.ROUNDED)

    def _title(self, key: str) -> Styled:
        return Styled(self._say(key), style="bold")

    def _runs(self) -> Iterable[RenderableType]:
        """A log of several runs: which ones failed."""
        episodes = [(e, index in self._diagnosis.failed) for index, e in enumerate(self._diagnosis.log.episodes)]
        episodes = [(e, failed) for e, failed in episodes if e.command or failed]
        if len(episodes) < 2:
            return
        yield self._title_text(self._say("runs", count=len(episodes)))
        grid = Grid.grid(padding=(0, 2, 0, 0))
        for episode, failed in episodes[:20]:
            stage = self._say("stage-" + episode.stage) if episode.stage else one_line(episode.command or "?", 60)
            grid.add_row(
                Styled(f"{episode.start}-{episode.end}", style="cyan", justify="right"),
                Styled(stage),
                Styled(self._say("run-failed" if failed else "run-ok"), style="red" if failed else "green"),
            )
        yield Padding(grid, (0, 0, 1, 2))

    @staticmethod
    def _title_text(text: str) -> Styled:
        return Styled(text, style="bold")

    def _lines(self, key: str, evidence: Iterable[Evidence]) -> Iterable[RenderableType]:
        rows = list(evidence)
        if not rows:
            return
        yield self._title(key)
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right", style="cyan", no_wrap=True)
        grid.add_column(overflow="fold")
        for one in rows:
            text = Styled(printable(one.text), style="bold" if one is rows[0] and key == "evidence" else "")
            if one.fact:
                text.append(f"   ← {one_line(one.fact)}", style="magenta")
            grid.add_row("│" if one.file or not one.line else f"{one.line} │", self._of_file(one, text) if one.file or one.said else text)
        yield Padding(grid, (0, 0, 1, 2))

    def _of_file(self, one: Evidence, text: Styled) -> Styled:
        """A line of a file with its place, and what a check says of it."""
        said = one_line(one.said.get(self._lang, ""))
        found = Styled(one_line(f"{one.file}:{one.line}" if one.line else one.file), style="cyan")
        if one.text != one.said.get(EN):  # of a whole file there is no line to show
            found.append("  ").append_text(text)
        return found.append(f"{chr(10) if found.plain else ''}{said}", style="bold") if said else found

    def _symptoms(self, key: str, symptoms: Iterable[Symptom]) -> Iterable[RenderableType]:
        yield self._title(key)
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right", style="cyan", no_wrap=True)
        grid.add_column(overflow="fold", style="dim")
        for one in symptoms:
            text = Styled(self._library.rules[one.rule].title[self._lang])
            if one.text:
                text.append(f"\n{printable(one.text)}", style="italic")
            grid.add_row(f"{one.line} │", text)
        yield Padding(grid, (0, 0, 1, 2))

    def _words(self, key: str, words: Iterable[str]) -> Iterable[RenderableType]:
        rows = list(words)
        if rows:
            yield self._title(key)
            yield Padding(Group(*(Styled(f"- {reason_in(word, self._lang)}") for word in rows)), (0, 0, 1, 2))

    def _article(self, finding: Finding) -> Iterable[RenderableType]:
        """The whole article, or its solutions."""
        rule = self._library.rules[finding.rule]
        try:
            article = clean_document(fill_for(self._diagnosis, finding, rule, self._lang))
        except ArticleError as error:
            yield Styled(printable(str(error)), style="red")
            return
        if self._options.article:
            for section in article.sections:
                yield from self._section(section, finding)
            return
        shown = False
        for remedy in finding.remedies:
            solution = article.solution(remedy.id)
            if solution is not None:
                if not shown:
                    yield self._title("remedies")
                shown = True
                yield from self._section(solution, finding)
        yield Styled(self._say("more"), style="dim")
        yield Styled("")

    def _section(self, section: doc.Section, finding: Finding) -> Iterable[RenderableType]:
        evidence = list(self._lines("evidence", finding.evidence))[1:]
        return lay_out_section(section, finding.remedies, self._lang, evidence)

    def _others(self, causes: Iterable[Finding]) -> Iterable[RenderableType]:
        rows = [cause for cause in causes if cause.confidence >= (0.0 if self._options.verbose else 0.5)][:MANY]
        if not rows:
            return
        yield self._title("others")
        lines = []
        for cause in rows:
            text = Styled(self._library.rules[cause.rule].title[self._lang])
            text.append(f"   {cause.rule} · {cause.confidence:.0%} · {self._say('line', line=cause.line)}", style="dim")
            lines.append(text)
        yield Padding(Group(*lines), (0, 0, 1, 2))

    def _unrecognised(self) -> Iterable[RenderableType]:
        diagnosis, root = self._diagnosis, self._diagnosis.root
        if root is not None and root.type:
            yield self._title("root")
            text = Styled(printable(f"{root.type}: {root.message}".strip(": "), 4000), style="bold")
            place = self._say("line", line=root.line)
            if root.frames:
                last = root.frames[-1]
                place += " · " + one_line(f"{last.file}:{last.line} {last.function}")
            kind = [Styled(self._say(f"kind-{diagnosis.kind}"))] if diagnosis.kind else []
            yield Padding(Group(text, Styled(place, style="cyan"), *kind), (0, 0, 1, 2))
        if diagnosis.symptoms:
            yield from self._symptoms("symptoms", diagnosis.symptoms)
        yield from self._lines("unexplained", [one for one in diagnosis.unexplained if root is None or one.line != root.line][:MANY])
        rows = []
        for cause in diagnosis.causes[:3]:
            rows.append(Styled(f"{self._library.rules[cause.rule].title[self._lang]}   {cause.rule} · {cause.confidence:.0%}"))
            rows += [Styled(f"  - {reason_in(reason, self._lang)}", style="dim") for reason in cause.against]
        for near in diagnosis.nearest:
            if near.rule not in [cause.rule for cause in diagnosis.causes]:
                rows.append(Styled(f"{self._library.rules[near.rule].title[self._lang]}   {near.rule} · {self._say('near')}"))
                rows.append(Styled(f"  - {self._say('near-' + near.reason)}", style="dim"))
        if rows:
            yield self._title("others")
            yield Padding(Group(*rows), (0, 0, 1, 2))
        yield Styled(self._say("fingerprint", code=diagnosis.fingerprint), style="dim")
