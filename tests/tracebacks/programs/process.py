"""A process of its own."""
import multiprocessing


def work(rank):
    assert rank > 0


if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=work, args=(0,))
    process.start()
    process.join()
    raise SystemExit(process.exitcode)
