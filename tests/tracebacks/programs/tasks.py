"""An asyncio task nobody waits for, and a loop that fails."""
import asyncio


async def serve():
    raise ConnectionResetError(10054, "远程主机强迫关闭了一个现有的连接。")


async def main():
    task = asyncio.ensure_future(serve())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    raise OSError("[Errno 98] error while attempting to bind on address ('127.0.0.1', 9880): address already in use")


asyncio.run(main())
