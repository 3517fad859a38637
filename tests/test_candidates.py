"""What is remembered of events alike never keeps a rule from an event that it fits."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Iterator, List

import pytest

from diagnose import diagnose
from diagnose.events import Event, events_of
from diagnose.events import test_event as holds
from diagnose.known import Known
from diagnose.library import load_library
from diagnose.literals import reads_digits

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_logs").glob("*/*/*.log"))
LIBRARY = load_library()
SIGNS = [(rule.id, number, sign) for rule in LIBRARY.rules.values() for number, sign in enumerate(rule.signs) if not sign.parts.fact and not sign.parts.exit]
NOTHING = Known({}, ())


def events_in(path: Path) -> Iterator[Event]:
    for index, episode in enumerate(diagnose(path.read_bytes(), LIBRARY).log.episodes):
        yield from (event for event in events_of(index, episode) if event.kind != "exit")


def with_other_digits(event: Event, dice: random.Random) -> Event:
    def other(text: str) -> str:
        return re.sub(r"\d", lambda _: dice.choice("0123456789"), text)

    if event.raised is None:
        return event._replace(text=other(event.text))
    return event._replace(raised=event.raised._replace(message=other(event.raised.message)))


@pytest.mark.parametrize("part", range(4))
def test_every_sign_that_holds_is_a_candidate_whatever_the_digits_are(part: int) -> None:
    dice = random.Random(part)
    for path in dice.sample(SAMPLES, 12):
        for event in dice.sample(known := list(events_in(path)), min(12, len(known))):
            for one in (event, with_other_digits(event, dice)):
                held = LIBRARY.candidates.of(one)
                text = one.text if one.raised is None else one.raised.message
                said = LIBRARY.literals.present(text)
                assert held.said <= said <= held.said | held.unsure
                found = {(rule_id, number): holds(sign.parts, one, NOTHING) for rule_id, number, sign in SIGNS}
                assert {place: held.test(LIBRARY.rules[place[0]].signs[place[1]].parts, one, NOTHING) for place in found} == found
                holding = {(rule_id, number) for rule_id, number, sign in SIGNS if (one.raised is None) == bool(sign.parts.line) and holds(sign.parts, one, NOTHING)}
                assert holding <= set(held.signs), one


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"batch_size \d+ of \w{1,9}", False),
        (r"[0-9a-f]{4}|[^\x00-\x7f]", False),
        (r"code 137", True),
        (r"98(?:80|7[1-4])", True),
        (r"port [1-9]\d*", True),
        (r"(\d+) and \1", True),
        (r"(?P<one>\d+) and (?P=one)", True),
        (r"(?P<size>\d+) MiB|(?P<size>\d+) GiB", False),
        (r"\p{Han}+ \d", True),
    ],
)
def test_which_patterns_look_at_the_digits_themselves(pattern: str, expected: bool) -> None:
    assert reads_digits(pattern) is expected


def test_a_message_with_another_number_is_no_other_rules_business() -> None:
    """The same shape, of which only one number is known to a rule: in either order."""
    logs: List[bytes] = [b'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nOSError: [WinError %d] told\n' % code for code in (1455, 1456, 1455)]
    causes = [[finding.rule for finding in diagnose(log, LIBRARY).causes] for log in logs]
    assert causes[0] == causes[2] != causes[1]
    assert "host.pagefile-too-small" in causes[0]
