// [data-copy] copies what the element holds that it names by id: the value of a field, or the entries of a list, one a
// line. The [data-copied] after it says whether it worked; if not, all is selected, to be copied by hand.
"use strict";
{
  const textOf = (source) =>
    source.value ?? [...source.children].map((entry) => entry.textContent.trim()).join("\n");

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(textOf(source));
      said.textContent = said.dataset.done;
    } catch {
      // No secure connection, or the browser was told not to.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      said.textContent = said.dataset.failed;
    }
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
