// Which rows are found, and in what order: pure functions over columns.

const SEARCHED = ["quote", "subject", "scope", "sentence", "source_id", "actors", "place"];
const NAMED = ["reporter", "partner", "actors"]; // codes that a reader knows by the country's name

/** The columns that must be read to answer a query such as {q: "oil", partner: "CHN", year: "2022"}. */
export function needed(query, names) {
  const asked = Object.keys(query).flatMap((key) => {
    if (key === "q") return [...SEARCHED, ...NAMED];
    return key === "year" ? ["period_start", "period_end"] : [key];
  });
  return [...new Set(asked)].filter((name) => names.includes(name));
}

/** The numbers of the rows that meet every part of the query, in the file's order. */
export function find(query, length, columns, places) {
  let rows = Uint32Array.from({ length }, (_, row) => row);
  for (const [key, asked] of Object.entries(query)) rows = rows.filter(test(key, asked, columns, places));
  return rows;
}

function test(key, asked, columns, places) {
  if (key === "q") {
    const sought = fold(asked).split(/\s+/).filter(Boolean);
    const texts = haystack(columns, places);
    return (row) => sought.every((word) => texts[row].includes(word));
  }
  if (key === "year") {
    const { period_start: from, period_end: to } = columns;
    return (row) => {
      const [first, last] = [from[row], to[row]];
      if (first == null && last == null) return false;
      return (first ?? last).slice(0, 4) <= asked && asked <= (last ?? first).slice(0, 4);
    };
  }
  const values = columns[key];
  if (!values) return () => false;
  if (!NAMED.includes(key)) return (row) => values[row] === asked;
  return (row) => values[row] === asked || !!values[row]?.includes(";") && values[row].split(";").includes(asked);
}

const haystacks = new WeakMap(); // what is searched of each table, made at the first search

function haystack(columns, places) {
  const key = columns.source_id;
  if (!haystacks.has(key)) {
    const names = (codes) => codes?.split(";").map((code) => places[code]).join(" ");
    const texts = SEARCHED.filter((name) => columns[name]).map((name) => columns[name]);
    texts.push(...NAMED.filter((name) => columns[name]).map((name) => columns[name].map(names)));
    haystacks.set(key, key.map((_, row) => fold(texts.map((values) => values[row] ?? "").join("\n"))));
  }
  return haystacks.get(key);
}

/** Text without case and accents, so that "cote d'ivoire" finds "Côte d'Ivoire". */
export function fold(text) {
  const lower = text.toLowerCase();
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}

/** Each row's place in the order of the values, NaN for none: numbers as numbers, texts as people sort them. */
export function ranks(values, shown) {
  if (values.some((value) => typeof value === "number" || typeof value === "bigint")) {
    return Float64Array.from(values, (value) => (value == null ? NaN : Number(value)));
  }
  const collator = new Intl.Collator("en", { numeric: true });
  const distinct = [...new Set(values)].filter((value) => value != null);
  const order = distinct.map((value) => [String(shown(value)), value]).sort((a, b) => collator.compare(a[0], b[0]));
  const rank = new Map(order.map(([, value], at) => [value, at]));
  return Float64Array.from(values, (value) => rank.get(value) ?? NaN);
}

/** The rows sorted by rank, the file's order among equals, those without a value last whichever way. */
export function sorted(rows, rank, descending) {
  const way = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const [x, y] = [rank[a], rank[b]];
    if (x === y) return a - b;
    if (x !== x || y !== y) return x !== x && y !== y ? a - b : x !== x ? 1 : -1;
    return x < y ? -way : way;
  });
}
