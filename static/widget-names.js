// Names for assistive technology that the admin's widgets leave out. Select2: its closed box is called by its value
// alone, its list and search field by nothing. Calendars: boxes at the end of the page, called by nothing.
"use strict";
{
  const $ = window.django?.jQuery;
  const labelOf = (select) => select.labels[0]?.textContent.replace(/[:*]\s*$/, "").trim() ?? "";

  const nameBox = (select) => {
    const label = select.labels[0];
    const box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box) return;
    label.id ||= `${select.id}_label`;
    const value = box.querySelector("[role=textbox]");
    box.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
    for (const part of [value, box.querySelector(".select2-search__field")]) {
      part?.setAttribute("aria-labelledby", label.id);
    }
  };
  const nameBoxes = (root) => root.querySelectorAll("select.admin-autocomplete").forEach(nameBox);

  const nameList = (select) => {
    const box = select.parentElement.querySelector(".select2-selection");
    const list = document.querySelector("body > .select2-container--open");
    box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    list?.setAttribute("role", "dialog");
    list?.setAttribute("aria-label", labelOf(select));
    const field = list?.querySelector(".select2-search__field");
    field?.setAttribute("aria-label", labelOf(select));
    field?.focus();
  };

  const nameCalendars = () => {
    for (const calendar of document.querySelectorAll(".calendarbox, .clockbox")) {
      calendar.setAttribute("role", "dialog");
      calendar.setAttribute("aria-label", calendar.matches(".calendarbox") ? gettext("Choose a Date") : gettext("Choose a Time"));
    }
  };

  if ($) {
    // After Django's own script, which makes the boxes in the same way and was here first.
    $(() => nameBoxes(document));
    $(document).on("select2:open", (event) => nameList(event.target));
    document.addEventListener("formset:added", (event) => setTimeout(() => nameBoxes(event.target)));
  }
  window.addEventListener("load", () => setTimeout(nameCalendars));
}
