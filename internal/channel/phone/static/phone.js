"use strict";
// The page works without this file; with it the thread grows in place, the
// length of a message shows while typing, and unasked messages arrive.
(() => {
  const form = document.getElementById("composer");
  const thread = document.getElementById("thread");
  const text = document.getElementById("text");
  const count = document.getElementById("count");
  const chat = document.body.classList.contains("chat");

  const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const extension = "\f^{}\\[~]|€";

  // size counts as package sms does; the server's count in a bubble decides.
  function size(s) {
    const chars = [...s];
    const gsm = chars.every((c) => basic.includes(c) || extension.includes(c));
    const width = (c) => (gsm ? (extension.includes(c) ? 2 : 1) : c.length);
    const [single, part] = gsm ? [160, 153] : [70, 67];
    let units = 0, full = 0, used = 0;
    for (const c of chars) {
      const w = width(c);
      units += w;
      if (used + w > part) { full++; used = 0; }
      used += w;
    }
    const segments = units === 0 ? 0 : units <= single ? 1 : full + 1;
    return { encoding: gsm ? "GSM7" : "UCS2", units, segments };
  }

  function showCount() {
    const s = size(text.value);
    count.textContent = s.units ? `${s.encoding} ${s.units}/${s.segments} ${document.body.dataset.segments}` : "";
  }

  function bubble(who, message, failed) {
    const li = document.createElement("li");
    const p = document.createElement("p");
    li.className = who;
    p.dir = "auto";
    p.textContent = message.text;
    if (failed) p.className = "failed";
    li.append(p);
    if (chat && message.buttons) message.buttons.forEach((row) => li.append(buttons(row)));
    if (!chat && !failed) {
      const small = document.createElement("small");
      const s = message.encoding ? message : size(message.text);
      small.dir = "ltr";
      small.textContent = `${s.encoding} ${s.units}/${s.segments}`;
      li.append(small);
    }
    thread.append(li);
    thread.scrollTop = thread.scrollHeight;
  }

  function buttons(row) {
    const div = document.createElement("div");
    div.className = "row";
    for (const b of row) {
      const button = document.createElement("button");
      button.name = "button";
      button.value = b.Value;
      button.textContent = b.Label;
      button.dir = "auto";
      div.append(button);
    }
    return div;
  }

  // One message at a time, so that the thread shows them in their order.
  let queue = Promise.resolve();

  function send(fields, shown) {
    const body = new URLSearchParams(fields);
    for (const name of ["view", "lang", "from"]) body.set(name, form.elements[name].value);
    body.set("id", Date.now().toString(36) + Math.random().toString(36).slice(2));
    bubble("me", { text: shown });
    queue = queue.then(async () => {
      try {
        const response = await fetch("/phone/send", { method: "POST", body });
        if (!response.ok) throw new Error(response.status);
        const reply = await response.json();
        if (reply.text) bubble("it", reply);
      } catch {
        bubble("it", { text: document.body.dataset.failed }, true);
      }
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    if (by && by.name === "point") return send({ point: by.value }, by.textContent);
    if (by && by.name === "phrase") return send({ text: by.value }, by.value);
    if (by && by.name === "button") return send({ button: by.value }, by.textContent);
    if (text.value.trim() === "") return;
    send({ text: text.value }, text.value);
    text.value = "";
    showCount();
  });
  text.addEventListener("input", showCount);

  let after = Number(form.elements.after.value);
  async function poll() {
    try {
      const query = new URLSearchParams({ from: form.elements.from.value, after });
      const response = await fetch("/phone/inbox?" + query);
      const { messages } = await response.json();
      for (const m of messages) { bubble("it", m); after = Math.max(after, m.n); }
    } catch { /* the server is away; the next poll tries again */ }
    setTimeout(poll, 2000);
  }
  poll();
  showCount();
})();
