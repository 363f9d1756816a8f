// One modal dialog at a time: a title, a body, buttons. Escape and the cross close it; focus goes back where it was.

import { say } from "./words.js";

/**
 * @param {string} title
 * @param {Node} body
 * @param {{ wide?: boolean, onClose?: () => void }} [options]
 * @returns {HTMLDialogElement} shown; `close()` takes it away
 */
export function showDialog(title, body, { wide = false, onClose } = {}) {
  document.querySelector("dialog.dialog")?.close();
  const look = `dialog${wide ? " dialog--wide" : ""}`;
  const dialog = element("dialog", { class: look, "aria-labelledby": "dialog-title" });
  const cross = element("button", { type: "button", class: "btn btn--quiet", "aria-label": say("close") }, "×");
  cross.addEventListener("click", () => dialog.close());
  const content = element("div", { class: "dialog__body" });
  content.append(body);
  const head = element("header", { class: "dialog__head" });
  head.append(element("h2", { id: "dialog-title" }, title), cross);
  dialog.append(head, content);
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement && back.isConnected) back.focus();
    onClose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

/**
 * A row of buttons for the end of a dialog.
 * @param {{ label: string, primary?: boolean, act: () => void }[]} choices
 */
export function buttons(choices) {
  const row = element("div", { class: "dialog__buttons" });
  for (const { label, primary, act } of choices) {
    const button = element("button", { type: "button", class: `btn${primary ? " btn--primary" : ""}` }, label);
    button.addEventListener("click", act);
    row.append(button);
  }
  return row;
}
