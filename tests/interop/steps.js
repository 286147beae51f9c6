// How the foreign side of an encounter reports: a line for each step, as the boards do. See README.md.
"use strict";

const fs = require("fs");

const LIMIT_MS = 10000;
const same = (got, wanted) => JSON.stringify(got) === JSON.stringify(wanted);

/** Awaits `promise` and prints whether it came to `wanted` (any value if that is undefined). */
async function step(name, promise, wanted) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    const got = await Promise.race([promise, late]);
    if (wanted !== undefined && !same(got, wanted)) throw new Error(`got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
    console.log(`ok ${name}`);
    return got;
  } catch (error) {
    console.log(`not ok ${name}: ${error.message}`);
    process.exit(1);
  } finally {
    clearTimeout(timer);
  }
}

/** A function that ends in a callback(...results), as a promise: of the one result, or of all. */
function called(start) {
  return new Promise((resolve) => start((...results) => resolve(results.length > 1 ? results : results[0])));
}

/** Tells the other side a passkey that was shown: both users are one person. */
function show(passkey) {
  fs.writeFileSync(process.env.PASSKEY_FILE, String(passkey));
}

async function readShown() {
  while (!fs.existsSync(process.env.PASSKEY_FILE)) await new Promise((resolve) => setTimeout(resolve, 5));
  return Number(fs.readFileSync(process.env.PASSKEY_FILE, "utf8"));
}

function done() {
  console.log("DONE");
  process.exit(0);
}

module.exports = { step, called, show, readShown, done };
