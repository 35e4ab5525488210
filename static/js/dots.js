// Dots in the room: each touch is shown at once, sent in order under an id of its own, and sent again until it is answered.
// The server counts an id once. Without this file every touch is a form.
"use strict";
(() => {
  const form = document.querySelector("#dots");
  if (!form) return;
  const bar = form.querySelector("[data-bar]"), all = (name) => bar.querySelectorAll(`[data-${name}]`), one = (name) => all(name)[0];
  const marks = +form.dataset.marks, most = +form.dataset.most, forget = +form.dataset.forget * 1000;
  const counts = document.querySelector("[data-text=counts]").textContent.split("|");
  const ASK = 60000, ANSWER = 10000;
  let saved = JSON.parse(form.dataset.taps), queue = [], isBusy = false, isStuck = false, failed = 0, since = 0, timer, idle;

  // crypto.randomUUID is missing in a hall's own network without https
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const after = (taps, wish) => (wish.undo ? taps.slice(0, -1) : [...taps, [wish.plus || wish.minus, wish.plus ? 1 : -1]]);
  const say = (why) => {
    const line = one("refused");
    line.hidden = !why;
    line.textContent = why && line.dataset.refused.replace("{why}", why);
  };

  const show = () => {
    const taps = queue.reduce(after, saved), given = {}, last = taps.at(-1);
    for (const [key, change] of taps) given[key] = (given[key] || 0) + change;
    const left = marks - taps.reduce((sum, [, change]) => sum + change, 0);
    for (const card of form.querySelectorAll("[id^=option-]")) {
      const n = given[card.id.slice(7)] || 0;
      card.toggleAttribute("data-marked", n > 0);
      card.querySelector("[data-count]").textContent = counts[n];
      card.querySelectorAll(".pv-dots svg").forEach((dot, at) => {
        const circle = dot.firstElementChild, on = at < n;
        dot.toggleAttribute("data-off", !on);
        circle.setAttribute("fill", on ? "currentColor" : "none");
        circle.setAttribute("stroke", on ? "none" : "currentColor");
        circle.setAttribute("r", on ? 7.5 : 6.75);
      });
      for (const [name, off] of [["minus", !n], ["plus", n >= most || left < 1]]) {
        const button = card.querySelector(`[name=${name}]`);
        off ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled");
      }
    }
    one("left").textContent = one("left").dataset.left.replace("{left}", left);
    const line = one("last"), words = last ? (last[1] > 0 ? "given" : "taken") : "first";
    const item = last && document.getElementById("option-" + last[0])?.querySelector("h2").textContent;
    line.textContent = line.dataset[words].replace("{item}", item);
    one("undo").hidden = !last;
    one("again").hidden = !isStuck;
    const state = isStuck ? "stuck" : !queue.length ? (last ? "saved" : "none") : failed ? "waiting" : "saving";
    all("state").forEach((each) => (each.hidden = each.dataset.state !== state));
  };

  const send = async () => {
    if (isBusy || !queue.length) return;
    clearTimeout(timer);
    isBusy = true;
    since ||= Date.now();
    const body = new FormData(form);
    for (const [name, value] of Object.entries(queue[0])) body.set(name, value);
    let answer, told;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { accept: "application/json" }, signal: AbortSignal.timeout?.(ANSWER) });
      told = await answer.json();
    } catch { /* no answer, or half of one: the same again */ }
    isBusy = false;
    if (!told || answer.status >= 500 || answer.status === 429) return later();
    failed = since = 0;
    isStuck = false;
    say(told.refused || told.detail || "");
    if (told.taps) {
      saved = told.taps;
      queue.shift();
    } else queue = []; // the vote is over, or the code is not known here any more
    show();
    send();
  };

  const later = () => {
    failed += 1;
    isStuck = Date.now() - since >= ASK;
    if (!isStuck) timer = setTimeout(send, Math.min(500 * 2 ** failed, 8000));
    show();
  };

  const again = () => {
    since = 0;
    isStuck = false;
    show();
    send();
  };

  const wake = () => {
    clearTimeout(idle);
    if (forget) idle = setTimeout(() => { queue = []; location.reload(); }, forget);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const { name, value } = event.submitter || {};
    if (!name) return;
    say("");
    queue.push({ tap: newId(), [name]: value });
    show();
    send();
    wake();
  });
  one("again").addEventListener("click", again);
  addEventListener("online", () => queue.length && again());
  addEventListener("beforeunload", (event) => queue.length && event.preventDefault());
  document.addEventListener("submit", (event) => { // whoever leaves first waits for their dots
    if (!queue.length || event.target === form) return;
    event.preventDefault();
    event.stopPropagation();
    again();
    one("left").scrollIntoView();
  }, true);
  wake();
})();
