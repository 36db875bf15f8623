// CSV as the releases write it, byte for byte: UTF-8, commas, LF, quoted where needed, nulls empty, ISO dates.

const SPECIAL = /[",\r\n]/;

/** The chosen rows in CSV: `columns` are arrays of values, `floats` the names of columns of real numbers. */
export function csv(names, columns, floats, rows) {
  const writers = names.map((name) => (floats.has(name) ? float : field));
  const lines = [names.map(field).join(",")];
  for (const row of rows) lines.push(writers.map((write, at) => write(columns[at][row])).join(","));
  return lines.join("\n") + "\n";
}

function field(value) {
  if (value == null) return "";
  const text = String(value);
  if (text === "") return '""';
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The shortest digits that give the number again: 100 -> "100.0", 1e16 -> "1e+16", 1e-6 -> "1e-6". */
export function float(value) {
  if (value == null) return "";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size === Infinity) return value < 0 ? "-inf" : "inf";
  if (size && (size >= 1e16 || size < 1e-5)) return value.toExponential();
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
