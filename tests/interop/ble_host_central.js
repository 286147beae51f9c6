// ble-host as the central. Environment: HCI (a unix socket), MODEL, PASSKEY_FILE, LEGACY.
"use strict";

const { L2CAPCoCErrors } = require("ble-host");
const { FEATURES, pairing, startHost } = require("./ble_host_pairing");
const { step, called, done } = require("./steps");
const table = require("./table");

const model = process.env.MODEL;
const mitm = model !== "just-works";
const can = (what) => process.env.CAN.includes(what);
const AUTHENTICATION_MISSING = 0x05;

function find(manager) {
  return new Promise((resolve) => {
    const scanner = manager.startScan({});
    scanner.on("report", (report) => {
      // Shortened, says bleno, and ble-host shows that by dots.
      if (!report.connectable || !["peer", "peer..."].includes(report.parsedDataItems.localName)) return;
      scanner.stopScan();
      resolve(report);
    });
  });
}

async function discover(connection) {
  const services = await step("discover services", called((callback) => connection.gatt.discoverAllPrimaryServices(callback)));
  const service = services.find(({ uuid }) => uuid === table.full(table.SERVICE));
  const found = await step("discover characteristics", called((callback) => service.discoverCharacteristics(callback)));
  return (uuid) => found.find((characteristic) => characteristic.uuid === table.full(uuid));
}

/** The value, or the error as a number. */
const read = (characteristic) => called((callback) => characteristic.read(callback)).then((results) => (Array.isArray(results) ? results[0] || results[1].toString("hex") : results));
const hex = (text) => Buffer.from(text).toString("hex");

async function useValues(characteristic) {
  const value = characteristic(table.VALUE), news = characteristic(table.NEWS);
  await step("read", read(value), hex("first"));
  await step("read a long value", read(characteristic(table.LONG)), table.longValue.toString("hex"));
  await step("write", called((callback) => value.write("second", callback)), 0);
  await step("read back", read(value), hex("second"));
  await step("write a long value", called((callback) => value.write(table.longValue, callback)), 0);
  await step("read it back", read(value), table.longValue.toString("hex"));
  for (const indications of can("indicate") ? [false, true] : [false]) {
    await step(`subscribe to ${indications ? "indications" : "notifications"}`, called((callback) => news.writeCCCD(!indications, indications, callback)), 0);
    const heard = new Promise((resolve) => news.once("change", (octets, isIndication, confirm) => {
      if (isIndication) confirm();
      resolve([octets.toString(), isIndication]);
    }));
    value.write("news");
    await step(indications ? "indicated" : "notified", heard, ["news", indications]);
  }
}

async function useChannel(connection) {
  const [result, channel] = await step("open a channel", called((callback) => connection.l2capCoCManager.connect(table.PSM, false, 512, callback)));
  await step("the channel is open", result, L2CAPCoCErrors.CONNECTION_SUCCESSFUL);
  // As the one who opened the channel ble-host takes no further credits (from another ble-host neither): so as much as
  // the first ones are good for, an SDU in each frame.
  const chunks = Array.from({ length: channel.txCredits }, (_, i) => Buffer.alloc(Math.min(channel.txMps - 2, channel.txMtu), i));
  const wanted = Buffer.concat(chunks);
  let got = Buffer.alloc(0);
  const back = new Promise((resolve) => channel.on("data", (sdu) => {
    got = Buffer.concat([got, sdu]);
    if (got.length >= wanted.length) resolve(got.equals(wanted));
  }));
  for (const chunk of chunks) channel.send(chunk);
  await step(`${wanted.length} octets go there and back`, back, true);
  channel.disconnect();
}

/** Pairing, and what it opens. */
async function useSecurity(connection, characteristic) {
  await step("a secret is refused", read(characteristic(table.SECRET)), AUTHENTICATION_MISSING);
  const paired = pairing(connection, true);
  connection.smp.sendPairingRequest(FEATURES[model]);
  await step("pair", paired, { sc: process.env.LEGACY !== "1", mitm, bond: true });
  await step("a secret is told", read(characteristic(table.SECRET)), hex("secret"));
  await step("a guarded one as the pairing was", read(characteristic(table.GUARDED)), mitm ? hex("guarded") : AUTHENTICATION_MISSING);
}

async function useBond(connect) {
  const again = await step("connect again", connect());
  const encrypted = called((callback) => again.smp.on("encrypt", callback)).then(([status]) => status);
  again.smp.startEncryption();
  await step("encrypt from the bond", encrypted, 0);
  const ended = new Promise((resolve) => again.on("disconnect", resolve));
  again.disconnect();
  await step("disconnect again", ended);
}

async function main() {
  const manager = await step("start", startHost());
  const report = await step("scan", find(manager));
  const connect = () => called((callback) => manager.connect(report.addressType, report.address, {}, callback));
  const connection = await step("connect", connect());
  await step("exchange MTU", called((callback) => connection.gatt.exchangeMtu(callback)), 0);
  const characteristic = await discover(connection);
  await useValues(characteristic);
  if (can("pair")) await useSecurity(connection, characteristic);
  if (can("channel")) await useChannel(connection);
  const gone = new Promise((resolve) => connection.on("disconnect", resolve));
  connection.disconnect();
  await step("disconnect", gone);
  if (can("bond")) await useBond(connect);
  done();
}

main();
