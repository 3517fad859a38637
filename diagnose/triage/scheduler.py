"""The way to a Dask scheduler: one at an address, or one that is started on this machine."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
from typing import Any, Iterator

from diagnose.inputs import InputError
from diagnose.printable import one_line

LOCAL = "local"
"""Stands for a cluster on this machine; `local:4` for one of four workers."""
ANSWER = 10
"""Seconds that a scheduler has to answer."""
DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""Run by workers on this machine: Ctrl-C is for the client."""


@contextlib.contextmanager
def connect(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address (`tcp://host:8786`), or of workers that are started here. Raises InputError."""
    try:
        import fsspec  # noqa: F401
        import pyarrow  # noqa: F401

        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise InputError("triage.need-cluster") from None
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # workers that come and go are none of the user's business
    with contextlib.ExitStack() as opened:
        try:
            if not _is_local(address):
                distributed.comm.get_address_host_port(address)  # a client of an address that is none cannot even be closed
            where = opened.enter_context(_workers(distributed, address)) if _is_local(address) else address
            client = opened.enter_context(distributed.Client(where, timeout=ANSWER, set_as_default=False))
        except (OSError, TimeoutError, ValueError, RuntimeError, ImportError) as error:
            raise InputError("triage.scheduler-silent", name=address, seconds=ANSWER, reason=reason_of(error)) from None
        yield client


def _is_local(address: str) -> bool:
    return address.partition(":")[0] == LOCAL


def _workers(distributed: Any, address: str) -> Any:
    """Workers on this machine, one for each core unless their number is told."""
    count = address.partition(":")[2]
    if count and (not count.isdecimal() or not int(count)):
        raise InputError("triage.scheduler-local", name=address)
    number = int(count or os.cpu_count() or 1)
    return distributed.LocalCluster(n_workers=number, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL, preload=[DEAF])


def reason_of(error: BaseException) -> str:
    """What an error of another library says, on one line."""
    return one_line(str(error) or type(error).__name__, 300)
