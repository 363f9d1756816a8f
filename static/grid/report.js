// What stands beside the typed cells of a report: sums, the total of the year so far, what remains, the percentage.

import { add, unpack, writeFigure } from "./figure.js";
import { cumulative, progress } from "./progress.js";
import { say } from "./words.js";

const PERCENT = { decimals: 1, suffix: "%" };

/**
 * @param {HTMLFormElement} form
 * @param {any} model what reports/report_form.py computes with
 * @returns {(sheet: import("./sheet.js").Sheet) => void} shows all lines as the cells stand
 */
export function reportOf(form, model) {
  const lines = model.lines.map((line) => ({
    ...line,
    soFar: unpack(line.soFar),
    target: unpack(line.target),
    nodes: Object.fromEntries(
      [...form.querySelectorAll(`[data-line="${line.row}"] [data-shows]`)].map((node) => [node.dataset.shows, node]),
    ),
  }));
  const byNode = new Map(lines.map((line) => [line.node, line]));
  return (sheet) => lines.forEach((line) => showLine(line, sheet, doneOf(line, sheet, byNode)));
}

/** Rule composite: each typed figure by its own rule, a sum from its parts. */
function doneOf(line, sheet, byNode) {
  const { children } = sheet.nodes[line.node];
  if (children.length) return add(children.map((child) => doneOf(byNode.get(child), sheet, byNode)));
  return cumulative(line.way, line.soFar, sheet.values[0][line.node]);
}

function showLine(line, sheet, done) {
  const format = sheet.nodes[line.node];
  const current = sheet.values[0][line.node];
  const { remaining, tenths } = progress(line.target, done);
  setText(line.nodes.sum, writeFigure(current, format));
  setText(line.nodes.cumulative, writeFigure(done, format));
  setText(line.nodes.remaining, remaining === null ? "" : remainingText(remaining, format));
  setText(line.nodes.percent, tenths === null ? "" : writeFigure(exactly(tenths), PERCENT));
}

/** A difference of two percentages is in points. */
function remainingText(remaining, { decimals, suffix }) {
  const size = writeFigure(exactly(remaining < 0n ? -remaining : remaining), { decimals, suffix: "" });
  const number = suffix ? say("points", { number: size }) : size;
  return remaining < 0n ? say("beyond", { number }) : number;
}

const exactly = (value) => ({ value, upper: null, comparator: "eq" });

function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}
