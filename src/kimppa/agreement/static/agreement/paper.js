// Keys for whoever mends a long paper; every one of them has its button. They are turned off in the
// person's own menu: then this file is not loaded.
"use strict";
(function () {
  const form = document.querySelector("form[data-mends]");
  if (!form) return;
  const send = form.querySelector("[data-send]");
  const commands = new Map(
    [...document.querySelectorAll("[data-do]")].map((key) => [key.dataset.key, key.dataset.do]),
  );

  // A key pressed before the answer has come would change what its presser has not seen.
  let isSent = false;
  addEventListener("pageshow", () => { isSent = false; });

  function go(line, down) {
    const next = down ? line.nextElementSibling : line.previousElementSibling;
    if (next) next.querySelector(".a-pick").focus();
  }

  function split(line) {
    const places = line.querySelector(".a-split");
    if (places) {
      places.open = true;
      places.querySelector("button").focus();
      return;
    }
    const address = new URL(line.querySelector(".a-pick").href);
    address.searchParams.set("jaa", "1");
    // A fragment would take the focus from the first place.
    address.hash = "";
    location.assign(address);
  }

  function press(line, command) {
    const own = line.querySelector(".a-mend");
    const first = own && own.querySelector(".a-yes button");
    const value = `${line.dataset.line} ${command}`;
    const button = own && (command === "guess" ? first : own.querySelector(`[value="${value}"]`));
    isSent = true;
    if (button) {
      own.requestSubmit(button);
      return;
    }
    send.value = value;
    form.requestSubmit(send);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isSent) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const wide = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
    if (wide) {
      event.preventDefault();
      isSent = wide.matches("button");
      wide.click();
      return;
    }
    const line = event.target.closest(".a-line");
    const onLine = event.target.classList.contains("a-pick");
    if (!line) return;
    if (onLine && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      go(line, key === "ArrowDown");
      return;
    }
    const command = commands.get(key);
    if (!command) return;
    // Enter opens what it stands on, but on a line that is asked about it takes the guess for right.
    if (command === "guess" && !(onLine && line.classList.contains("a-unsure"))) return;
    event.preventDefault();
    if (command === "split") split(line);
    else press(line, command);
  });
})();
