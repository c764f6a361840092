// Passkeys need a script: no form can ask a device for one. Each form with data-passkey gets its
// options (in data-options, or from the address in data-options-from), asks the device and sends
// the answer in its hidden field. Without this script the forms stay hidden.
"use strict";
(function () {
  function bytes(text) {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    if (!buffer) return null;
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function prepared(options) {
    const asked = options.publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const key of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) {
      key.id = bytes(key.id);
    }
    return { publicKey: asked };
  }

  function answer(credential) {
    const from = credential.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = text(from[name]);
    }
    if (from.getTransports) response.transports = from.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response,
    });
  }

  async function options(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const reply = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error("no options");
    return reply.json();
  }

  async function send(form, failure) {
    failure.hidden = true;
    try {
      const asked = prepared(await options(form));
      const made = form.dataset.passkey === "create";
      const container = navigator.credentials;
      form.elements.credential.value = answer(
        await (made ? container.create(asked) : container.get(asked)),
      );
    } catch (error) {
      failure.hidden = false;
      failure.focus();
      return;
    }
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const missing = document.getElementById(form.dataset.missing);
    if (!window.PublicKeyCredential || !navigator.credentials) {
      if (missing) missing.hidden = false;
      continue;
    }
    const failure = form.querySelector("[data-failure]");
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send(form, failure);
    });
  }
})();
