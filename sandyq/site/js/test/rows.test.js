import assert from "node:assert/strict";
import { test } from "node:test";
import { find, needed, ranks, sorted } from "../src/rows.js";

const columns = {
  source_id: ["a", "b", "c", "d"],
  indicator: ["exports", "imports", null, "exports"],
  partner: ["RUS", "CHN;RUS", "CIV", null],
  quote: ["$5 billion", "İ", null, "5%"],
  period_start: ["2021-01-01", "2019-06-01", null, "2022-03-01"],
  period_end: ["2021-12-31", null, null, "2024-12-31"],
};
const places = { RUS: "Russia", CHN: "China", CIV: "Côte d'Ivoire" };
const found = (query) => [...find(query, 4, columns, places)];

test("every part of a query must be met", () => {
  assert.deepEqual(found({}), [0, 1, 2, 3]);
  assert.deepEqual(found({ indicator: "exports" }), [0, 3]);
  assert.deepEqual(found({ indicator: "exports", partner: "RUS" }), [0]);
});

test("a code is found among several, and never as a part of another", () => {
  assert.deepEqual(found({ partner: "RUS" }), [0, 1]);
  assert.deepEqual(found({ partner: "RU" }), []);
});

test("a year is found within the period", () => {
  assert.deepEqual(found({ year: "2021" }), [0]);
  assert.deepEqual(found({ year: "2019" }), [1]);
  assert.deepEqual(found({ year: "2023" }), [3]);
});

test("all words are sought, in names of countries too, without case or accents", () => {
  assert.deepEqual(found({ q: "BILLION russia" }), [0]);
  assert.deepEqual(found({ q: "cote ivoire" }), [2]);
  assert.deepEqual(found({ q: "  " }), [0, 1, 2, 3]);
});

test("a column that the table does not have meets nothing", () => {
  assert.deepEqual(needed({ type: "visit", q: "x" }, Object.keys(columns)), ["quote", "source_id", "partner"]);
  assert.deepEqual(found({ type: "visit" }), []);
});

test("rows without a value come last whichever way, equal ones in the file's order", () => {
  const all = Uint32Array.of(0, 1, 2, 3, 4);
  const numbers = ranks([2, null, 10, 2, -1], String);
  assert.deepEqual([...sorted(all, numbers, false)], [4, 0, 3, 2, 1]);
  assert.deepEqual([...sorted(all, numbers, true)], [2, 0, 3, 4, 1]);
});

test("texts are sorted as they are shown", () => {
  const shown = { b: "Apple", a: "pear", c: "apple 10", d: "apple 9" };
  const rank = ranks(["a", "b", "c", "d"], (value) => shown[value]);
  assert.deepEqual([...sorted(Uint32Array.of(0, 1, 2, 3), rank, false)], [1, 3, 2, 0]);
});
