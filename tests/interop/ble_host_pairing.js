// ble-host on a controller of the air, and its user: what it does when the host asks or shows something.
"use strict";

const { BleManager, IOCapabilities, AssociationModels } = require("ble-host");
const { H4Socket } = require("./h4");
const { show, readShown } = require("./steps");

// What ble-host's side can do in each model of run_interop.py.
const FEATURES = {
  "just-works": { ioCap: IOCapabilities.NO_INPUT_NO_OUTPUT, bondingFlags: 1, mitm: false },
  "they-display": { ioCap: IOCapabilities.DISPLAY_ONLY, bondingFlags: 1, mitm: true },
  "they-type": { ioCap: IOCapabilities.KEYBOARD_ONLY, bondingFlags: 1, mitm: true },
  "both-compare": { ioCap: IOCapabilities.DISPLAY_YES_NO, bondingFlags: 1, mitm: true },
};

/** Answers for the user; resolves when the pairing has ended. */
function pairing(connection, isInitiator) {
  const smp = connection.smp;
  smp.on("passkeyExchange", async (model, passkey, callback) => {
    const typing = isInitiator ? AssociationModels.PASSKEY_ENTRY_INIT_INPUTS : AssociationModels.PASSKEY_ENTRY_RSP_INPUTS;
    if (model === AssociationModels.NUMERIC_COMPARISON) {
      console.log(`number ${Number(passkey)}`);
      callback();
    } else if (model === typing || model === AssociationModels.PASSKEY_ENTRY_BOTH_INPUTS) {
      callback(await readShown());
    } else {
      show(Number(passkey));
    }
  });
  return new Promise((resolve, reject) => {
    smp.on("pairingComplete", ({ sc, mitm, bond }) => resolve({ sc, mitm, bond }));
    smp.on("pairingFailed", (reason) => reject(new Error(`pairing failed with ${reason}`)));
  });
}

function startHost() {
  return new Promise((resolve, reject) => {
    BleManager.create(new H4Socket(process.env.HCI), {}, (error, manager) => (error ? reject(error) : resolve(manager)));
  });
}

module.exports = { FEATURES, pairing, startHost };
