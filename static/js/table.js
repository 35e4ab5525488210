// A table: saves while one types, keeps it on the device while the network is away, shows what others write.
"use strict";
(() => {
  const root = document.querySelector("[data-table]");
  if (!root) return;
  const here = root.dataset.table, shelf = "table:" + here, bar = root.querySelector("[data-bar]");
  const PAUSE = 800, LOOK = 3000;
  const get = (id, from = document) => from.getElementById(id);
  const add = get("add").elements.text;
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  let kept = { adds: [], edits: {}, draft: "" }, isBusy = false, isAway = false, why = "", timer;
  try { kept = { ...kept, ...JSON.parse(localStorage.getItem(shelf)) }; } catch { /* nothing was kept */ }

  const token = () => root.querySelector("[name=csrf_token]").value;
  const ask = async (url, wish) => { // asking again is harmless: the server knows id and version
    const answer = await fetch(url, { ...wish, signal: AbortSignal.timeout?.(15000) }).catch(() => {});
    isAway = !answer || answer.status >= 500 || answer.status === 429;
    if (!isAway) return answer;
  };
  const post = async (url, fields) => {
    const answer = await ask(url, { method: "POST", redirect: "manual", headers: { accept: "application/json" }, body: new URLSearchParams({ csrf_token: token(), ...fields }) });
    return answer && { ...(await answer.json().catch(() => {})), ok: answer.status < 400, status: answer.status };
  };

  const show = () => {
    const edits = Object.values(kept.edits), clash = edits.some((edit) => edit.clash), waits = kept.adds.length || edits.length;
    const state = isAway && waits ? "waiting" : clash ? "clash" : waits ? "saving" : kept.draft.trim() ? "draft" : "saved";
    bar.querySelectorAll("[data-state]").forEach((each) => (each.hidden = each.dataset.state !== state));
    const line = bar.querySelector("[data-refused]");
    line.hidden = !why;
    line.textContent = why;
    const list = get("waiting");
    list.hidden = !kept.adds.length;
    list.replaceChildren(...kept.adds.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text })));
    root.querySelectorAll("#items > li").forEach((row) => {
      const edit = kept.edits[row.id.slice(5)], field = row.querySelector("textarea"), box = row.querySelector(".pv-alert");
      if (edit && field.value !== edit.text) field.value = edit.text;
      if (!edit?.clash) return box?.remove();
      if (box) return;
      const fresh = get("clash").content.cloneNode(true);
      fresh.querySelector(edit.newer ? "[data-gone]" : "[data-changed]").remove();
      fresh.querySelectorAll("b").forEach((each) => (each.textContent = edit[each.dataset.text]));
      field.after(fresh);
    });
    try { localStorage.setItem(shelf, JSON.stringify(kept)); } catch { /* only this page keeps it */ }
  };

  const sync = async () => {
    clearTimeout(timer);
    if (isBusy) return;
    isBusy = true;
    show();
    for (const item of [...kept.adds]) {
      const told = await post(here, item);
      if (!told) break;
      if (!told.ok) {
        why = told.detail;
        if (told.status === 422) add.value = kept.draft = item.text;
        else break;
      }
      kept.adds = kept.adds.filter((other) => other !== item);
    }
    for (const [id, edit] of Object.entries(kept.edits)) {
      if (isAway) break;
      if (edit.clash) continue;
      const { text, version } = edit, told = await post(`${here}/${id}`, { text, version });
      if (!told) break;
      if (told.ok) {
        const row = get("item-" + id);
        if (row) row.dataset.version = row.querySelector("[name=version]").value = told.version;
        edit.version = told.version;
        if (edit.text === text) delete kept.edits[id];
      } else if ([404, 409, 410].includes(told.status)) Object.assign(edit, { clash: true, theirs: told.theirs, newer: told.version });
      else {
        why = told.detail;
        break;
      }
    }
    isBusy = false;
    await look();
    show();
    const waits = kept.adds.length || Object.values(kept.edits).some((edit) => !edit.clash);
    timer = setTimeout(waits ? sync : watch, waits && !isAway && !why ? PAUSE : LOOK);
  };

  const watch = async () => {
    if (!document.hidden && !isBusy) await look();
    show();
    timer = setTimeout(watch, LOOK);
  };

  const look = async () => {
    const answer = await ask(`${here}?known=${root.dataset.known}`, { headers: { "hx-request": "true" } });
    if (answer?.status !== 200) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = get("table", page);
    if (!fresh) return;
    root.dataset.known = fresh.dataset.known;
    const held = document.activeElement, at = [held.selectionStart, held.selectionEnd];
    const list = get("items"), wanted = [...get("items", page).children].map(merged);
    for (const row of [...list.children]) if (!wanted.includes(row) && !kept.edits[row.id.slice(5)]) row.remove();
    let place = list.firstElementChild;
    for (const row of wanted) {
      if (row === place) place = place.nextElementSibling;
      else list.insertBefore(row, place);
    }
    list.hidden = !list.children.length;
    for (const id of ["marked", "none", "guests", "removed"]) {
      const old = get(id), now = get(id, page);
      if (!old.contains(held) && !old.isEqualNode(now)) old.replaceWith(document.importNode(now, true));
    }
    if (held !== document.body && held !== document.activeElement && held.isConnected) {
      held.focus({ preventScroll: true });
      if (held.type === "textarea") held.setSelectionRange(...at);
    }
  };

  // a field that is being written in stays
  const merged = (fresh) => {
    const old = get(fresh.id), field = old?.querySelector("textarea"), held = document.activeElement;
    if (!old) return document.importNode(fresh, true);
    const now = fresh.querySelector("textarea");
    if (!kept.edits[fresh.id.slice(5)]) {
      if (field.value !== now.value) field.value = now.value;
      old.dataset.version = old.querySelector("[name=version]").value = fresh.dataset.version;
    }
    const button = old.contains(held) && held !== field;
    field.form.querySelectorAll(".pv-row:not(.pv-alert *)").forEach((row) => row.remove());
    field.form.append(...[...fresh.querySelectorAll("form > .pv-row")].map((row) => document.importNode(row, true)));
    if (button) (old.querySelector(`[name=${held.name}][value="${held.value}"]`) || field).focus({ preventScroll: true });
    return old;
  };

  root.addEventListener("input", ({ target }) => {
    const row = target.closest("#items > li");
    why = "";
    if (target === add) kept.draft = add.value;
    else if (row) (kept.edits[row.id.slice(5)] ||= { version: row.dataset.version }).text = target.value;
    show();
    clearTimeout(timer);
    timer = setTimeout(sync, PAUSE);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.type !== "textarea") return;
    event.preventDefault();
    event.target === add ? add.form.requestSubmit() : sync();
  });
  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target, button = event.submitter;
    why = "";
    if (form === add.form) {
      const text = add.value.trim();
      if (text) kept.adds.push({ text, client: newId() });
      add.value = kept.draft = "";
      add.focus();
      return sync();
    }
    await sync();
    const told = await post(button?.hasAttribute("formaction") ? button.formAction : form.action, button?.name ? { [button.name]: button.value } : {});
    why = !told ? bar.querySelector("[data-offline]").textContent : told.ok ? "" : told.detail;
    await look();
    show();
  });
  root.addEventListener("click", ({ target }) => {
    const choice = target.dataset.keep, id = target.closest("#items > li")?.id.slice(5), edit = kept.edits[id];
    if (!choice || !edit) return;
    if (choice === "text" && edit.newer) Object.assign(edit, { clash: false, version: edit.newer });
    else {
      if (choice === "text") kept.adds.push({ text: edit.text, client: newId() });
      delete kept.edits[id];
      root.dataset.known = "";
    }
    sync();
  });
  addEventListener("online", sync);
  if (kept.draft) add.value = kept.draft;
  sync();
})();
