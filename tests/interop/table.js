// The attributes that whoever is the peripheral of an encounter offers. westwind_peer.py has the same.
"use strict";

module.exports = {
  SERVICE: 0xff00,
  VALUE: 0xff02, // read, write
  LONG: 0xff03, // read: 300 octets
  NEWS: 0xff04, // notify, indicate: what was written to VALUE
  SECRET: 0xff05, // read where there is encryption
  GUARDED: 0xff06, // read where there is an authenticated key
  PSM: 0x80, // a channel that sends back what it gets
  longValue: Buffer.from(Array.from({ length: 300 }, (_, i) => i % 251)),
  full: (uuid) => `0000${uuid.toString(16).toUpperCase()}-0000-1000-8000-00805F9B34FB`,
};
