"""Our words among a program's: on a fresh line, plain, and never inside of what the program writes."""

from __future__ import annotations

import os
from typing import List, Tuple

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.live.voice import PATIENCE, Voice, fresh_line, torn


def shown(*parts: bytes) -> List[str]:
    screen = pyte.Screen(60, 12)
    stream = pyte.ByteStream(screen)
    for part in parts:
        stream.feed(part)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize(
    "before",
    [b"", b"words\r\n", b"words", b"\r 15%|##  | 3/20", b"\x1b[1;31mred", b"words\x1b[1;3", b"words\x1b]0;a title", b"words\x1b", b"\xe8\xae\xad\xe7\xbb", b"words\r\n\x1b[0m"],
)
def test_our_words_stand_alone_on_their_line(before: bytes) -> None:
    assert "verdict" in shown(before, fresh_line(before[-64:]) + b"verdict\r\n", b"m more")


def test_a_line_that_is_fresh_is_used() -> None:
    assert shown(b"words\r\n", fresh_line(b"words\r\n") + b"verdict")[:2] == ["words", "verdict"]
    assert shown(b"words\r\n\x1b[0m", fresh_line(b"words\r\n\x1b[0m") + b"verdict")[:2] == ["words", "verdict"]


@given(st.text(alphabet="训练a\n\x1b[3;1m]0\x07", max_size=30).map(lambda text: text.encode("utf-8")), st.integers(0, 40))
def test_nothing_is_torn_that_is_whole(text: bytes, cut: int) -> None:
    part = text[:cut]
    if not torn(part):
        part.decode("utf-8")
    assert not torn(b"plain words\r\n")
    assert torn("训".encode()[:2])
    assert torn(b"\x1b[38;5")


def pipe_voice() -> Tuple[Voice, int]:
    reading, writing = os.pipe()
    return Voice(writing), reading


def test_it_waits_for_a_moment_of_silence_but_not_for_ever() -> None:
    voice, reading = pipe_voice()
    assert not voice.may_speak(0.0, True)
    voice.add("a verdict\n", 0.0)
    assert not voice.may_speak(0.1, False)
    assert voice.may_speak(0.1, True)
    voice.heard(b"\x1b[3")
    assert not voice.may_speak(0.1, True)
    assert voice.may_speak(PATIENCE, False)
    voice.speak(raw=False)
    assert os.read(reading, 100) == b"\na verdict\n"
    assert not voice.waiting


def test_a_program_with_a_screen_of_its_own_is_not_disturbed() -> None:
    voice, _ = pipe_voice()
    voice.terminal = True
    voice.add("a verdict\n", 0.0)
    voice.heard(b"\x1b[?10")
    voice.heard(b"49h full screen")
    assert not voice.may_speak(100.0, True)
    voice.heard(b"bye \x1b[?1049l")
    assert voice.may_speak(100.0, True)


def test_a_reader_that_is_gone_is_no_error() -> None:
    voice, reading = pipe_voice()
    os.close(reading)
    voice.add("a verdict\n", 0.0)
    voice.speak(raw=True)
