"""A real mail server for the tests: takes letters over SMTP and keeps each as a file.

    server.py FOLDER

Prints its port. Every letter that was taken becomes FOLDER/NUMBER.eml, with its recipient in the
header X-Recipient. What it does with a recipient stands in FOLDER/behaviour.json, which is read anew
for every letter, by address:

    "refuse"   550 at RCPT
    "defer"    451 at RCPT, every time
    "once"     451 at RCPT the first time
    "cut"      takes the letter, and closes the connection without an answer
    "hold"     takes the letter, and never answers
"""

import asyncio
import itertools
import json
import pathlib
import sys

from aiosmtpd.smtp import SMTP

FOLDER = pathlib.Path(sys.argv[1])


class Handler:
    def __init__(self):
        self.numbers = itertools.count(1)
        self.deferred = set()

    def behaviour(self, address):
        file = FOLDER / "behaviour.json"
        return json.loads(file.read_text()).get(address) if file.exists() else None

    async def handle_RCPT(self, server, session, envelope, address, options):
        how = self.behaviour(address)
        if how == "refuse":
            return "550 5.1.1 no such mailbox"
        if how == "defer" or how == "once" and address not in self.deferred:
            self.deferred.add(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        text = f"X-Recipient: {address}\r\n".encode() + envelope.content
        kept = FOLDER / f"{next(self.numbers):04}.part"
        kept.write_bytes(text)
        kept.rename(kept.with_suffix(".eml"))
        how = self.behaviour(address)
        if how == "cut":
            server.transport.abort()
        if how in ("cut", "hold"):
            await asyncio.Event().wait()
        return "250 OK"


async def main():
    handler = Handler()
    loop = asyncio.get_running_loop()
    make = lambda: SMTP(handler, hostname="mail.test", enable_SMTPUTF8=True)
    server = await loop.create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
