// [data-disclosure] opens and closes what its aria-controls names. details[data-popover] behave as menus: one open
// at a time, closed by Escape or by a click elsewhere.
"use strict";
{
  for (const button of document.querySelectorAll("[data-disclosure]")) {
    const target = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", open);
      target.toggleAttribute("data-open", open);
    });
  }

  const popovers = () => document.querySelectorAll("details[data-popover][open]");
  document.addEventListener("click", (event) => {
    for (const details of popovers()) if (!details.contains(event.target)) details.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of popovers()) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
}
