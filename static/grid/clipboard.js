// Blocks of cells as spreadsheets exchange them: lines of texts with tabs between them.

import { fromDecimalPoint, hasTwoReadings } from "./figure.js";

const LONGEST = 400; // no figure and no note is longer; what is, the server refuses by its cell

/**
 * The texts of a copied block. Excel ends the last line too, and quotes a text that holds a line break or a tab.
 * @param {string} text
 * @returns {string[][]}
 */
export function readBlock(text) {
  const rows = [];
  let row = [];
  let rest = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (;;) {
    const [value, length] = firstText(rest);
    row.push(value.slice(0, LONGEST));
    const mark = rest[length];
    if (mark !== "\t") {
      rows.push(row);
      row = [];
    }
    if (mark === undefined) return rows;
    rest = rest.slice(length + 1);
  }
}

/** The first text of a block, and how many characters it takes. */
function firstText(rest) {
  const quoted = /^"((?:[^"]|"")*)"(?=\t|\n|$)/.exec(rest);
  if (quoted) return [quoted[1].replaceAll('""', '"').replace(/\s+/g, " ").trim(), quoted[0].length];
  const plain = /^[^\t\n]*/.exec(rest)[0];
  return [plain.trim(), plain.length];
}

/**
 * A rectangle of cells as text. Digits are not grouped: "1.600" is 1,6 in an English spreadsheet.
 * @param {string[][]} texts
 */
export function writeBlock(texts) {
  return texts.map((row) => row.map((text) => text.replace(/(?<=\d)\.(?=\d{3})/g, "")).join("\t")).join("\r\n");
}

/** The texts of a block of which nobody can say whether a mark groups digits or begins decimals. */
export function doubtful(block) {
  return [...new Set(block.flat().filter(hasTwoReadings))];
}

/** The block with all its numbers rewritten from the English convention into ours. */
export function withDecimalPoint(block) {
  return block.map((row) => row.map(fromDecimalPoint));
}

/** Width and height of a block. */
export function sizeOf(block) {
  return { rows: block.length, cols: Math.max(...block.map((row) => row.length)) };
}

/**
 * How often a block is repeated to fill the selection, as spreadsheets do when it fits a whole number of times.
 * @param {{ rows: number, cols: number }} size
 * @param {{ top: number, left: number, bottom: number, right: number }} box
 */
export function repeats(size, box) {
  const [rows, cols] = [box.bottom - box.top + 1, box.right - box.left + 1];
  if (rows % size.rows || cols % size.cols) return { rows: size.rows, cols: size.cols };
  return { rows, cols };
}
