"""Ctrl-C, with the exit that follows."""
import time
import sys


def wait():
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt:
        sys.exit(time.strftime)


try:
    wait()
except SystemExit:
    raise KeyboardInterrupt
