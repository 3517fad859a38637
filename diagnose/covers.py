"""Few short pieces that together stand in every literal: what gigabytes are searched for first.

A search for many literals at the speed of memory needs few of them (`PASS`); whether a literal really stands where a piece was
found is looked up afterwards, in the bytes around it alone.
"""

from __future__ import annotations

import heapq
from collections import Counter
from typing import Dict, FrozenSet, Iterator, List, Sequence, Set, Tuple

PASS = 64
"""Pieces searched for at once: above it the fast search of `ahocorasick_rs` (Teddy) switches itself off."""
SHORTEST, LONGEST = 4, 7
"""Bytes of a piece: shorter ones are found too often, longer ones stand in too few literals."""
COMMON = 2000
"""A piece that stands this often in a megabyte of noise is of no use."""
DEAR = 0.01
"""Literals that a piece must hold more, for each time it stands in a megabyte of noise."""
BEGINNING, DEAR_BEGINNING = 3, 0.0005
"""The same for its first bytes, which are what the fast search looks at before anything else."""


def cover(words: Sequence[bytes], noise: bytes) -> Tuple[bytes, ...]:
    """Pieces of which at least one stands in each word, chosen greedily: those in many words and seldom in `noise`.

    Words shorter than a piece, and words of which every piece is common, stand for themselves.
    """
    holders: Dict[bytes, Set[int]] = {}
    for index, word in enumerate(words):
        for piece in set(_pieces(word)):
            holders.setdefault(piece, set()).add(index)
    often = _frequencies(noise)
    price = {piece: 1 + DEAR * often.get(piece, 0) + DEAR_BEGINNING * often.get(piece[:BEGINNING], 0) for piece in holders if often.get(piece, 0) < COMMON}
    left = set(range(len(words)))
    # The gain of a piece only ever shrinks: the best of the heap, with its gain brought up to date, is the best of all.
    heap = [(-len(holders[piece]) / price[piece], piece) for piece in price]
    heapq.heapify(heap)
    chosen: List[bytes] = []
    while heap and left:
        gain, piece = heapq.heappop(heap)
        fresh = -len(holders[piece] & left) / price[piece]
        if fresh > gain:
            if fresh:
                heapq.heappush(heap, (fresh, piece))
            continue
        chosen.append(piece)
        left -= holders[piece]
    return tuple(chosen) + tuple(sorted({words[index] for index in left}))


def passes(pieces: Sequence[bytes]) -> List[Tuple[bytes, ...]]:
    """The pieces in as few groups of at most `PASS` as hold them all."""
    count = -(-len(pieces) // PASS)
    return [tuple(pieces[start::count]) for start in range(count)]


def alone(words: Sequence[bytes], pieces: Sequence[bytes]) -> FrozenSet[bytes]:
    """Words for which a piece was taken that serves no other word: what a pass of the search is spent on."""
    serving: Dict[bytes, List[bytes]] = {}
    for word in words:
        for piece in pieces:
            if piece in word:
                serving.setdefault(piece, []).append(word)
                break
    return frozenset(found[0] for found in serving.values() if len(found) == 1)


def _pieces(word: bytes) -> Iterator[bytes]:
    for size in range(SHORTEST, min(LONGEST, len(word)) + 1):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _frequencies(noise: bytes) -> Dict[bytes, float]:
    """How often every piece of the noise, and every beginning of one, stands in a megabyte of it."""
    sizes = (BEGINNING, *range(SHORTEST, LONGEST + 1))
    seen = Counter(noise[start : start + size] for size in sizes for start in range(len(noise) - size + 1))
    return {piece: count * 1e6 / len(noise) for piece, count in seen.items()}
