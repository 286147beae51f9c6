// bleno as the peripheral, over a pty. It has no security manager there. Environment: HCI (the pty).
"use strict";

const { withBindings } = require("@stoprocent/bleno");
const { step, done } = require("./steps");
const table = require("./table");

const uuid = (number) => number.toString(16).padStart(4, "0");
let value = Buffer.from("first");
let tell = () => {};

function services({ Characteristic, PrimaryService }) {
  const success = Characteristic.RESULT_SUCCESS;
  const slice = (octets) => (_, offset, callback) => callback(success, octets().subarray(offset));
  return [new PrimaryService({
    uuid: uuid(table.SERVICE),
    characteristics: [
      new Characteristic({
        uuid: uuid(table.VALUE),
        properties: ["read", "write"],
        onReadRequest: slice(() => value),
        onWriteRequest: (_, written, __, ___, callback) => {
          value = written;
          callback(success);
          tell(written);
        },
      }),
      new Characteristic({ uuid: uuid(table.LONG), properties: ["read"], onReadRequest: slice(() => table.longValue) }),
      new Characteristic({
        uuid: uuid(table.NEWS),
        properties: ["notify"], // with both it notifies those who asked for indications
        onSubscribe: (_, __, update) => { tell = update; },
        onUnsubscribe: () => { tell = () => {}; },
      }),
      new Characteristic({ uuid: uuid(table.SECRET), properties: ["read"], value: Buffer.from("secret") }),
      new Characteristic({ uuid: uuid(table.GUARDED), properties: ["read"], value: Buffer.from("guarded") }),
    ],
  })];
}

async function main() {
  const bleno = withBindings("hci", { hciDriver: "uart", bindParams: { uart: { port: process.env.HCI, baudRate: 1000000 } } });
  await step("start", bleno.waitForPoweredOnAsync(8000));
  await step("services", bleno.setServicesAsync(services(bleno)));
  const accepted = new Promise((resolve) => bleno.on("accept", resolve));
  const gone = new Promise((resolve) => bleno.on("disconnect", resolve));
  await step("advertise", bleno.startAdvertisingAsync("peer", [uuid(table.SERVICE)]));
  await step("connected", accepted);
  await step("gone", gone);
  done();
}

main();
