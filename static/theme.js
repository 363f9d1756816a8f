// Light, dark, or as the system: the choice of [data-theme-choice], kept in this browser. Runs before the first
// paint, so that a dark page never flashes white.
"use strict";
{
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };

  root.classList.add("js");
  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-choice]")) {
      group.hidden = false;
      for (const input of group.querySelectorAll("input")) input.checked = input.value === read();
      group.addEventListener("change", (event) => {
        apply(event.target.value);
        try {
          localStorage.setItem("theme", event.target.value);
        } catch {
          // Storage is switched off: the choice holds for this page.
        }
      });
    }
  });
}
