"""A worker of an executor fails."""
import concurrent.futures
import multiprocessing


def slice_audio(path):
    raise ValueError(f"hop size must not be larger than min_interval: {path}")


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as executor:
        print(list(executor.map(slice_audio, ["a.wav"])))
