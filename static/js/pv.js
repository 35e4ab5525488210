// What the pages do beyond HTML and htmx. Everything works without this file.
"use strict";
(() => {
  const text = (name) => document.querySelector(`[data-text="${name}"]`)?.textContent || "";

  // An error summary takes the focus, on a full load and after a swap.
  const focusError = (root) => root.querySelector?.("[data-focus]")?.focus();
  document.addEventListener("DOMContentLoaded", () => focusError(document));
  document.addEventListener("htmx:afterSettle", (event) => focusError(event.detail.elt));

  // A swapped page names itself; its heading is the title.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    const heading = document.querySelector("main h1");
    if (heading) document.title = heading.textContent.trim();
  });

  // The code of a letter's QR comes behind the # and is never sent: it fills its field once, or waits in the links to it.
  if (/^#[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/i.test(location.hash)) {
    const field = document.querySelector("[data-code]");
    if (field) {
      field.value ||= location.hash.slice(1);
      history.replaceState(null, "", location.pathname + location.search);
    } else {
      document.querySelectorAll("main a[href]").forEach((link) => {
        if (link.origin === location.origin && !link.hash) link.hash = location.hash;
      });
    }
  }

  // No connection: say so in words; what was typed stays on the page.
  const say = (message) => {
    let box = document.querySelector(".pv-offline");
    if (!message) return box?.remove();
    if (!box) {
      box = document.createElement("p");
      box.className = "pv-alert pv-offline";
      box.dataset.color = "warning";
      box.setAttribute("role", "alert");
      document.querySelector("main")?.prepend(box);
    }
    box.textContent = message;
  };
  addEventListener("offline", () => say(text("offline")));
  addEventListener("online", () => say(""));
  document.addEventListener("htmx:sendError", () => say(text("offline")));
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    say(text("offline"));
  });

  // Two quick clicks send one form; a page brought back from the cache may be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000); // an answer may be a download
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-print],[data-copy],[aria-disabled=true]");
    if (!element) return;
    if (element.matches("[aria-disabled=true]")) event.preventDefault();
    if (element.matches("[data-print]")) print();
    if (element.dataset.copy) navigator.clipboard?.writeText(element.dataset.copy);
  });
  document.querySelectorAll("[data-print],[data-copy]").forEach((element) => (element.hidden = false));
})();
