"""A relay between an agent and the proxy that keeps the heads of what passes, to show how a client was answered.

Owns: copying bytes both ways on loopback. Never: changes any.
"""

import asyncio
import threading
from urllib.parse import urlsplit


class Relay:
    """Listens on a free port and forwards to `target` (`http://host:port`) until the process ends."""

    def __init__(self, target: str):
        self._to = urlsplit(target)
        self.sent, self.answered = bytearray(), bytearray()
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True).start()
        ready.wait()

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await server.serve_forever()

    async def _connection(self, reader, writer) -> None:
        there_reader, there_writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        await asyncio.gather(copy(reader, there_writer, self.sent), copy(there_reader, writer, self.answered))


async def copy(reader, writer, kept: bytearray) -> None:
    try:
        while data := await reader.read(65536):
            kept += data
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
