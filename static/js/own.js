// The own item beside the dots: sent again until it is answered, and the page says whether it is saved.
// Without this file it is a form.
"use strict";
(() => {
  const form = document.querySelector("[data-own]");
  if (!form) return;
  const text = form.querySelector("textarea"), ANSWER = 10000;
  let isBusy = false, waits = false, failed = 0, timer;

  const say = (state, why = "") => {
    for (const each of form.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== state;
    form.querySelector("[data-why]").textContent = why;
  };

  const send = async () => {
    if (isBusy) return;
    clearTimeout(timer);
    isBusy = true;
    waits = false;
    const sent = text.value;
    say(failed ? "waiting" : "saving");
    let answer, told;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "application/json" }, signal: AbortSignal.timeout?.(ANSWER) });
      told = await answer.json();
    } catch { /* no answer, or half of one: the same again */ }
    isBusy = false;
    if (!told || answer.status >= 500 || answer.status === 429) {
      failed += 1;
      waits = true;
      timer = setTimeout(send, Math.min(500 * 2 ** failed, 8000));
      return say("waiting");
    }
    failed = 0;
    const why = told.refused || (answer.ok ? "" : told.detail);
    if (why) say("refused", why);
    else say(told.own_item && text.value === sent ? "saved" : "");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    send();
  });
  text.addEventListener("input", () => !waits && say(""));
  addEventListener("online", () => waits && send());
  addEventListener("beforeunload", (event) => waits && event.preventDefault());
})();
