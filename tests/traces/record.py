#!/usr/bin/env python3
"""Records what a real Chromium sends through our media engine: times and payload lengths.

  tests/traces/record.py ENGINE FILE [SECONDS]

ENGINE is target/release/engine. A headless Chromium offers a microphone and a camera of 1280 x 720
with three layers; the packets are read on the loopback interface (as root), where their headers are in
the clear, and the file gets one line for each: microseconds (in steps of 500), stream, payload length.
Stream 0 is the sound, 1 to 3 are the layers from low to high. Retransmissions and padding are left out.
"""

import http.server
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

WARM_UP = 15  # seconds, until the bandwidth estimate has reached the highest layer
LAYERS = "qhf"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"

PAGE = """<!doctype html><script type="module">
const media = await navigator.mediaDevices.getUserMedia({
  audio: true, video: { width: 1280, height: 720, frameRate: 30 } });
const connection = new RTCPeerConnection();
connection.addTransceiver(media.getAudioTracks()[0], { direction: 'sendonly' });
connection.addTransceiver(media.getVideoTracks()[0], { direction: 'sendonly', sendEncodings: [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500000 },
  { rid: 'f', maxBitrate: 1700000 } ] });
await connection.setLocalDescription();
const answer = await fetch('/offer', { method: 'POST', body: connection.localDescription.sdp });
await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
window.connection = connection;
</script>"""


def write_camera(path):
    """Textures that move at different speeds: enough for the encoder to need its whole bitrate."""
    width, height, frames = 1280, 720, 60
    random.seed(1)
    rows = [bytes(random.choices(range(60, 190), k=width // 8)) for _ in range(height // 8)]
    smooth = [b"".join(bytes([value]) * 8 for value in row) for row in rows]
    with open(path, "wb") as out:
        out.write(b"YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420jpeg\n" % (width, height))
        for frame in range(frames):
            out.write(b"FRAME\n")
            for line in range(height):
                row = smooth[line // 8]
                shift = (frame * (1 + line // 180)) * 4 % width
                out.write(row[shift:] + row[:shift])
            out.write(b"\x80" * (width * height // 2))


class Engine:
    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "127.0.0.1:0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(json.loads(self.process.stdout.readline())["address"].rsplit(":", 1)[1])
        self.offer = ""

    def join(self, sdp):
        self.offer = sdp
        order = {"order": "join", "room": 1, "peer": 1, "sdp": sdp}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["sdp"]


def serve(engine):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(PAGE if self.path == "/" else "", "text/html")

        def do_POST(self):
            sdp = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.reply(engine.join(sdp), "application/sdp")

        def reply(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def capture(port, seconds):
    """UDP payloads towards the port, with their times."""
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    sniffer.bind(("lo", 0))
    sniffer.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
    sniffer.settimeout(0.5)
    packets, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            data, (_, _, kind, *_) = sniffer.recvfrom(65535)
        except TimeoutError:
            continue
        # On loopback everything passes twice; once on its way out.
        header = (data[0] & 15) * 4
        if kind == 4 or data[9] != 17 or struct.unpack_from(">H", data, header + 2)[0] != port:
            continue
        packets.append((time.monotonic(), data[header + 8 :]))
    return packets


def streams(packets, offer):
    """Lines of the file, from RTP with AES-GCM's tag of 16 bytes."""
    numbers = [line for line in offer.splitlines() if RID in line and "repaired" not in line]
    rid_number = int(numbers[0].split(":", 1)[1].split(" ")[0].split("/")[0])
    known, lines = {}, []
    for at, packet in packets:
        if len(packet) < 28 or packet[0] >> 6 != 2 or 192 <= packet[1] <= 223:
            continue
        ssrc, start, rid = struct.unpack_from(">I", packet, 8)[0], 12, None
        if packet[0] & 0x10:
            words = struct.unpack_from(">H", packet, 14)[0]
            start, place = 16 + words * 4, 16
            while place < start:
                number, length = packet[place] >> 4, (packet[place] & 15) + 1
                if number == 0:
                    place += 1
                    continue
                if number == rid_number:
                    rid = packet[place + 1 : place + 1 + length].decode()
                place += 1 + length
        if packet[1] & 0x7F == payload_type(offer, "opus/48000/2"):
            known[ssrc] = 0
        elif packet[1] & 0x7F != payload_type(offer, "VP8/90000"):
            continue
        elif rid in tuple(LAYERS):
            known[ssrc] = LAYERS.index(rid) + 1
        length = len(packet) - start - 16
        if ssrc in known and length > 0 and not packet[0] & 0x20:
            lines.append((at, known[ssrc], length))
    return lines


def payload_type(offer, codec):
    line = next(line for line in offer.splitlines() if line.endswith(" " + codec))
    return int(line.split(":", 1)[1].split(" ")[0])


def main():
    program, path = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10
    folder = tempfile.mkdtemp()
    camera = os.path.join(folder, "camera.y4m")
    write_camera(camera)
    engine = Engine(program)
    browser = subprocess.Popen(
        [
            os.environ.get("YUNQIAO_CHROMIUM", "chromium"), "--headless=new", "--no-sandbox",
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=30",
            f"--use-file-for-fake-video-capture={camera}", "--allow-loopback-in-peer-connection",
            "--autoplay-policy=no-user-gesture-required", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-gpu", "--no-first-run",
            f"--user-data-dir={folder}/profile", f"http://127.0.0.1:{serve(engine)}/",
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        lines = streams(capture(engine.port, WARM_UP + seconds), engine.offer)
    finally:
        browser.terminate()
        browser.wait()
        engine.process.terminate()
        shutil.rmtree(folder, ignore_errors=True)
    begin = lines[0][0] + WARM_UP
    with open(path, "w") as out:
        out.write("# A Chromium's microphone and camera of 1280 x 720 with three layers, through our\n")
        out.write("# media engine: microseconds, stream, payload length. Made by record.py.\n")
        for at, stream, length in lines:
            if at >= begin:
                out.write(f"{round((at - begin) * 2000) * 500},{stream},{length}\n")


main()
