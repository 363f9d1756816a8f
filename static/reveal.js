// [data-reveal] shows and hides what was typed into the password field that it names by id. Sent is always a hidden one:
// browsers offer to keep what stands in a plain field.
"use strict";
{
  const show = (button, field, shown) => {
    field.type = shown ? "text" : "password";
    for (const word of button.querySelectorAll("[data-when]")) {
      word.hidden = (word.dataset.when === "shown") !== shown;
    }
  };

  for (const button of document.querySelectorAll("[data-reveal]")) {
    const field = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", () => show(button, field, field.type === "password"));
    field.form.addEventListener("submit", () => show(button, field, false));
  }
}
