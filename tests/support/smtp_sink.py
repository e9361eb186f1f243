#!/usr/bin/python3
"""A real SMTP server for tests: takes mail and writes each message into a folder.
usage: smtp_sink.py FOLDER PORT_FILE [PORT]     (PORT: where it listens; else any free one, which PORT_FILE then says)

Each message becomes N.eml (as it came over the wire) and N.txt (what a mail program would show: envelope, head and text
decoded by Python's own library). How it behaves is said by the recipient's name:
  later2-…@   451 the first two times, then taken        never-…@   550
  hangup-…@   the connection is closed at RCPT           data5-…@   554 after the message
commands.log has every command but the message, for tests that count conversations."""
import email
import email.policy
import os
import re
import socketserver
import sys
import threading

LOCK = threading.Lock()
SEEN = {}
COUNT = [0]


def save(folder, sender, recipients, data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    shown = [f"envelope-from: {sender}", f"envelope-to: {' '.join(recipients)}"]
    shown += [f"{name.lower()}: {message[name]}" for name in ("From", "To", "Subject", "Date", "Message-ID")]
    text = "\n".join(shown) + "\n\n" + message.get_content()
    with LOCK:
        COUNT[0] += 1
        number = COUNT[0]
    for name, content in ((f"{number}.eml", data), (f"{number}.txt", text.encode())):
        path = os.path.join(folder, name)
        with open(path + ".new", "wb") as file:
            file.write(content)
        os.rename(path + ".new", path)


class Conversation(socketserver.StreamRequestHandler):
    timeout = 60

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def recipient(self, address):
        name = address.split("@")[0]
        later = re.match(r"later(\d+)-", name)
        with LOCK:
            SEEN[address] = SEEN.get(address, 0) + 1
            times = SEEN[address]
        if later and times <= int(later[1]):
            return f"451 4.3.0 not now, {address}"
        return f"550 5.1.1 nobody here is {address}" if name.startswith("never-") else None

    def handle(self):
        sender, recipients = "", []
        self.say("220 sink ready")
        while line := self.rfile.readline().decode(errors="replace").rstrip("\r\n"):
            with LOCK, open(os.path.join(self.server.folder, "commands.log"), "a", encoding="utf-8") as log:
                log.write(line + "\n")
            word = line.upper().split(" ")[0]
            address = re.search(r"<([^>]*)>", line)
            if word in ("EHLO", "HELO"):
                self.say("250-sink\r\n250 8BITMIME")
            elif word == "MAIL":
                sender, recipients = address[1], []
                self.say("250 ok")
            elif word == "RCPT":
                if address[1].startswith("hangup-"):
                    return
                refused = self.recipient(address[1])
                if not refused:
                    recipients.append(address[1])
                self.say(refused or "250 ok")
            elif word == "DATA" and recipients:
                self.say("354 go on")
                content = self.data()
                if recipients[0].startswith("data5-"):
                    self.say("554 5.6.0 not this")
                else:
                    save(self.server.folder, sender, recipients, content)
                    self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            elif word in ("RSET", "NOOP"):
                sender, recipients = "", []
                self.say("250 ok")
            else:
                self.say("503 what?")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main():
    folder, port_file = sys.argv[1:3]
    with Server(("127.0.0.1", int(sys.argv[3]) if len(sys.argv) > 3 else 0), Conversation) as server:
        server.folder = folder
        with open(port_file + ".new", "w", encoding="ascii") as file:
            file.write(str(server.server_address[1]))
        os.rename(port_file + ".new", port_file)
        server.serve_forever()


if __name__ == "__main__":
    main()
