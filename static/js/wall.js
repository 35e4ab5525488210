// The report on the wall: the keys of a keyboard or a presenter follow the links to the item before and the next one.
"use strict";
(() => {
  const KEYS = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "prev", PageUp: "prev" };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("a, button, input")) return;
    const link = KEYS[event.key] && document.querySelector(`[rel="${KEYS[event.key]}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
