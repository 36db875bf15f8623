import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, float } from "../src/csv.js";

test("what could be mistaken is quoted, null is empty and empty is not null", () => {
  const columns = [['a,"b"', null, ""], [1.5, null, 100]];
  const lines = csv(["text", "value"], columns, new Set(["value"]), [2, 0, 1]);
  assert.equal(lines, 'text,value\n"",100.0\n"a,""b""",1.5\n,\n');
});

test("real numbers as the releases write them", () => {
  const written = { 0.00001: "0.00001", 0.000001: "1e-6", 1e15: "1000000000000000.0", 1e16: "1e+16" };
  for (const [value, text] of Object.entries(written)) assert.equal(float(Number(value)), text);
  assert.deepEqual([float(-0), float(Infinity), float(-Infinity), float(NaN)], ["-0.0", "inf", "-inf", "NaN"]);
});
