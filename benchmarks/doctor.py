"""One diagnosis in a process of its own, with as many rules as asked for: what the rows of the table start."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterable, Sequence

import diagnose
from benchmarks.logs import words
from diagnose.anchors import compile_anchors
from diagnose.compiled import read_pieces
from diagnose.finder import TextFinder
from diagnose.library import Library, all_parts, line_patterns, load_library, packaged_rules
from diagnose.rule import Parts, Pattern, Rule, Sign, texts_of


def rules_of(count: int) -> Sequence[Rule]:
    """So many rules: the real ones, then generated ones that look for a line or for the message of an exception."""
    real = list(load_library().rules.values())
    made = []
    for number, text in enumerate(words(max(0, count - len(real)))):
        wanted = Pattern.of(text, frozenset([text]))
        parts = Parts(line=wanted) if number % 2 else Parts(exception=("RuntimeError",), message=wanted)
        made.append(Rule(id=f"host.generated-{number}", role="cause", revision=1, title={"zh": text, "en": text}, scope="python", signs=(Sign("strong", parts),)))
    return [*real, *made][:count]


def library_of(count: int) -> Library:
    """A library of so many rules, which only search and match; the edges between rules that it lacks are never followed."""
    rules = {rule.id: rule for rule in rules_of(count)}
    lines = sorted({literal for rule in rules.values() for pattern in line_patterns(rule) for literal in pattern.literals or ()})
    patterns = [pattern for rule in rules.values() for parts in all_parts(rule) for pattern in texts_of(parts)]
    every = {literal for pattern in patterns for literal in pattern.literals or ()}
    anchors = compile_anchors(lines, patterns, lambda found: read_pieces(found, packaged_rules()))
    return Library(rules, anchors, TextFinder(lines), TextFinder(every))


def literals(count: int) -> Iterable[str]:
    """The literals of so many rules, for a peer that searches for them all."""
    return sorted({literal for rule in rules_of(count) for parts in all_parts(rule) for pattern in texts_of(parts) for literal in pattern.literals or ()})


def main(log: str, count: int) -> None:
    """Diagnose a log, or standard input (`-`), and print the verdict's first cause."""
    source = sys.stdin.buffer if log == "-" else Path(log).open("rb", buffering=0)
    found = diagnose.diagnose(source, library_of(count))  # type: ignore[arg-type]
    print(found.status, found.log.lines, *[cause.rule for cause in found.causes[:1]])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
