// An HCI transport over a unix socket for hosts that want one packet at a time: H4 packets in, H4
// packets out. Vol 4 Part A 2.
"use strict";

const { EventEmitter } = require("events");
const net = require("net");

/** Octets of the packet at the head of `octets`, or undefined while its header is not complete. */
function packetSize(octets) {
  switch (octets[0]) {
    case 0x02:
      return octets.length < 5 ? undefined : 5 + octets.readUInt16LE(3);
    case 0x04:
      return octets.length < 3 ? undefined : 3 + octets[2];
    default:
      throw new Error(`no H4 packet begins with ${octets[0]}`);
  }
}

class H4Socket extends EventEmitter {
  constructor(path) {
    super();
    this.pending = Buffer.alloc(0);
    this.socket = net.connect(path);
    this.socket.on("data", (octets) => this.take(octets));
    this.socket.on("close", () => this.emit("close"));
  }

  take(octets) {
    this.pending = Buffer.concat([this.pending, octets]);
    while (this.pending.length > 0) {
      const size = packetSize(this.pending);
      if (size === undefined || this.pending.length < size) return;
      const packet = Buffer.from(this.pending.subarray(0, size));
      this.pending = this.pending.subarray(size);
      this.emit("data", packet);
    }
  }

  write(packet) {
    this.socket.write(packet);
  }
}

module.exports = { H4Socket };
