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

  // Keys pressed before the answer has come wait for it; an answer that refuses ends the wait.
  const WAITING = "agreement-keys";
  let isSent = false;
  addEventListener("pageshow", () => {
    isSent = false;
    const waiting = sessionStorage.getItem(WAITING);
    sessionStorage.removeItem(WAITING);
    if (!waiting || document.querySelector(".k-message[data-color=danger]")) return;
    const [address, ...keys] = JSON.parse(waiting);
    if (address !== location.pathname) return;
    const here = location.hash && document.getElementById(location.hash.slice(1));
    let target = here || document.body;
    while (keys.length && !isSent) {
      act(keys.shift(), target);
      target = document.activeElement;
    }
    for (const key of keys) wait(key);
  });

  function wait(key) {
    const waiting = JSON.parse(sessionStorage.getItem(WAITING) || "null");
    const keys = waiting || [location.pathname];
    sessionStorage.setItem(WAITING, JSON.stringify([...keys, key]));
  }

  function go(line, down) {
    const next = down ? line.nextElementSibling : line.previousElementSibling;
    if (next) next.querySelector(".a-pick").focus();
  }

  // What a line must be open for: its places to split, its topics.
  function unfold(line, place, parameter) {
    const own = line.querySelector(place);
    if (own) {
      if (own.matches("details")) own.open = true;
      own.querySelector("button:not(summary *), select").focus();
      return;
    }
    const address = new URL(line.querySelector(".a-pick").href);
    address.searchParams.set(parameter, "1");
    // A fragment would take the focus from what is unfolded.
    address.hash = "";
    isSent = true;
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

  // Whether the key did something.
  function act(key, target) {
    const wide = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
    if (wide) {
      // A link to another place of this page brings no new page.
      isSent = wide.matches("button") || wide.search !== location.search;
      wide.click();
      return true;
    }
    const line = target.closest(".a-line");
    const onLine = target.classList.contains("a-pick");
    if (!line) return false;
    if (onLine && (key === "ArrowDown" || key === "ArrowUp")) {
      go(line, key === "ArrowDown");
      return true;
    }
    const command = commands.get(key);
    if (!command) return false;
    // Enter opens what it stands on, but on a line that is asked about it takes the guess for right.
    const asks = line.classList.contains("a-unsure") || line.classList.contains("a-guessed");
    if (command === "guess" && !(onLine && asks)) return false;
    if (command === "split") unfold(line, ".a-split", "jaa");
    else if (command === "topic") unfold(line, ".a-choose", "aihe");
    else press(line, command);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    if (isSent) {
      if (key.length === 1 || key === "Enter" || key.startsWith("Arrow")) {
        event.preventDefault();
        wait(key);
      }
      return;
    }
    if (act(key, event.target)) event.preventDefault();
  });
})();
