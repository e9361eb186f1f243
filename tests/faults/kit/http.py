"""One HTTP/1.1 client on an asyncio loop: kept connections, one attempt a call, nothing repeated by itself."""
import asyncio

CONNECTIONS = 450  # the gateway takes 500


class Broken(Exception):
    """The connection could not be made, broke, or did not answer in time: nothing is known of the request."""


class Client:
    def __init__(self, host, port):
        self.host, self.port = host, port
        self.idle = []
        self.room = asyncio.Semaphore(CONNECTIONS)

    async def send(self, method, path, headers, body, timeout):
        """(status, headers in small letters, body), or Broken."""
        async with self.room:
            try:
                return await asyncio.wait_for(self._attempt(method, path, headers, body), timeout)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError) as problem:
                raise Broken(type(problem).__name__) from problem

    async def _attempt(self, method, path, headers, body):
        reader, writer = await self._connection()
        try:
            head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", *(f"{k}: {v}" for k, v in headers.items())]
            if body is not None:
                head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
            writer.write("\r\n".join([*head, "", ""]).encode() + (body or b""))
            status, answered = await self._head(reader)
            content = await reader.readexactly(int(answered.get("content-length", 0)))
        except BaseException:  # cancelled by the time limit, too: what is under way on it can't be told apart any more
            writer.transport.abort()
            raise
        if answered.get("connection", "").lower() == "close":
            writer.close()
        else:
            self.idle.append((reader, writer))
        return status, answered, content

    async def _connection(self):
        while self.idle:
            reader, writer = self.idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self.host, self.port)

    @staticmethod
    async def _head(reader):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.split(":", 1) for line in lines[1:] if line)
        return int(lines[0].split(" ")[1]), {name.lower(): value.strip() for name, value in fields}

    def close(self):
        for _, writer in self.idle:
            writer.transport.abort()
        self.idle.clear()
