"""A thread that dies while the program goes on."""
import threading


def pin_memory():
    raise RuntimeError("CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported")


thread = threading.Thread(target=pin_memory, name="pin_memory_thread")
thread.start()
thread.join()
print("training done")
