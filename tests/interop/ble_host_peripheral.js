// ble-host as the peripheral. Environment: HCI (a unix socket), MODEL, PASSKEY_FILE.
"use strict";

const { AdvertisingDataBuilder, AttErrors, L2CAPCoCErrors } = require("ble-host");
const { FEATURES, pairing, startHost } = require("./ble_host_pairing");
const { step, called, done } = require("./steps");
const table = require("./table");

const model = process.env.MODEL;
const can = (what) => process.env.CAN.includes(what);
let value = Buffer.from("first");

function services() {
  const news = { uuid: table.NEWS, properties: ["notify", "indicate"] };
  const characteristics = [
    {
      uuid: table.VALUE,
      properties: ["read", "write"],
      onRead: (_, callback) => callback(AttErrors.SUCCESS, value),
      onWrite: (connection, __, written, callback) => {
        value = written;
        callback(AttErrors.SUCCESS);
        news.notify(connection, written);
        news.indicate(connection, written);
      },
    },
    { uuid: table.LONG, properties: ["read"], value: table.longValue },
    news,
    { uuid: table.SECRET, properties: ["read"], readPerm: "encrypted", value: "secret" },
    { uuid: table.GUARDED, properties: ["read"], readPerm: "encrypted-mitm", value: "guarded" },
  ];
  return [{ uuid: table.SERVICE, characteristics }];
}

function serveChannel(connection) {
  connection.l2capCoCManager.registerLePsm(table.PSM, (_, accept) => {
    const channel = accept(L2CAPCoCErrors.CONNECTION_SUCCESSFUL, false, 512);
    channel.on("data", (sdu) => channel.send(sdu));
  });
}

/** One connection from its beginning to its end. */
async function serve(manager) {
  const [status, connection] = await called((callback) => manager.startAdvertising({ intervalMin: 48, intervalMax: 64 }, callback));
  if (status !== 0) throw new Error(`advertising was refused with ${status}`);
  const gone = new Promise((resolve) => connection.on("disconnect", resolve));
  serveChannel(connection);
  connection.smp.on("pairingRequest", (_, callback) => callback(FEATURES[model]));
  return { connection, gone, paired: pairing(connection, false) };
}

async function main() {
  const manager = await step("start", startHost());
  manager.gattDb.setDeviceName("peer");
  manager.gattDb.addServices(services());
  manager.setAdvertisingData(new AdvertisingDataBuilder().addFlags(["leGeneralDiscoverableMode", "brEdrNotSupported"]).addLocalName(true, "peer").build());
  const first = await step("connected", serve(manager));
  if (can("pair")) await step("paired", first.paired, { sc: process.env.LEGACY !== "1", mitm: model !== "just-works", bond: true });
  await step("gone", first.gone);
  if (can("bond")) {
    const second = await step("connected again", serve(manager));
    await step("encrypted from the bond", called((callback) => second.connection.smp.on("encrypt", callback)).then(([status]) => status), 0);
    await step("gone again", second.gone);
  }
  done();
}

main();
