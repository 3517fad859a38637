"""Frames that repeat."""
import sys

sys.setrecursionlimit(60)


def deeper(level):
    return deeper(level + 1)


deeper(0)
