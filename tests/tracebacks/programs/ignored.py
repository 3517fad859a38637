"""A destructor that fails beside the error that matters."""


class Iterator:
    def __init__(self, batch_size):
        self.size = len(batch_size)
        self.shutdown = False

    def __del__(self):
        if not self.shutdown:
            print("shutting down")


try:
    Iterator(7)
except TypeError:
    raise
