"""The library: all rules of a tree of folders, their edges, and the literals they look for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Collection, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from diagnose.anchors import Anchors, compile_anchors
from diagnose.candidates import Candidates
from diagnose.compiled import read_compiled, read_pieces
from diagnose.finder import TextFinder
from diagnose.index import Index
from diagnose.literals import repeated_group
from diagnose.rule import AREAS, Condition, Parts, Pattern, Rule, RuleError, texts_of
from diagnose.shelf import Contents, Shelf, fill_shelf


@dataclass(frozen=True)
class Library:
    rules: Mapping[str, Rule]
    """Id to rule, sorted by id."""
    anchors: Anchors
    """What the bytes of a log are searched for."""
    notable: TextFinder
    """Finds the lines that some rule may look for."""
    literals: TextFinder
    """Literals of all patterns of all rules."""

    @cached_property
    def index(self) -> Index:
        """Which signs a log can hold at all."""
        return self.rules.contents.index if isinstance(self.rules, Shelf) else Index(self.rules.values())

    @cached_property
    def candidates(self) -> Candidates:
        """Which signs an event can hold."""
        return Candidates(self.rules, self.index, self.literals)

    @cached_property
    def _refined(self) -> Dict[str, FrozenSet[str]]:
        return {}

    def refined_by(self, rule_id: str) -> FrozenSet[str]:
        """Ids of all rules that this one beats, directly or through others."""
        if rule_id not in self._refined:
            found: Set[str] = set()
            waiting = list(self.rules[rule_id].refines)
            while waiting:
                one = waiting.pop()
                if one not in found and one in self.rules:
                    found.add(one)
                    waiting += self.rules[one].refines
            self._refined[rule_id] = frozenset(found)
        return self._refined[rule_id]


def packaged_rules() -> Any:
    """The folder of the rules that come with the tool: inside the installed package, else in the checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "rules", here.parent / "rules"):
        if folder.is_dir():
            return folder
    from importlib import resources  # inside an archive

    return resources.files("diagnose").joinpath("rules")


def load_library(own: Sequence[Path] = (), packaged: bool = True) -> Library:
    """All rules; those of `own` folders are added, and replace packaged ones of the same id.

    Raises RuleError (path:line:column) for a rule that cannot be read and for edges that lead nowhere or in a circle.
    """
    tops = [*([packaged_rules()] if packaged else []), *own]
    for top in tops:
        if not top.is_dir():
            raise RuleError(f"{top}: there is no such folder of rules")
    return library_on(read_compiled(tops, partial(compile_rules, tops)))


def library_on(shelf: Shelf) -> Library:
    """The library whose rules stand on a shelf."""
    known = shelf.contents
    anchors = Anchors(known.anchors, known.numbers, partial(read_pieces, shipped=packaged_rules()))
    return Library(shelf, anchors, TextFinder(known.lines), TextFinder(known.literals))


def compile_rules(tops: Sequence[Any]) -> bytes:
    """All rules of some folders as a shelf; those of later folders replace those of earlier ones."""
    placed = {rule.id: (place, rule) for place, top in enumerate(tops) for rule in _rules_of(top, alone=len(tops) == 1)}
    rules = {rule_id: placed[rule_id][1] for rule_id in sorted(placed)}
    _check_edges(rules)
    return fill_shelf(contents_of(rules.values()), placed)


def contents_of(rules: Collection[Rule]) -> Contents:
    """What is to be known of some rules without reading them."""
    lines = sorted({literal for rule in rules for pattern in line_patterns(rule) for literal in pattern.literals or ()})
    patterns = [pattern for rule in rules for parts in all_parts(rule) for pattern in texts_of(parts)]
    every = sorted({literal for pattern in patterns for literal in pattern.literals or ()})
    anchors = compile_anchors(lines, patterns)
    return Contents(Index(rules), tuple(lines), tuple(every), tuple(anchors.words), anchors.numbers)


def _rules_of(top: Any, alone: bool) -> Iterable[Rule]:
    """The rules of a folder; beside own ones the packaged ones are not compiled again."""
    return _read_folder(top) if alone or top != packaged_rules() else load_library().rules.values()


def _read_folder(top: Any) -> Iterator[Rule]:
    from diagnose.grammar import read_rule
    from diagnose.tree import read_tree

    for area in sorted(top.iterdir(), key=lambda one: str(one.name)):
        if area.name not in AREAS or not area.is_dir():
            continue
        for folder in sorted(area.iterdir(), key=lambda one: str(one.name)):
            file = folder.joinpath("rule.yaml")
            if not file.is_file():
                continue
            try:
                text = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise RuleError(f"{file}:1:1: the file cannot be read: {error}") from None
            rule = read_rule(read_tree(text, str(file)), f"{area.name}.{folder.name}", folder)
            _check_patterns(rule)
            yield rule


def _check_patterns(rule: Rule) -> None:
    for pattern in line_patterns(rule):
        twice = repeated_group(str(pattern))
        if pattern.literals is None or twice:
            why = f"the group name {twice!r} stands twice in" if twice else "no literal of four characters is in every match of"
            raise RuleError(f"{_file(rule)}:1:1: {why} the line pattern {str(pattern)!r}")


def _check_edges(rules: Mapping[str, Rule]) -> None:
    areas = {rule_id.partition(".")[0] for rule_id in rules}
    for rule in rules.values():
        for other in rule.refines:
            if other not in rules:
                raise RuleError(f"{_file(rule)}:1:1: refines {other!r}, which is no rule")
        for other in rule.follows:
            if other not in rules and other not in areas:
                raise RuleError(f"{_file(rule)}:1:1: follows {other!r}, which is neither a rule nor an area")
        circle = _circle(rule.id, rules, [])
        if circle:
            raise RuleError(f"{_file(rule)}:1:1: refines in a circle: {' > '.join(circle)}")


def _file(rule: Rule) -> str:
    return str(rule.folder.joinpath("rule.yaml")) if rule.folder is not None else rule.id


def _circle(rule_id: str, rules: Mapping[str, Rule], path: List[str]) -> Optional[List[str]]:
    if rule_id in path:
        return [*path[path.index(rule_id) :], rule_id]
    for other in rules[rule_id].refines:
        found = _circle(other, rules, [*path, rule_id]) if other in rules else None
        if found:
            return found
    return None


def line_patterns(rule: Rule) -> Iterator[Pattern]:
    """Patterns that a rule looks for in lines, anywhere in its conditions."""
    for parts in all_parts(rule):
        if parts.line:
            yield parts.line


def all_parts(rule: Rule) -> Iterator[Parts]:
    """Every set of parts in a rule: of its signs and of all conditions."""
    conditions: Tuple[Condition, ...] = rule.unless
    for sign in rule.signs:
        yield sign.parts
        conditions += sign.also
    for condition in conditions:
        yield condition.parts
