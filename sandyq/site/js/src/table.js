// The table of a dataset page: filter, order, more rows, download. The file is read at the first of these, not before.

import { asked, writer } from "./address.js";
import { cell, reads, shown, sortsBy } from "./cells.js";
import { csv } from "./csv.js";
import { open } from "./parquet.js";
import { find, needed, ranks, sorted } from "./rows.js";

const FIRST = 50; // rows shown at once
const MORE = 200; // rows that the button adds

/** Brings the table to life; `page` is {places, names, scales, words} of the page. */
export function liven(page) {
  const table = document.getElementById("rows");
  if (!table) return;
  const form = document.getElementById("filter");
  const count = document.getElementById("rows-count");
  const more = document.getElementById("more");
  const download = document.getElementById("download");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells].map((head) => {
    const { column, format = "text" } = head.dataset;
    return { head, column, format };
  });
  const fields = [...form.elements].filter((field) => field.name);
  const names = fields.map((field) => field.name);
  const address = writer(names);
  const order = new Map(); // ranks by column, made when a column is first sorted by
  page = { ...page, root: table.dataset.root };

  let file = null; // the promise of the open file
  let columns = {}; // the values that were read, by name
  let state = { query: {}, sort: "" };
  let rows = null; // the numbers of the rows found, in the order shown; null before the file was read
  let working = 0; // how much is being waited for
  let turn = 0; // counts the changes, so that an old one never overwrites a newer

  // -- from a change to the rows on the page

  async function change(next) {
    state = next;
    const mine = ++turn;
    await busy(async () => {
      const { length, names: held } = await read((names) => [
        ...needed(state.query, names),
        ...heads.flatMap(reads),
        ...sortColumns(),
      ]);
      if (mine !== turn) return;
      rows = find(state.query, length, columns, page.places);
      const sort = sortHead();
      if (sort) rows = sorted(rows, rank(sort, held), state.sort.startsWith("-"));
      body.replaceChildren(...made(0, FIRST));
      tell();
    });
  }

  /** Reads the columns that `wanted` chooses among those of the file, if they are not here yet. */
  async function read(wanted) {
    file ??= open(new URL(table.dataset.parquet, location.href)).catch((error) => {
      file = null; // so that the next try asks again
      throw error;
    });
    const opened = await file;
    const list = [...new Set(wanted(opened.names))].filter((name) => opened.names.includes(name) && !columns[name]);
    const values = await opened.columns(list);
    list.forEach((name, at) => (columns[name] = values[at]));
    return opened;
  }

  async function busy(work) {
    working += 1;
    const waiting = setTimeout(() => (count.textContent = page.words.loading), 200);
    table.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      count.textContent = page.words.failed.replace("{reason}", error.message);
      console.warn(error);
    } finally {
      clearTimeout(waiting);
      working -= 1;
      if (!working) table.removeAttribute("aria-busy");
    }
  }

  const sortHead = () => heads.find(({ column }) => column === state.sort.replace(/^-/, ""));
  const sortColumns = () => (sortHead() ? sortsBy(sortHead()) : []);

  function rank(head, held) {
    if (!order.has(head.column)) {
      const from = sortsBy(head).filter((name) => held.includes(name)).map((name) => columns[name]);
      const values = from[0].map((value, row) => value ?? from[1]?.[row] ?? null);
      order.set(head.column, ranks(values, (value) => shown(head, value, page)));
    }
    return order.get(head.column);
  }

  function made(from, to) {
    return Array.from(rows.subarray(from, to), (number) => {
      const row = {};
      for (const name of heads.flatMap(reads)) row[name] = columns[name]?.[number];
      const line = document.createElement("tr");
      line.append(...heads.map((head) => cell(head, row, page)));
      return line;
    });
  }

  function tell() {
    const counts = { shown: body.rows.length, found: rows?.length ?? total(), total: total() };
    const pattern = counts.found ? page.words.rows_shown : page.words.none;
    count.textContent = pattern.replace(/\{(\w+)\}/g, (_, name) => counts[name].toLocaleString("en"));
    more.hidden = counts.shown >= counts.found;
    for (const { head, column } of heads) {
      if (column === state.sort) head.setAttribute("aria-sort", "ascending");
      else if (`-${column}` === state.sort) head.setAttribute("aria-sort", "descending");
      else head.removeAttribute("aria-sort");
    }
  }

  const total = () => Number(table.dataset.rows);

  // -- what a person does

  function said() {
    const pairs = fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value);
    return { ...state, query: Object.fromEntries(pairs) };
  }

  form.addEventListener("input", ({ target }) => {
    const next = said();
    change(next);
    if (target instanceof HTMLSelectElement) address.now(next);
    else address.later(next, target);
  });
  form.addEventListener("change", ({ target }) => address.now(said(), target));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    address.now(said());
  });
  form.addEventListener("reset", () => {
    setTimeout(() => {
      change(said()); // the fields are empty only after the event
      address.now(said());
    });
  });

  for (const { head, column } of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { [column]: `-${column}`, [`-${column}`]: "" }[state.sort] ?? column;
      change({ ...state, sort: next });
      address.now(state);
    });
  }

  more.addEventListener("click", () =>
    busy(async () => {
      const { length } = await read(() => heads.flatMap(reads));
      rows ??= find({}, length, columns, page.places);
      const from = body.rows.length;
      body.append(...made(from, from + MORE));
      tell();
      if (more.hidden) body.rows[from].querySelector("a")?.focus(); // the button that had it is gone
    }),
  );

  download.addEventListener("click", () =>
    busy(async () => {
      const { names: all, floats, length } = await read((names) => names);
      const chosen = rows ?? find({}, length, columns, page.places);
      const text = csv(all, all.map((name) => columns[name]), floats, chosen);
      save(text, `${table.dataset.file}${rows && (state.sort || chosen.length < length) ? "-filtered" : ""}.csv`);
      tell();
    }),
  );

  addEventListener("popstate", () => {
    address.forget();
    follow();
  });

  /** Does what the address asks. */
  function follow() {
    const next = asked(names);
    for (const field of fields) fill(field, next.query[field.name] ?? "");
    if (rows || next.sort || Object.keys(next.query).length) change(next);
  }

  form.hidden = false;
  download.hidden = false;
  more.hidden = body.rows.length >= total();
  follow();
}

/** Sets a field; a value that a list does not have, as another version's may, is added so that it is not lost. */
function fill(field, value) {
  field.value = value;
  if (field.value !== value && field instanceof HTMLSelectElement) field.add(new Option(value, value, false, true));
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
