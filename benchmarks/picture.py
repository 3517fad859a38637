"""The table as a picture: a bar for each ratio, on a logarithmic scale, with a mark where it should end."""

from __future__ import annotations

import math
from html import escape
from typing import Sequence, Tuple

ROW, NAMES, WIDTH, TOP = 34, 390, 420, 40
"""Height of a row, width of the names and of the bars, and the space above, in units of the picture."""
LEAST = 0.1
"""Ratio at the left end of the scale."""


def draw(rows: Sequence[Tuple[str, float, float]]) -> str:
    """An SVG of name, ratio and goal of each row; readable on light and dark pages."""
    most = max(max(ratio, goal) for _, ratio, goal in rows) * 1.3

    def across(ratio: float) -> float:
        return NAMES + WIDTH * math.log(max(ratio, LEAST) / LEAST) / math.log(most / LEAST)

    height = TOP + ROW * len(rows) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {NAMES + WIDTH + 70} {height}" font-family="system-ui, sans-serif" font-size="14" role="img">',
        "<title>Times of sovits-doctor over times of what it is compared with; shorter is better, the mark is the goal</title>",
        "<style>text { fill: #24292f } .bar { fill: #0072b2 } .over { fill: #d55e00 } .goal { stroke: #24292f } .grid { stroke: #8c959f55 }"
        " @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .goal { stroke: #e6edf3 } }</style>",
    ]
    for tick in (0.1, 1, 10, 100):
        if tick <= most:
            parts.append(f'<line class="grid" x1="{across(tick):.0f}" x2="{across(tick):.0f}" y1="{TOP - 8}" y2="{height - 8}"/>')
            parts.append(f'<text x="{across(tick):.0f}" y="{TOP - 16}" text-anchor="middle">{tick:g} ×</text>')
    for number, (name, ratio, goal) in enumerate(rows):
        y = TOP + number * ROW
        parts.append(f'<text x="{NAMES - 10}" y="{y + 19}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="{"bar" if ratio <= goal else "over"}" x="{NAMES}" y="{y + 5}" width="{max(2.0, across(ratio) - NAMES):.0f}" height="20" rx="3"/>')
        parts.append(f'<line class="goal" x1="{across(goal):.0f}" x2="{across(goal):.0f}" y1="{y + 1}" y2="{y + 29}" stroke-width="2"/>')
        parts.append(f'<text x="{max(across(ratio), across(goal)) + 8:.0f}" y="{y + 19}">{ratio:.1f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
