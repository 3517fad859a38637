"""Stands in for the trainer's sampler: fails in the same place and in the same way."""


class BucketSampler:
    def __init__(self, batch_size):
        self.batch_size = batch_size

    def __iter__(self):
        ids_bucket, len_bucket = [1, 2, 3], 3
        rem = self.batch_size
        ids_bucket = ids_bucket + ids_bucket * (rem // len_bucket) + ids_bucket[: (rem % len_bucket)]
        return iter(ids_bucket)


class _MultiProcessingDataLoaderIter:
    def __init__(self, sampler):
        self.sampler = iter(sampler)
        self._shutdown = False

    def __del__(self):
        self._shutdown_workers()

    def _shutdown_workers(self):
        if not self._shutdown:
            self._shutdown = True
