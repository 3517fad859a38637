"""Types whose names do not end in Error."""
import queue


class CudaOutOfMemory(Exception):
    pass


class quiet(Exception):
    pass


def raise_all():
    try:
        queue.Queue().get(block=False)
    except queue.Empty:
        try:
            raise CudaOutOfMemory
        except CudaOutOfMemory:
            raise quiet("")


raise_all()
