#!/usr/bin/python3
"""Stands before PostgreSQL's socket and delivers each answer so many seconds after PostgreSQL sent it. A process of its own, so that the load's
clock does not feel it.

usage: slow.py DOOR REAL     a number on a line of standard input is the delay from then on

What services ask passes at once, answers wait each for themselves: a pipeline of ten that PostgreSQL answers at once arrives at once, later.
Connections know nothing of one another. The end of a connection is an answer too.
"""
import asyncio
import contextlib
import os
import sys

PIECE = 65536


class Slow:
    def __init__(self, door, real):
        self.door, self.real, self.delay = door, real, 0.0

    async def serve(self):
        server = await asyncio.start_unix_server(self.carry, self.door, backlog=128)
        os.chmod(self.door, 0o777)
        print("ready", flush=True)
        async with server:
            await self.listen_to_words()

    async def listen_to_words(self):
        words = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
        while line := await words.readline():  # whoever started it has gone: so does it
            self.delay = float(line)
            print("done", flush=True)

    async def carry(self, asks, answers):
        try:
            there, to_there = await asyncio.open_unix_connection(self.real)
        except OSError:
            answers.transport.abort()
            return
        late = asyncio.Queue()
        await asyncio.gather(self.ask(asks, to_there), self.hear(there, late), self.deliver(late, answers))

    @staticmethod
    async def ask(asks, to_there):
        with contextlib.suppress(OSError):
            while piece := await asks.read(PIECE):
                to_there.write(piece)
                await to_there.drain()
        to_there.close()

    async def hear(self, there, late):
        now = asyncio.get_running_loop().time
        piece = b"-"
        while piece:
            try:
                piece = await there.read(PIECE)
            except OSError:
                piece = b""
            late.put_nowait((now() + self.delay, piece))

    @staticmethod
    async def deliver(late, answers):
        now = asyncio.get_running_loop().time
        while True:
            due, piece = await late.get()
            if due > now():
                await asyncio.sleep(due - now())
            if not piece:
                break
            with contextlib.suppress(OSError):  # who asked has gone; what is still said to him is read away
                answers.write(piece)
                await answers.drain()
        answers.close()


if __name__ == "__main__":
    asyncio.run(Slow(*sys.argv[1:3]).serve())
