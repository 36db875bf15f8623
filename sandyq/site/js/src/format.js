// Values as text, the same as in the HTML of the page: sandyq/site's own formatting, once more in JavaScript.

export const NONE = "–";

const DIGITS = 12; // significant digits at most
const grouped = new Intl.NumberFormat("en", { maximumSignificantDigits: DIGITS });

// Rounded by toPrecision, which looks at the exact value; Intl would round the shortest digits once more.
const plain = (value) => grouped.format(Number(value.toPrecision(DIGITS)) + 0).replace("-", "−");

/** A number with its scale word: 31170000000 -> "31.17 billion" (the blank is U+00A0). */
export function number(value, scales) {
  const [word, scale] = scales.find(([, scale]) => Math.abs(value) >= scale) ?? ["", 1];
  return word ? `${plain(value / scale)}\u00a0${word}` : plain(value);
}

/** A value, or the range where there is only one: {value, value_low, value_high} -> "5–7". */
export function amount({ value, value_low: low, value_high: high }, scales) {
  if (value != null) return number(value, scales);
  return low == null || high == null ? NONE : `${number(low, scales)}–${number(high, scales)}`;
}

/** A name of the vocabulary in words: "barrel_per_day" -> "barrel per day". */
export const words = (name) => name.replaceAll("_", " ");

/** Country codes as names, in the order given: "KAZ;RUS" -> "Kazakhstan, Russia"; "none" is no partner. */
export function places(codes, names) {
  if (codes === "none") return NONE;
  return codes.split(";").map((code) => names[code] ?? code).join(", ");
}

/** An ISO 8601 period with its interval as a dash: "2021/2023" -> "2021 – 2023". */
export function period(text) {
  const [from, to] = text.split("/");
  if (to === undefined) return text;
  return [from === ".." ? "" : from, "–", to === ".." ? "" : to].filter(Boolean).join(" ");
}
