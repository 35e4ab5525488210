// The wall: takes the whole board whenever the server sends it, moves rows calmly to their new places, counts the time down.
// Without this file the page loads itself anew every ten seconds.
"use strict";
(() => {
  const live = document.querySelector("[data-stream]"), lost = document.querySelector("[data-lost]");
  if (!live) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const SILENT = 20000, AGAIN = 10000, MOVE = { duration: 700, easing: "cubic-bezier(.4,0,.2,1)" };
  let source, heard = Date.now(), tried = 0, ends = 0;

  const places = () => new Map([...live.querySelectorAll("[data-key]")].map((row) => [row.dataset.key, {
    row, top: row.offsetTop, fill: row.querySelector(".pj-fill"), wide: parseFloat(row.querySelector(".pj-fill").getAttribute("width")),
  }]));

  const tick = () => {
    const clock = live.querySelector("[data-seconds]"), left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    if (clock) clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  };
  const setClock = () => {
    ends = Date.now() + (live.querySelector("[data-seconds]")?.dataset.seconds || 0) * 1000;
    tick();
  };

  const put = (html) => {
    const before = places(), fresh = document.createElement("template");
    fresh.innerHTML = html;
    const parts = [...fresh.content.children];
    parts.forEach((part, at) => {
      const old = live.children[at];
      if (!old) live.append(part);
      else if (!old.isEqualNode(part)) old.replaceWith(part);
    });
    while (live.children.length > parts.length) live.lastElementChild.remove();
    setClock();
    if (calm.matches || document.hidden) return;
    for (const [key, now] of places()) {
      const was = before.get(key);
      if (!was) {
        if (before.size) now.row.animate([{ opacity: 0 }, { opacity: 1 }], MOVE);
      } else if (was.row !== now.row) {
        if (was.top !== now.top) now.row.animate([{ transform: `translateY(${was.top - now.top}px)` }, { transform: "none" }], MOVE);
        if (now.wide && was.wide !== now.wide) now.fill.animate([{ transform: `scaleX(${was.wide / now.wide})` }, { transform: "none" }], MOVE);
      }
    }
  };

  const connect = () => {
    source?.close();
    tried = Date.now();
    source = new EventSource(live.dataset.stream);
    source.addEventListener("board", (event) => {
      heard = Date.now();
      lost.hidden = true;
      put(event.data);
    });
  };

  setClock();
  connect();
  setInterval(tick, 250);
  setInterval(() => { // a line may die in silence; and a browser gives up after one wrong answer
    const silent = Date.now() - heard;
    lost.hidden = silent < SILENT;
    if ((silent > SILENT || source.readyState === EventSource.CLOSED) && Date.now() - tried > AGAIN) connect();
  }, 1000);
  addEventListener("online", connect);
})();
