"""Versions of packages and what may be asked of them (PEP 440 and 508, as far as installed packages use them)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Mapping, Optional, Tuple

from diagnose.environment.reading import normal

_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d{1,9})!)?(?P<release>\d{1,18}(?:\.\d{1,18})*)[-_.]?(?:(?P<pre>a|alpha|b|beta|c|rc|pre|preview)[-_.]?(?P<pre_n>\d{0,9}))?"
    r"(?:-(?P<post_n1>\d{1,9})|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_n2>\d{0,9}))?(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>\d{0,9}))?(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.IGNORECASE,
)
_PRE = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_SPECIFIER = re.compile(r"(===|==|!=|<=|>=|~=|<|>)\s*([^\s,;()]+)")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[([\w\s.,-]*)\])?\s*(?:\(([^()]*)\)|([^;@]*))?(?:@[^;]*)?(?:;(.*))?$")
_FAR = 1 << 40

Key = Tuple[int, Tuple[int, ...], Tuple[int, int], int, int]


def version_key(version: str) -> Optional[Key]:
    """What versions are ordered by, local part aside; None for what is no version."""
    match = _VERSION.fullmatch(version.strip())
    if not match:
        return None
    release = [int(part) for part in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    has_post = match["post"] or match["post_n1"]
    post = int(match["post_n1"] or match["post_n2"] or 0) if has_post else -1
    dev = int(match["dev_n"] or 0) if match["dev"] else _FAR
    pre = (_PRE[match["pre"].lower()], int(match["pre_n"] or 0)) if match["pre"] else (-1, 0) if match["dev"] and not has_post else (_FAR, 0)
    return int(match["epoch"] or 0), tuple(release), pre, post, dev


def local_part(version: str) -> str:
    """`cu128` of `2.7.1+cu128`."""
    return version.partition("+")[2].lower()


def release_of(version: str, parts: int = 2) -> Tuple[int, ...]:
    """The first numbers of a version: (2, 7) of `2.7.1+cu128`; filled up with 0; empty for what is no version."""
    key = version_key(version)
    return (*key[1], 0, 0, 0)[:parts] if key else ()


def fits(version: str, specifiers: str) -> Optional[bool]:
    """Whether a version is what specifiers such as `>=2,<3` ask for; None when one of the two cannot be read."""
    have = version_key(version)
    asked = _SPECIFIER.findall(specifiers)
    if have is None or _SPECIFIER.sub("", specifiers).strip(" ,()"):
        return None
    answers = [_fits(version, have, operator, text) for operator, text in asked]
    return None if None in answers else all(answers)


def _fits(version: str, have: Key, operator: str, text: str) -> Optional[bool]:
    if operator == "===":
        return version.strip().lower() == text.lower()
    if text.endswith(".*"):
        start = version_key(text[:-2])
        if start is None or operator not in ("==", "!="):
            return None
        same = have[0] == start[0] and _same(have[1], text[:-2])
        return same if operator == "==" else not same
    want = version_key(text)
    if want is None:
        return None
    if operator in ("==", "!="):
        same = have == want and (not local_part(text) or local_part(text) == local_part(version))
        return same if operator == "==" else not same
    if operator == "~=":
        match = _VERSION.fullmatch(text)
        start_text = match["release"].rpartition(".")[0] if match else ""
        return have >= want and have[0] == want[0] and bool(start_text) and _same(have[1], start_text)
    if operator == ">=":
        return have >= want
    if operator == "<=":
        return have <= want
    if operator == "<":  # 2.0rc1 is not below 2.0 for this purpose
        return have < want and not (have[:2] == want[:2] and _early(have) and not _early(want) and want[3] < 0)
    return have > want and not (have[:2] == want[:2] and have[3] >= 0 > want[3] and not _early(want))


def _same(release: Tuple[int, ...], start: str) -> bool:
    """A release begins with the numbers of a text."""
    wanted = tuple(int(part) for part in start.rpartition("!")[2].lstrip("vV").split("."))
    return (*release, *[0] * len(wanted))[: len(wanted)] == wanted


def _early(key: Key) -> bool:
    return key[2][0] < _FAR or key[4] < _FAR


@dataclass(frozen=True)
class Requirement:
    """A package that another one, or the program, asks for."""

    name: str
    """Normalised."""
    specifiers: str
    """`>=2,<3`; empty for any version."""
    marker: str = ""
    """The condition after the semicolon."""

    def applies(self, environment: Mapping[str, str]) -> Optional[bool]:
        """Whether its condition holds; None when it cannot be read."""
        return _Marker(self.marker, environment).value() if self.marker else True


def read_requirement(text: str) -> Optional[Requirement]:
    """A requirement as metadata and requirements.txt write it; None for what is none."""
    match = _REQUIREMENT.match(text.strip())
    if not match:
        return None
    specifiers = (match[3] or match[4] or "").strip()
    return Requirement(normal(match[1]), specifiers, (match[5] or "").strip())


def read_requirements(text: str) -> List[Requirement]:
    """The requirements of a requirements.txt; options, comments and URLs left out."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        bare = re.sub(r"(?:^|\s)#.*", "", line).strip()
        requirement = read_requirement(bare) if bare and not bare.startswith("-") and "://" not in bare else None
        if requirement:
            found.append(requirement)
    return found


class _Marker:
    """A condition such as `sys_platform != "win32" and python_version < "3.10"`, read by descent."""

    def __init__(self, text: str, environment: Mapping[str, str]) -> None:
        self.words = re.findall(r"\(|\)|\"[^\"]*\"|'[^']*'|===|==|!=|<=|>=|~=|<|>|[\w.]+|\S", text)[:200]
        self.environment = environment
        self.place = 0

    def value(self) -> Optional[bool]:
        try:
            found = self._either()
        except (IndexError, KeyError, ValueError, RecursionError):
            return None
        return found if self.place == len(self.words) else None

    def _next(self) -> str:
        self.place += 1
        return str(self.words[self.place - 1])

    def _is(self, word: str) -> bool:
        if self.place < len(self.words) and self.words[self.place] == word:
            self.place += 1
            return True
        return False

    def _either(self) -> bool:
        found = self._both()
        while self._is("or"):
            found = self._both() or found
        return found

    def _both(self) -> bool:
        found = self._one()
        while self._is("and"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        if self._is("("):
            found = self._either()
            if not self._is(")"):
                raise ValueError
            return found
        left, operator, right = self._term(), self._next(), ""
        if operator == "not":
            operator += " " + self._next()
        right = self._term()
        if operator in ("in", "not in"):
            return (left in right) == (operator == "in")
        compared = fits(left, operator + right)
        if compared is None:
            if operator not in ("==", "!="):
                raise ValueError
            return (left == right) == (operator == "==")
        return compared

    def _term(self) -> str:
        word = self._next()
        return word[1:-1] if word[0] in "\"'" else self.environment[word]
