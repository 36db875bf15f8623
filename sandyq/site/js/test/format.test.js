import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, number, period, places, words } from "../src/format.js";

const scales = [["trillion", 1e12], ["billion", 1e9], ["million", 1e6]];

test("a number takes the largest scale that it reaches", () => {
  assert.equal(number(31170000000, scales), "31.17\u00a0billion");
  assert.equal(number(999999, scales), "999,999");
  assert.equal(number(1e6, scales), "1\u00a0million");
  assert.equal(number(-2.5e12, scales), "−2.5\u00a0trillion");
  assert.equal(number(1.5e21, scales), "1,500,000,000\u00a0trillion");
});

test("a number has no digits of floating point, and no minus at nothing", () => {
  assert.equal(number(0.1 + 0.2, scales), "0.3");
  assert.equal(number(-0, scales), "0");
  assert.equal(number(0.0000001, scales), "0.0000001");
});

test("without a value the ends of the range are shown, without ends a dash", () => {
  assert.equal(amount({ value: null, value_low: 5, value_high: 7 }, scales), "5–7");
  assert.equal(amount({ value: 0, value_low: null, value_high: null }, scales), "0");
  assert.equal(amount({ value: null, value_low: null, value_high: null }, scales), "–");
});

test("names, places and periods", () => {
  assert.equal(words("barrel_per_day"), "barrel per day");
  assert.equal(places("KAZ;XXX", { KAZ: "Kazakhstan" }), "Kazakhstan, XXX");
  assert.equal(places("none", {}), "–");
  assert.deepEqual(["2021", "2021/2023", "2007/..", "../2010"].map(period), ["2021", "2021 – 2023", "2007 –", "– 2010"]);
});
