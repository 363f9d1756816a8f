// How far a result is on the way to its target: reports/progress.py over again, so that it follows each keystroke.

import { add } from "./figure.js";

/** @typedef {import("./figure.js").Amount} Amount */

const CHANGES = new Set(["decrease", "increase"]);
const CAPPED = new Set(["le", "lt", "eq"]);

/**
 * @param {"sum" | "self" | "none"} way how results of several periods become one
 * @param {Amount | null} soFar
 * @param {Amount | null} current
 * @returns {Amount | null}
 */
export function cumulative(way, soFar, current) {
  if (way === "sum") return add([soFar, current]);
  const figure = current ?? soFar;
  return way === "self" && figure && figure.value !== null ? figure : null;
}

/**
 * @param {Amount | null} target
 * @param {Amount | null} done
 * @returns {{ remaining: bigint | null, tenths: bigint | null }} tenths of a percent, rounded half up
 */
export function progress(target, done) {
  if (!target || !done || target.value === null || done.value === null || CHANGES.has(target.comparator)) {
    return { remaining: null, tenths: null };
  }
  const missing = target.value - done.value;
  const remaining = missing < 0n && !CAPPED.has(target.comparator) ? 0n : missing;
  const tenths = target.value > 0n ? (2000n * done.value + target.value) / (2n * target.value) : null;
  return { remaining, tenths };
}
