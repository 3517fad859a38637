"""One diagnosis in a process of its own, with as many rules as asked for: what the rows of the table start."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterable, Sequence

import diagnose
from diagnose.library import all_parts, contents_of, library_on, load_library, packaged_rules
from diagnose.rule import Parts, Pattern, Rule, Sign, texts_of
from diagnose.shelf import fill_shelf, open_shelf


def rules_of(count: int) -> Sequence[Rule]:
    """So many rules: the real ones, then generated ones that look for a line or for the message of an exception."""
    from benchmarks.logs import words  # not where something is measured

    real = list(load_library().rules.values())
    made = []
    for number, text in enumerate(words(max(0, count - len(real)))):
        wanted = Pattern.of(text, frozenset([text]))
        parts = Parts(line=wanted) if number % 2 else Parts(exception=("RuntimeError",), message=wanted)
        made.append(Rule(id=f"host.generated-{number}", role="cause", revision=1, title={"zh": text, "en": text}, scope="python", signs=(Sign("strong", parts),)))
    return [*real, *made][:count]


def compile_library(count: int, file: Path) -> Path:
    """So many rules, compiled as the wheel carries them; the edges between rules that are missing are never followed."""
    rules = rules_of(count)
    part = file.with_suffix(".part")
    part.write_bytes(fill_shelf(contents_of(rules), {rule.id: (0, rule) for rule in rules}))
    part.replace(file)
    return file


def literals(count: int) -> Iterable[str]:
    """The literals of so many rules, for a peer that searches for them all."""
    return sorted({literal for rule in rules_of(count) for parts in all_parts(rule) for pattern in texts_of(parts) for literal in pattern.literals or ()})


def main(log: str, compiled: str) -> None:
    """Diagnose a log, or standard input (`-`), with compiled rules, and print the verdict's first cause."""
    shelf = open_shelf(Path(compiled).read_bytes(), [packaged_rules()])
    assert shelf is not None, f"{compiled} is of another version: delete it"
    source = sys.stdin.buffer if log == "-" else Path(log).open("rb", buffering=0)
    found = diagnose.diagnose(source, library_on(shelf))  # type: ignore[arg-type]
    print(found.status, found.log.lines, *[cause.rule for cause in found.causes[:1]])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
