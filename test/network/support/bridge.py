"""Joins two interfaces, as a cable would, but late and with losses.

For kernels without netem. Usage: bridge.py <interface> <interface>. Each line on the standard input is
{"delayMs": 100, "loss": 0.02}, for both directions from then on; the end of the input ends it. Frames
travel with their virtio header, so that checksums and segments that the kernel left for later stay whole.
"""

import heapq
import json
import random
import select
import socket
import struct
import sys
import time

SOL_PACKET = 263
ADD_MEMBERSHIP, VNET_HDR, IGNORE_OUTGOING = 1, 15, 23
PROMISCUOUS = 1
ALL_PROTOCOLS = 3
LONGEST_FRAME = 10 + 65_536 + 64


def tap(interface):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.setsockopt(SOL_PACKET, VNET_HDR, 1)
    sock.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    member = struct.pack("iHH8s", socket.if_nametoindex(interface), PROMISCUOUS, 0, b"")
    sock.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, member)
    sock.bind((interface, ALL_PROTOCOLS))
    sock.setblocking(False)
    return sock


def main():
    one, other = (tap(name) for name in sys.argv[1:3])
    across = {one: other, other: one}
    # The same losses with each run.
    chance = random.Random(1)
    delay, loss = 0.0, 0.0
    due, serial = [], 0
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        while due and due[0][0] <= now:
            _, _, out, frame = heapq.heappop(due)
            try:
                out.send(frame)
            except OSError:
                pass  # a full queue or an interface that is down loses frames, as a cable would
        wait = max(0.0, due[0][0] - now) if due else None
        for ready in select.select([sys.stdin, one, other], [], [], wait)[0]:
            if ready is sys.stdin:
                line = sys.stdin.readline()
                if not line:
                    return
                order = json.loads(line)
                delay, loss = order["delayMs"] / 1000, order["loss"]
                print("set", flush=True)
                continue
            try:
                while True:
                    frame = ready.recv(LONGEST_FRAME)
                    if chance.random() >= loss:
                        serial += 1
                        heapq.heappush(due, (time.monotonic() + delay, serial, across[ready], frame))
            except OSError:
                pass  # nothing more to read, or the interface is down


main()
