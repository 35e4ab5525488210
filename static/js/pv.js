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
  if (/^#[2-9A-Z]{4}(-[2-9A-Z]{4}){2,3}$/i.test(location.hash)) {
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

  // The marks stay in this tab until they are sent: over a lost session, a reload, the back button. The server keeps nothing.
  const shelf = {
    get: () => { try { return JSON.parse(sessionStorage.getItem("ballot")) || []; } catch { return []; } },
    set: (value) => { try { sessionStorage.setItem("ballot", JSON.stringify(value)); } catch { /* the tab keeps nothing */ } },
  };
  const keepMarks = () => {
    const form = document.querySelector("#ballot[data-draft]");
    if (form) shelf.set([form.dataset.draft, [...new FormData(form)].filter(([name]) => !/^(csrf_token|seq|draft|q|area)$/.test(name))]);
  };
  const bringMarksBack = () => {
    if (document.querySelector("[data-voted]")) shelf.set([]);
    const form = document.querySelector("#ballot[data-fresh]");
    const [draft, marks] = shelf.get();
    if (!form || draft !== form.dataset.draft || !marks.some(([, value]) => !/^(|0|none)$/.test(value))) return keepMarks();
    const values = new FormData();
    for (const name of ["csrf_token", "seq"]) values.set(name, form.elements[name].value);
    for (const [name, value] of marks) values.append(name, value);
    values.set("back", "1");
    htmx.ajax("POST", form.action, { target: "#ballot", select: "#ballot", swap: "outerHTML", values });
  };
  document.addEventListener("change", keepMarks);
  document.addEventListener("htmx:afterSettle", keepMarks);
  document.addEventListener("DOMContentLoaded", bringMarksBack);

  // Two minutes before a voter's time ends a dialog asks; any key or tap asks the server for another hour.
  const dialog = document.querySelector("dialog[data-keep]");
  if (dialog) {
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => dialog.showModal(), (dialog.dataset.minutes - 2) * 60000);
    };
    const stay = () => {
      dialog.close();
      fetch(dialog.dataset.keep, { redirect: "manual" }).then((answer) => {
        if (answer.ok) wait();
        else location.assign(dialog.dataset.keep);
      }, () => say(text("offline")));
    };
    dialog.addEventListener("keydown", stay);
    dialog.addEventListener("click", stay);
    document.addEventListener("htmx:afterRequest", wait);
    wait();
  }

  // Two quick clicks send one form; a page brought back from the cache may be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (/\/vote\/end$/.test(event.submitter?.formAction || form.action)) shelf.set([]);
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
