"""A call over several lines, deep enough to be told from noise."""


def buckets(sizes, batch_size):
    return [
        size
        + size * (batch_size // len(sizes))
        for size in sizes
    ]


def train(config):
    return buckets(
        [[1], [2]],
        config["batch_size"],
    )


train({"batch_size": 7.0})
