// Parquet over HTTP, column by column: only what is asked for is fetched, by ranges where the server does them.
//
// hyparquet's row reader and its planner stay out of the bundle; the tables here are flat, so decoding a column
// chunk at a time is all that is needed.

import { decompress } from "fzstd";
import { readColumn } from "hyparquet/src/column.js";
import { footerLength, parse } from "./footer.js";

const TAIL = 1 << 18; // bytes asked for first: the footer, and the whole of a small file
const GAP = 1 << 15; // unwanted bytes between two column chunks that are cheaper than another request

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true }); // a mark at the start of a text is part of it
const parsers = {
  stringFromBytes: (bytes) => bytes && utf8.decode(bytes),
  dateFromDays: (days) => new Date(days * 86400000).toISOString().slice(0, 10),
};
const compressors = { ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)) };

/** Opens the file at `url`: {length, names, floats, columns(names)}; throws with the reason where it cannot. */
export async function open(url) {
  const file = await remote(url);
  const { length, columns } = parse(await file.footer());
  const names = [...columns.keys()];
  const isFloat = (name) => ["DOUBLE", "FLOAT"].includes(columns.get(name).element.type);
  return {
    length,
    names,
    floats: new Set(names.filter(isFloat)),

    /** The values of these columns, each an array (typed, where there is no null) with one value a row. */
    async columns(wanted) {
      const chosen = wanted.map((name) => columns.get(name));
      await file.need(chosen.flatMap(({ chunks }) => chunks.map(({ start, end }) => [start, end])));
      return chosen.map((column) => joined(column.chunks.flatMap((chunk) => decode(file, column, chunk))));
    },
  };
}

/** The pages of a column chunk, each an array of values. */
function decode(file, { element, schemaPath }, { start, end, rows, codec }) {
  const decoder = { pathInSchema: [element.name], type: element.type, element, schemaPath, codec, parsers, compressors };
  const reader = { view: new DataView(file.slice(start, end)), offset: 0 };
  return readColumn(reader, { groupStart: 0, selectStart: 0, selectEnd: rows }, decoder).data;
}

/** Several arrays made one; flatMap and concat are slow at that. */
function joined(pages) {
  if (pages.length === 1) return pages[0];
  const all = [];
  for (const page of pages) for (const value of page) all.push(value);
  return all;
}

/** A file's bytes: its end at once, the rest when it is needed; the whole where the server does no ranges. */
async function remote(url) {
  const { start, bytes } = await request(url, `bytes=-${TAIL}`);
  const blocks = [[start, bytes]]; // every [offset, ArrayBuffer] that was fetched
  const end = start + bytes.byteLength;

  const holding = (from, to) => blocks.find(([at, block]) => at <= from && to <= at + block.byteLength);

  async function need(ranges) {
    const missing = merge(ranges.filter(([from, to]) => !holding(from, to)));
    const answers = await Promise.all(missing.map(([from, to]) => request(url, `bytes=${from}-${to - 1}`)));
    blocks.push(...answers.map((answer) => [answer.start, answer.bytes]));
  }

  function slice(from, to) {
    const block = holding(from, to);
    if (!block) throw new Error(`bytes ${from} to ${to} are missing`);
    return block[1].slice(from - block[0], to - block[0]);
  }

  async function footer() {
    const length = footerLength(bytes);
    if (length > end) throw new Error("not a Parquet file");
    await need([[end - length, end]]);
    return slice(end - length, end - 8);
  }

  return { need, slice, footer };
}

/** One request: where the answer begins in the file, and its bytes. */
async function request(url, range) {
  const answer = await fetch(url, { headers: { Range: range } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`.trim());
  const bytes = await answer.arrayBuffer();
  if (answer.status !== 206) return { start: 0, bytes };
  const said = /^bytes (\d+)-/.exec(answer.headers.get("Content-Range") ?? "");
  if (!said) throw new Error("a range without Content-Range");
  return { start: Number(said[1]), bytes };
}

/** Ranges in order, those that lie close together made one. */
function merge(ranges) {
  const merged = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from - last[1] <= GAP) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
