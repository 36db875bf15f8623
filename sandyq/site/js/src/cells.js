// The cells of a row, the same elements as in the HTML of the page.

import { NONE, amount, period, places, words } from "./format.js";

const segment = encodeURIComponent;
const indicator = (name, { names }) => names[name] ?? words(name);

// Of each data-format: the columns it `reads` and those it is sorted by (its own, if nothing is said), a value as it
// is `shown`, the `class` of its cell, and where that holds more than a text, how the `cell` is made.
const FORMATS = {
  figure: {
    reads: ["quote", "source_id", "start", "end"],
    cell: ({ quote, source_id: source, start, end }, _, { root }) =>
      header(link(`${root}figures/${segment(source)}/${start}-${end}.html`, quote)),
  },
  event: {
    reads: ["quote", "source_id", "start", "end"],
    cell: ({ quote, source_id: source, start, end }, _, { root }) =>
      header(link(`${root}sources/${segment(source)}.html#e-${start}-${end}`, quote || NONE)),
  },
  value: {
    reads: ["value", "value_low", "value_high"],
    sort: ["value", "value_low"],
    cell: (row, _, { scales }) => data(amount(row, scales), "n"),
  },
  words: { shown: words },
  indicator: {
    shown: indicator,
    cell: (row, column, page) => {
      const name = row[column];
      return data(name ? link(`${page.root}indicators/${segment(name)}.html`, indicator(name, page)) : NONE);
    },
  },
  places: { shown: (codes, page) => places(codes, page.places) },
  period: { shown: period, sort: ["period_start"], class: "w" },
  source: {
    cell: (row, column, { root }) =>
      data(link(`${root}sources/${segment(row[column])}.html`, row[column])),
  },
  text: {},
};

const shownAs = (value, format, page) => (FORMATS[format].shown ?? String)(value, page);

/** The columns that a cell is made from. */
export const reads = ({ column, format }) => FORMATS[format].reads ?? [column];

/** The columns that a cell is sorted by: the first that has a value. */
export const sortsBy = ({ column, format }) => FORMATS[format].sort ?? [column];

/** A value as the page shows it. */
export const shown = ({ format }, value, page) => shownAs(value, format, page);

/** The cell of one column: `row` holds what `reads` names; `page`: {root, places, names, scales}. */
export function cell({ column, format }, row, page) {
  const { cell: make, class: name } = FORMATS[format];
  if (make) return make(row, column, page);
  const value = row[column];
  return data(value == null ? NONE : shownAs(value, format, page), name);
}

function data(content, name) {
  const cell = document.createElement("td");
  if (name) cell.className = name;
  cell.append(content);
  return cell;
}

function header(content) {
  const cell = document.createElement("th");
  cell.scope = "row";
  cell.append(content);
  return cell;
}

function link(href, text) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.append(text);
  return anchor;
}
