// Another person changed a cell meanwhile: both figures, who and when, and a choice for each. Nothing is overwritten.

import { buttons, element, showDialog } from "./dialogs.js";
import { whereIs } from "./status.js";
import { say } from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {import("./sheet.js").Sheet} sheet
 * @param {import("./saving.js").Saver} saver
 * @param {(changes: import("./sheet.js").Change[]) => void} record
 */
export function showConflicts(form, sheet, saver, record) {
  const body = document.createDocumentFragment();
  body.append(element("p", {}, say("conflict-question")));
  const list = element("ul", { class: "conflicts" });
  list.append(...saver.conflicts.map(([cell, verdict]) => itemOf(cell, verdict)));
  body.append(list);
  body.append(buttons([
    { label: say("keep-mine-all"), act: () => decide(saver.conflicts.map(([cell]) => cell), true) },
    { label: say("take-theirs-all"), act: () => decide(saver.conflicts.map(([cell]) => cell), false) },
  ]));
  let last = saver.conflicts[0][0];
  const goBack = () => form.dispatchEvent(new CustomEvent("grid:go", { detail: last }));
  const dialog = showDialog(say("conflict-title"), body, { wide: true, onClose: goBack });
  list.querySelector("button").focus();

  function itemOf(cell, verdict) {
    const item = element("li", { class: "conflicts__item" });
    const who = verdict.who ? say("conflict-who", { who: verdict.who, when: verdict.when }) : "";
    item.append(
      element("strong", {}, whereIs(cell)),
      element("p", { class: "muted" }, who),
      buttons([
        { label: say("keep-mine", { text: cell.text || say("blank") }), act: () => decide([cell], true, item) },
        { label: say("take-theirs", { text: verdict.text || say("blank") }), act: () => decide([cell], false, item) },
      ]),
    );
    return item;
  }

  function decide(cells, keepMine, item) {
    last = cells[0];
    record(cells.flatMap((cell) => saver.decide(cell, keepMine)));
    item?.remove();
    if (!saver.conflicts.length) dialog.close();
    else list.querySelector("button")?.focus();
  }
}
