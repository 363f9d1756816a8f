// The history of a cell in a dialog: who wrote what and when, and the way back to an older figure.

import { element, showDialog } from "./dialogs.js";
import { fragment, Refused, SignedOut } from "./server.js";
import { say } from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {import("./sheet.js").Cell} cell
 * @param {(wanted: { cell: import("./sheet.js").Cell, text: string }[]) => void} apply
 */
export async function showHistory(form, cell, apply) {
  const body = element("div", { "aria-live": "polite" }, say("loading"));
  const dialog = showDialog(say("history-title"), body, { wide: true });
  try {
    body.replaceChildren(await fragment(`${form.action}lich-su/?o=${encodeURIComponent(cell.key)}`));
  } catch (error) {
    body.textContent = sentence(error);
  }
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const { text } = event.submitter.dataset;
    dialog.close();
    apply([{ cell, text }]);
  });
}

function sentence(error) {
  if (error instanceof Refused) return error.message;
  return say(error instanceof SignedOut ? "signed-out" : "no-answer");
}
