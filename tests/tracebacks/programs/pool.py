"""A worker of a pool fails, its traceback comes as text."""
import multiprocessing


def clean(line):
    return line.split("|")[3]


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(1) as pool:
        pool.map(clean, ["a.wav|demo|zh"])
