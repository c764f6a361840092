// Comforts of a browser: every page works without them.
"use strict";
(function () {
  // A day or a time is typed as text, which takes "5.2." and "klo 18"; the button beside it opens
  // the browser's own picker and writes what is picked into the text.
  const KINDS = {
    date: {
      of(text) {
        const day = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/.exec(text.trim());
        return day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : "";
      },
      text: (value) => value.split("-").reverse().map(Number).join("."),
    },
    time: {
      of(text) {
        const time = /^(?:\D+)?(\d{1,2})(?:[.:](\d{2}))?$/.exec(text.trim());
        return time ? `${time[1].padStart(2, "0")}:${time[2] || "00"}` : "";
      },
      text: (value) => `${Number(value.slice(0, 2))}.${value.slice(3, 5)}`,
    },
  };

  function picker(button) {
    const box = button.parentElement.querySelector("input");
    const kind = KINDS[button.dataset.picks];
    const native = document.createElement("input");
    native.type = button.dataset.picks;
    native.className = "k-native";
    native.tabIndex = -1;
    native.setAttribute("aria-hidden", "true");
    native.addEventListener("change", (event) => {
      event.stopPropagation();
      if (!native.value) return;
      box.value = kind.text(native.value);
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    button.after(native);
    return native;
  }

  if ("showPicker" in HTMLInputElement.prototype) {
    document.documentElement.classList.add("k-picks");
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-picks]");
      if (!button) return;
      const native = button.parentElement.querySelector(".k-native") || picker(button);
      const box = button.parentElement.querySelector("input");
      native.value = KINDS[native.type].of(box.value);
      native.showPicker();
    });
  }

  // "/" goes to the search field, unless something is being typed. It is turned off in the menu of
  // the person: then the field does not tell of it.
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector('[aria-keyshortcuts="/"]');
    if (event.key !== "/" || !search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    if (search.checkVisibility()) search.focus();
    else location.assign(search.form.action);
  });

  // What a page tells after what matters first is folded on a phone, but not what its address
  // leads to or asks for.
  if (window.matchMedia("(max-width: 47.99rem)").matches && !location.search) {
    for (const part of document.querySelectorAll("details.k-fold[open]")) {
      part.open = location.hash.length > 1 && Boolean(part.querySelector(`#${CSS.escape(location.hash.slice(1))}`));
    }
  }
})();
