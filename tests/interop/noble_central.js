// noble as the central, over a pty. It pairs by itself (legacy, Just Works) when a value asks for encryption.
// Environment: HCI (the pty).
"use strict";

const { withBindings } = require("@stoprocent/noble");
const { step, done } = require("./steps");
const table = require("./table");

const hex = (octets) => Buffer.from(octets).toString("hex");
const uuid = (number) => number.toString(16).padStart(4, "0");

/** The next value that is told. */
function told(characteristic) {
  return new Promise((resolve) => {
    characteristic.on("data", (octets, isNotification) => isNotification && resolve(hex(octets)));
  });
}

async function main() {
  const noble = withBindings("hci", { hciDriver: "uart", bindParams: { uart: { port: process.env.HCI, baudRate: 1000000 } } });
  await step("start", noble.waitForPoweredOnAsync(8000));
  const found = new Promise((resolve) => {
    noble.on("discover", (peripheral) => peripheral.advertisement.localName === "peer" && resolve(peripheral));
  });
  await step("scan", noble.startScanningAsync([], false).then(() => found));
  const peripheral = await found;
  await noble.stopScanningAsync();
  await step("connect", peripheral.connectAsync());
  const { characteristics } = await step("discover", peripheral.discoverSomeServicesAndCharacteristicsAsync([uuid(table.SERVICE)], []));
  const characteristic = (number) => characteristics.find((one) => one.uuid === uuid(number));
  const value = characteristic(table.VALUE), news = characteristic(table.NEWS);
  await step("read", value.readAsync().then(hex), hex("first"));
  await step("read a long value", characteristic(table.LONG).readAsync().then((octets) => hex(octets.subarray(0, 20))), hex(table.longValue.subarray(0, 20)));
  await step("write", value.writeAsync(Buffer.from("second"), false));
  await step("read back", value.readAsync().then(hex), hex("second"));
  await step("subscribe", news.subscribeAsync());
  const heard = told(news);
  await value.writeAsync(Buffer.from("news"), false);
  await step("told", heard, hex("news"));
  if (process.env.CAN.includes("pair")) await step("a secret is told when it has paired", characteristic(table.SECRET).readAsync().then(hex), hex("secret"));
  await step("disconnect", peripheral.disconnectAsync());
  done();
}

main();
