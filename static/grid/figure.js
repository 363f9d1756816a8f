// Figures as people type them: core/typed_figures.py and core/figures.py over again, so that the grid can answer while
// one types. The server decides and words the refusals; tests/core/typed_figures.json holds both sides to one verdict.

/**
 * @typedef {{ value: bigint | null, upper: bigint | null, comparator: string, note?: string }} Amount in units of
 *   10^-decimals; a `note` is a text that stands in a cell of its own and is no figure
 */
/** @typedef {{ decimals: number, suffix: string }} Format suffix is "%" or "" */

const LONGEST = 100;
const LIMIT = 10n ** 18n;
const CONTROL = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;
const DASH = /[‐‑‒–—―−﹘﹣－\u00ad]/g;
const FIGURE = /^([^0-9%]*?)([+-]?[0-9][0-9.,\s]*)%?(?:([^0-9%]+)([0-9][0-9.,\s]*)%?)?([^0-9%]*)$/;
const NUMBER = /^([+-]?)(\d+|[1-9]\d{0,2}([.\u00a0\u202f\u2009])\d{3}(?:\3\d{3})*)(?:,(\d{1,2}))?$/;
const NUMERAL = /\d(?:[\d.,]*\d)?/g;
const ENGLISH = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$/;

const BEFORE = new Map(
  Object.entries({
    eq: ["", "=", "bang"],
    ge: ["≥", ">=", "=>", "it nhat", "toi thieu"],
    gt: [">", "tren", "hon"],
    le: ["≤", "<=", "=<", "nhieu nhat", "toi da", "khong qua"],
    lt: ["<", "duoi"],
    decrease: ["giam"],
    increase: ["tang"],
  }).flatMap(([comparator, words]) => words.map((word) => [word, comparator])),
);
const AFTER = new Map([["tro len", "ge"], ["tro xuong", "le"]]);
const BEFORE_RANGE = new Map([["", "between"], ["tu", "between"], ["giam", "decrease"], ["tang", "increase"]]);
// Only what was achieved can be an estimate; a target is set.
const ESTIMATE = /^(?:~|ước(?:\s+đạt)?(?![\p{L}\p{N}_])|uoc(?:\s+dat)?(?![\p{L}\p{N}_]))\s*/iu;
const SIGNS = { est: "ước ", ge: "≥ ", gt: "> ", le: "≤ ", lt: "< ", decrease: "giảm ", increase: "tăng " };

/**
 * @param {string} text
 * @param {Format} format
 * @returns {Amount | null | undefined} null for a blank, undefined for what cannot be read
 */
export function readFigure(text, { decimals, suffix }) {
  const typed = cleaned(text);
  if (!typed) return typed === "" ? null : undefined;
  if (typed.toLowerCase() === "x" || fold(typed) === "khong ap dung") return amountOf("na", null);
  if (typed.includes("%") && suffix !== "%") return undefined;
  const [comparator, low, high] = takenApart(typed);
  const value = units(low, decimals);
  const upper = high === undefined ? null : units(high, decimals);
  if (!comparator || value === undefined || upper === undefined) return undefined;
  if (upper !== null && upper <= value) return undefined;
  if (suffix === "%" && comparator !== "increase" && (upper ?? value) > 100n * scale(decimals)) return undefined;
  return amountOf(comparator, value, upper);
}

/**
 * As `readFigure`, of a result: one number, perhaps an estimate ("ước 351", "~351"), or "x".
 * @param {string} text
 * @param {Format} format
 * @returns {Amount | null | undefined}
 */
export function readResult(text, format) {
  const typed = cleaned(text)?.normalize("NFC");
  const mark = typed ? ESTIMATE.exec(typed) : null;
  if (!mark) {
    const amount = typed === undefined ? undefined : readFigure(typed, format);
    return amount && amount.comparator !== "eq" && amount.comparator !== "na" ? undefined : amount;
  }
  const amount = readFigure(typed.slice(mark[0].length), format);
  return amount?.comparator === "eq" ? { ...amount, comparator: "est" } : undefined;
}

/** The text with one kind of dash, without invisible characters and blanks around; undefined for what no cell takes. */
function cleaned(text) {
  if (isTooLong(text) || CONTROL.test(text)) return undefined;
  return text.replace(DASH, "-").replace(/\p{Cf}/gu, "").trim();
}

const amountOf = (comparator, value, upper = null) => ({ value, upper, comparator });

// Characters are counted as the server counts them, not in halves of pairs.
function isTooLong(text) {
  return text.length > 2 * LONGEST || (text.length > LONGEST && [...text].length > LONGEST);
}

/** The comparator, undefined where there is none for these words, and the texts of one number or two. */
function takenApart(typed) {
  const match = FIGURE.exec(typed);
  if (!match) return [];
  const [, head, low, middle = "", high, tail] = match;
  const [before, between, after] = [head, middle, tail].map(key);
  if (high !== undefined) {
    const isRange = !after && (between === "-" || between === "den");
    return [isRange ? BEFORE_RANGE.get(before) : undefined, low, high];
  }
  if (!after) return [BEFORE.get(before), low];
  return [before === "" || before === "tu" ? AFTER.get(after) : undefined, low];
}

/** Words as a search key; signs as they are: folding would take the stroke out of "≠". */
function key(words) {
  return /\p{L}/u.test(words) ? fold(words) : words.replace(/\s/g, "");
}

function fold(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u0344]/g, "").replace(/[đðɖ]/g, "d");
  return plain.replace(/\s+/g, " ").trim();
}

/** The number in units of 10^-decimals; undefined for no number, a negative one, too many digits or decimals. */
function units(text, decimals) {
  const match = NUMBER.exec(text?.trim() ?? "");
  if (!match) return undefined;
  const [, sign, grouped, , typed = ""] = match;
  const whole = grouped.replace(/\D/g, "");
  const part = typed.replace(/0+$/, "");
  if (whole.length + typed.length > 18 || part.length > decimals) return undefined;
  const result = BigInt(whole + part.padEnd(decimals, "0"));
  return result >= LIMIT || (sign === "-" && result) ? undefined : result;
}

const scale = (decimals) => 10n ** BigInt(decimals);

/**
 * As the plans write it: "1.600", "≥ 850", "65 - 70%", "giảm 10 - 20%", "x"; "" for null.
 * @param {Amount | null} amount
 * @param {Format} format
 */
export function writeFigure(amount, { decimals, suffix }) {
  if (amount === null) return "";
  if (amount.value === null) return "x";
  const numbers = [amount.value, amount.upper].filter((number) => number !== null);
  return (SIGNS[amount.comparator] ?? "") + numbers.map((number) => write(number, decimals)).join(" - ") + suffix;
}

function write(number, decimals) {
  const size = number < 0n ? -number : number;
  const whole = String(size / scale(decimals)).replace(/\B(?=(\d{3})+$)/g, ".");
  const part = decimals ? String(size % scale(decimals)).padStart(decimals, "0").replace(/0+$/, "") : "";
  return (number < 0n ? "-" : "") + whole + (part && `,${part}`);
}

/**
 * A note, which is its own text; null for a blank.
 * @param {string} text
 * @returns {Amount | null}
 */
export function readNote(text) {
  const note = text.trim();
  return note ? { value: null, upper: null, comparator: "note", note } : null;
}

/** "eq:70:", "between:450:500", "na::"; "" for null; a note is its own text. @param {Amount | null} amount */
export function pack(amount) {
  if (amount?.note !== undefined) return amount.note;
  return amount === null ? "" : [amount.comparator, amount.value ?? "", amount.upper ?? ""].join(":");
}

/** @param {string} text from `pack` @returns {Amount | null} */
export function unpack(text) {
  if (!text) return null;
  const [comparator, ...numbers] = text.split(":");
  return amountOf(comparator, ...numbers.map((number) => (number ? BigInt(number) : null)));
}

/** @param {Amount | null} a @param {Amount | null} b */
export function same(a, b) {
  return pack(a) === pack(b);
}

/**
 * Rule figure-sum, as core.figures.add, of amounts with the same decimals.
 * @param {(Amount | null)[]} amounts
 * @returns {Amount | null} null where there is nothing to add or the sum has no meaning
 */
export function add(amounts) {
  const parts = amounts.filter((amount) => amount !== null && amount.value !== null);
  const kinds = new Set(parts.map((part) => part.comparator));
  if (!parts.length || kinds.has("decrease") || kinds.has("increase")) return null;
  const low = sum(parts.map((part) => bounds(part)[0]));
  const high = sum(parts.map((part) => bounds(part)[1]));
  if (low !== null && high !== null) {
    const isPlain = [...kinds].every((kind) => kind === "eq" || kind === "est");
    return isPlain ? amountOf(kinds.has("est") ? "est" : "eq", low) : amountOf("between", low, high);
  }
  if (low !== null) return amountOf(kinds.has("gt") ? "gt" : "ge", low);
  return high === null ? null : amountOf(kinds.has("lt") ? "lt" : "le", high);
}

function bounds({ value, upper, comparator }) {
  return [/^l[et]$/.test(comparator) ? null : value, /^g[et]$/.test(comparator) ? null : (upper ?? value)];
}

function sum(numbers) {
  return numbers.includes(null) ? null : numbers.reduce((total, number) => total + number, 0n);
}

/**
 * Rule gap, as reports.rollups.gap_between: "trên 90" begins one unit above, "dưới 90" ends one below.
 * @param {Amount} declared
 * @param {Amount} total
 * @returns {{ kind: "matched" | "within" | "unallocated" | "over", value: bigint }}
 */
export function gapBetween(declared, total) {
  const [low, high] = bounds(declared);
  const least = declared.comparator === "gt" ? low + 1n : low;
  const most = declared.comparator === "lt" ? high - 1n : high;
  const reached = total.upper ?? total.value;
  if (least !== null && total.value < least) return { kind: "unallocated", value: least - total.value };
  if (most !== null && reached > most) return { kind: "over", value: most - reached };
  return { kind: declared.comparator === "eq" ? "matched" : "within", value: 0n };
}

/**
 * Whether a number in the text is none of ours but one with a decimal point: "1.5", "1,234"; not "1.600".
 * @param {string} text
 */
export function hasTwoReadings(text) {
  return (text.match(NUMERAL) ?? []).some((numeral) => ENGLISH.test(numeral) && !NUMBER.test(numeral));
}

/**
 * The same figure in our notation: "1,234.5" is "1.234,5" and "1.600" is "1,6". What cannot have a decimal point stays.
 * @param {string} text
 */
export function fromDecimalPoint(text) {
  return text.replace(NUMERAL, (numeral) => {
    const match = ENGLISH.exec(numeral);
    if (!match) return numeral;
    const part = (match[2] ?? "").replace(/0+$/, "");
    return match[1].replaceAll(",", ".") + (part && `,${part}`);
  });
}
