// What the pages do beyond plain HTML. Every page works without this file; docs/components.md lists the attributes.
// No framework, no eval, no inline style: the Content-Security-Policy allows none of them.

const root = document.documentElement;
const AUTOSAVE_REST_MS = 1200;
const RETRY_MS = 15000;
const POLL_MS = [2000, 2000, 2000, 4000, 8000];
const DRAFT_PREFIX = "sysml:draft:";

const all = (selector, within = document) => {
  const found = [...within.querySelectorAll(selector)];
  if (within instanceof Element && within.matches(selector)) found.unshift(within);
  return found;
};
const clock = (date = new Date()) => date.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const isTyping = (element) => element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** Tell a screen reader something that others see happen. */
function say(words) {
  const region = document.getElementById("say");
  if (region) region.textContent = words;
}

/** Local storage may be forbidden or full; then nothing is kept and nothing breaks. */
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
  keys(prefix) { try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
};

function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/* Theme: the system's, or one chosen and kept. theme.js has applied it already. */

function showTheme() {
  const chosen = root.dataset.theme ?? "system";
  for (const button of all("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
}

function chooseTheme(theme) {
  if (theme === "system") {
    delete root.dataset.theme;
    store.remove("sysml:theme");
  } else {
    root.dataset.theme = theme;
    store.set("sysml:theme", theme);
  }
  showTheme();
}

/* Menus close on Escape and on a click elsewhere. */

document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

/* Questions before weighty acts. */

/** Resolve to true when the person agrees. The dialog is in base.html; without it the browser's own asks. */
function ask(question, label = "Yes", danger = false) {
  const dialog = document.getElementById("confirm");
  if (!dialog?.showModal) return Promise.resolve(window.confirm(question));
  dialog.querySelector("[data-confirm-text]").textContent = question;
  const ok = dialog.querySelector("[data-confirm-ok]");
  ok.textContent = label;
  ok.classList.toggle("danger", danger);
  ok.classList.toggle("primary", !danger);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}

function hiddenInput(form, name, value) {
  let input = form.querySelector(`input[type=hidden][name="${name}"]`);
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.agreed) return;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form;
  const question = asker.dataset.confirm;
  if (!question) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const chosen = all("tbody .check input:checked", form).length;
  const agreed = await ask(question.replace("{n}", chosen), asker.dataset.confirmLabel, asker.classList.contains("danger"));
  if (!agreed) return;
  form.dataset.agreed = "1";
  hiddenInput(form, "confirmed", "1");
  form.requestSubmit(event.submitter ?? undefined);
  delete form.dataset.agreed;
}, true);

/* Keys: / for search, j k o x on lists, j and k between papers. */

function currentRow(list) {
  return list.querySelector("[data-row].current");
}

function moveRow(list, step) {
  const rows = all("[data-row]", list);
  if (!rows.length) return;
  const at = rows.indexOf(currentRow(list));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  for (const row of rows) row.classList.toggle("current", row === next);
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("a[data-open]") ?? next.querySelector("a[href]"))?.focus({ preventScroll: true });
}

function onListKey(key, list) {
  if (key === "j" || key === "k") return moveRow(list, key === "j" ? 1 : -1), true;
  const row = currentRow(list);
  if (!row) return false;
  if (key === "o") return (row.querySelector("a[data-open]") ?? row.querySelector("a[href]"))?.click(), true;
  if (key === "x") return row.querySelector("input[type=checkbox]")?.click(), true;
  const act = row.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!act) return false;
  act.click();
  if (act.closest("form")?.hasAttribute("hx-post")) moveRow(list, 1); // the row is replaced; go on to the next
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
    return;
  }
  const boxOfRow = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
  if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && !boxOfRow)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search?.offsetParent) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    return;
  }
  const list = document.querySelector("[data-list]");
  if (list) {
    if (onListKey(event.key, list)) event.preventDefault();
  } else if (event.key === "j") {
    document.querySelector("a[data-next]")?.click();
  } else if (event.key === "k") {
    document.querySelector("a[data-prev]")?.click();
  }
});

/* Bulk selection: how many are chosen is always said. */

function showBulk(form) {
  const boxes = all("tbody .check input[type=checkbox]", form);
  const chosen = boxes.filter((box) => box.checked).length;
  for (const bar of all("[data-bulk]", form)) {
    bar.classList.toggle("some", chosen > 0);
    const count = bar.querySelector("[data-bulk-count]");
    if (count) count.textContent = `${chosen} chosen`;
  }
  for (const box of all("[data-check-all]", form)) {
    box.checked = chosen > 0 && chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLElement)) return;
  const form = box.closest("form");
  if (form && box.matches("[data-check-all], tbody .check input")) {
    if (box.matches("[data-check-all]")) for (const other of all("tbody .check input[type=checkbox]", form)) other.checked = box.checked;
    showBulk(form);
  }
  if (form && box.matches("[data-submit-on-change]")) form.requestSubmit();
});

/* Words: a live count that never cuts anything off. */

const countWords = (text) => (text.trim().match(/\S+/g) ?? []).length;

function showCount(holder) {
  const box = holder.querySelector("textarea, input");
  const count = holder.querySelector("[data-count]");
  if (!box || !count) return;
  const words = countWords(box.value);
  const limit = Number(holder.dataset.wordlimit);
  count.textContent = words > limit ? `${words} of ${limit} words, ${words - limit} too many` : `${words} of ${limit} words`;
  count.classList.toggle("over", words > limit);
}

/* Forms that save themselves, and forms that do not lose what was typed. */

const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);

/** What a form holds, as pairs, without files and tokens: to compare, to keep and to put back. */
function contents(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
}

/** Put kept pairs back into the controls that bear their names. */
function putBack(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  const used = new Map();
  for (const control of form.elements) {
    if (!control.name || SKIPPED.has(control.name) || ["hidden", "file", "submit", "button"].includes(control.type)) continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
    else if (control instanceof HTMLSelectElement) for (const option of control.options) option.selected = kept.includes(option.value);
    else {
      const at = used.get(control.name) ?? 0;
      if (kept[at] !== undefined) control.value = kept[at];
      used.set(control.name, at + 1);
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

const guarded = new Map(); // form -> a function saying whether something would be lost

window.addEventListener("beforeunload", (event) => {
  for (const [form, wouldLose] of guarded) {
    if (!form.isConnected) guarded.delete(form);
    else if (!form.dataset.leaving && wouldLose()) event.preventDefault();
  }
});

function guard(form, wouldLose) {
  guarded.set(form, wouldLose);
}

// On the window, so that every other listener has had its chance to stop the sending.
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && guarded.has(event.target)) event.target.dataset.leaving = "1";
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of guarded.keys()) delete form.dataset.leaving;
});

/**
 * Words that were on their way when this page came: a redirect says that the server took them. A page of the accounts
 * says that the session was lost instead, so they are to be offered back after signing in.
 */
function settleDrafts() {
  const signingIn = location.pathname.startsWith("/accounts/");
  const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  for (const key of store.keys(DRAFT_PREFIX)) {
    let kept;
    try { kept = JSON.parse(store.get(key)); } catch { kept = null; }
    if (!kept || (kept.sent && redirected && !signingIn)) store.remove(key);
    else if (kept.sent && signingIn) store.set(key, JSON.stringify({ ...kept, sent: false }));
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.key = DRAFT_PREFIX + new URL(this.url, location.href).pathname;
    this.owner = root.dataset.person ?? "";
    this.saved = JSON.stringify(contents(form));
    this.sending = false;
    this.timer = 0;
    this.words = form.querySelector("[data-saved]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => this.keep(true));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.leave(); });
    window.addEventListener("pagehide", () => this.leave());
    guard(form, () => this.dirty());
    this.offer();
  }

  dirty() { return JSON.stringify(contents(this.form)) !== this.saved; }

  show(words, bad = false) {
    if (!this.words) return;
    this.words.textContent = words;
    this.words.classList.toggle("bad", bad);
  }

  later(rest = AUTOSAVE_REST_MS) {
    clearTimeout(this.timer);
    if (this.stopped) return void this.keep();
    this.timer = setTimeout(() => this.save(), rest);
  }

  /** Keep the words in this browser until the server has them. */
  keep(sent = false) {
    if (!this.dirty()) return;
    store.set(this.key, JSON.stringify({ owner: this.owner, at: new Date().toISOString(), sent, pairs: contents(this.form) }));
  }

  /** The page is being hidden: keep the words, and try to send them without waiting for the answer. */
  leave() {
    if (!this.dirty() || this.form.dataset.leaving) return;
    this.keep();
    this.save({ keepalive: true });
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.stopped || !this.dirty()) return;
    if (this.sending) return this.later();
    this.sending = true;
    const sent = JSON.stringify(contents(this.form));
    this.show("Saving …");
    try {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      const answer = await fetch(this.url, {
        method: this.form.dataset.autosaveMethod ?? "POST",
        body: new URLSearchParams([...data]),
        headers: { "X-CSRFToken": csrfToken(), "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive,
      });
      await this.answered(answer, sent);
    } catch {
      this.keep();
      this.show("Not connected. Your words are kept on this machine and will be saved when the network is back.", true);
      this.later(RETRY_MS);
    } finally {
      this.sending = false;
    }
  }

  async answered(answer, sent) {
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.saved = sent;
      if (body.version !== undefined) {
        const field = this.form.querySelector("input[name=version]");
        if (field) field.value = body.version;
      }
      this.show(`Saved ${clock(body.saved_at ? new Date(body.saved_at) : new Date())}`);
      if (this.dirty()) this.later();
      else store.remove(this.key);
    } else if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      this.keep();
      this.lost();
    } else if (answer.status === 409) {
      this.keep();
      this.stopped = true;
      this.show(body.detail ?? "This was changed elsewhere. Your words are kept on this machine; reload to compare.", true);
    } else if (answer.status === 422 || answer.status === 400) {
      this.keep();
      this.show(body.detail ?? "Kept on this machine, not saved yet: please look at what is marked.", true);
    } else {
      this.keep();
      this.show("Not saved; your words are kept on this machine. Trying again soon.", true);
      this.later(RETRY_MS);
    }
  }

  lost() {
    this.show("You are signed out. Your words are kept on this machine: ", true);
    if (!this.words) return;
    const link = document.createElement("a");
    link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "sign in again and they will be put back";
    link.addEventListener("click", () => { this.form.dataset.leaving = "1"; });
    this.words.append(link);
  }

  /** Words kept from an earlier visit that the server never got. */
  offer() {
    let kept;
    try { kept = JSON.parse(store.get(this.key)); } catch { kept = null; }
    if (!kept || kept.owner !== this.owner) return;
    if (JSON.stringify(kept.pairs) === this.saved) return store.remove(this.key);
    const notice = document.createElement("div");
    notice.className = "notice warn";
    notice.setAttribute("role", "status");
    const words = document.createElement("div");
    words.textContent = `Words from ${new Date(kept.at).toLocaleString(root.lang, { dateStyle: "medium", timeStyle: "short" })} were kept on this machine and are not saved.`;
    const button = (label, css, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = `btn small ${css}`;
      made.textContent = label;
      made.addEventListener("click", () => { act(); notice.remove(); });
      return made;
    };
    notice.append(words, button("Put them back", "", () => putBack(this.form, kept.pairs)), button("Discard", "plain", () => store.remove(this.key)));
    this.form.prepend(notice);
  }
}

/** Leaving on purpose clears what this browser kept: the next person at this machine shall not find it. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]") || form.dataset.agreed) return;
  const kept = store.keys(DRAFT_PREFIX);
  if (!kept.length) return;
  event.preventDefault();
  if (!(await ask(`Words of ${kept.length === 1 ? "one form" : `${kept.length} forms`} are kept on this machine and not saved. Signing out removes them.`, "Sign out", true))) return;
  for (const key of kept) store.remove(key);
  for (const other of guarded.keys()) other.dataset.leaving = "1";
  form.dataset.agreed = "1";
  form.requestSubmit();
});

/* Uploads with progress, and files that are dropped. */

function dropZone(zone) {
  const input = zone.querySelector("input[type=file]");
  if (!input) return;
  const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
  zone.addEventListener("dragenter", over(true));
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function uploadParts(form) {
  let area = form.querySelector("[data-upload-progress]");
  if (!area) {
    area = document.createElement("div");
    area.dataset.uploadProgress = "";
    area.className = "job gap-top-small";
    (form.querySelector(".drop") ?? form).append(area);
  }
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", "Upload");
  const words = document.createElement("p");
  words.className = "small";
  words.setAttribute("role", "status");
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "btn small";
  stop.textContent = "Stop the upload";
  area.replaceChildren(bar, words, stop);
  return { bar, words, stop };
}

/** Show the answer to an upload as if the browser had gone there itself; its notices would not be sent twice. */
function showAnswer(request) {
  if (request.getResponseHeader("Content-Type")?.includes("json")) {
    const body = JSON.parse(request.responseText);
    if (body.location) return location.assign(body.location);
    throw new Error(body.detail ?? "");
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  if (!page.querySelector("main") || request.status >= 500) throw new Error("");
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (request.responseURL && request.responseURL !== location.href) {
    history.pushState({}, "", request.responseURL);
    window.addEventListener("popstate", () => location.reload(), { once: true });
  }
  window.htmx?.process(document.body);
  window.scrollTo(0, 0);
  showTheme();
  start();
  if (!document.activeElement?.matches("[data-focus]")) document.getElementById("main")?.focus();
}

function upload(form, event) {
  const file = form.querySelector("input[type=file]")?.files[0];
  if (!file || event.defaultPrevented) return;
  event.preventDefault();
  const { bar, words, stop } = uploadParts(form);
  const data = new FormData(form, event.submitter);
  const request = new XMLHttpRequest();
  const failed = (why) => {
    words.textContent = why;
    bar.hidden = true;
    stop.hidden = true;
    for (const button of all("button[type=submit]", form)) button.disabled = false;
  };
  guarded.set(form, () => request.readyState !== XMLHttpRequest.DONE);
  for (const button of all("button[type=submit]", form)) button.disabled = true;
  request.upload.addEventListener("progress", (step) => {
    const percent = step.lengthComputable ? Math.floor((100 * step.loaded) / step.total) : 0;
    bar.value = percent;
    words.textContent = percent < 100 ? `${file.name}: ${percent} %` : "Received. Looking at it …";
  });
  request.addEventListener("load", () => {
    guarded.delete(form);
    form.dataset.leaving = "1";
    try { showAnswer(request); }
    catch (error) { failed(error.message || `The server could not take the file (${request.status}). It is still chosen here; try again.`); }
  });
  request.addEventListener("error", () => failed("The connection broke. The file is still chosen here; try again."));
  request.addEventListener("abort", () => failed("Stopped. Nothing was sent."));
  stop.addEventListener("click", () => request.abort());
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.send(data);
}

/* Areas that are fetched again until their work is done. */

function poll(area, turn = 0) {
  setTimeout(async () => {
    if (!area.isConnected) return;
    if (document.hidden) return document.addEventListener("visibilitychange", () => poll(area, 0), { once: true });
    try {
      const answer = await fetch(area.dataset.poll, { headers: { "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(area.id) ?? page.body.firstElementChild;
        if (fresh && area.isConnected) {
          const hadFocus = area.contains(document.activeElement);
          const next = document.adoptNode(fresh);
          delete next.dataset.polling;
          area.replaceWith(next);
          if (hadFocus) next.querySelector("button, a[href]")?.focus();
          if (!next.dataset.poll) say(next.textContent.replace(/\s+/g, " ").trim());
          return start(next, turn + 1);
        }
      } else if (answer.status === 404 || answer.status === 401 || answer.status === 403) return;
    } catch { /* the network may come back */ }
    poll(area, turn + 1);
  }, POLL_MS[Math.min(turn, POLL_MS.length - 1)]);
}

/* Mathematics: the TeX stands in the page; KaTeX is fetched only where there is some. */

let katexLoading;

function loadKatex() {
  katexLoading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = root.dataset.katexCss;
    const script = document.createElement("script");
    script.src = root.dataset.katexJs;
    const loaded = (element) => new Promise((done) => { element.addEventListener("load", done, { once: true }); });
    Promise.all([loaded(script), loaded(style)]).then(() => resolve(window.katex));
    script.addEventListener("error", reject);
    style.addEventListener("error", reject);
    document.head.append(style, script);
  });
  return katexLoading;
}

const bare = (tex) => tex.trim().replace(/^(?:\\\(|\\\[|\${1,2})([\s\S]*?)(?:\\\)|\\\]|\${1,2})$/, "$1");

/** A formula wider than its column scrolls by itself, also from the keyboard. */
const scrollableByKey = new ResizeObserver(async (entries) => {
  await document.fonts.ready;
  for (const { target } of entries) {
    if (getComputedStyle(target).overflowX !== "auto") scrollableByKey.unobserve(target);
    else if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

async function renderMath(within) {
  const found = all(".math:not(.done)", within);
  if (!found.length) return;
  const katex = await loadKatex().catch(() => null);
  if (!katex) return; // the TeX stays readable
  for (const element of found) {
    const source = element.textContent;
    element.classList.add("done");
    try {
      katex.render(bare(source), element, { displayMode: element.tagName === "DIV" || element.classList.contains("display"), throwOnError: true, trust: false, maxExpand: 200, maxSize: 20, strict: "ignore" });
      scrollableByKey.observe(element);
    } catch {
      element.classList.remove("done");
      element.classList.add("failed");
      element.textContent = source;
    }
  }
}

/* Times on the reader's own clock. */

function localTime(element) {
  const at = new Date(element.getAttribute("datetime"));
  if (Number.isNaN(at.valueOf())) return;
  element.title ||= element.textContent.trim();
  element.textContent = at.toLocaleString(root.lang, element.dataset.local === "date" ? { dateStyle: "medium" } : { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/* Copying. */

async function copy(button) {
  const what = button.dataset.copy;
  const text = what.startsWith("#") ? document.querySelector(what)?.innerText ?? "" : what;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    say("Copied");
  } catch {
    button.textContent = "Select it and copy by hand";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

/* Rows of a formset: authors, topics, claims. Without scripts the same buttons submit the form. */

function renumber(formset) {
  const prefix = formset.dataset.formset;
  const rows = all("[data-form-row]", formset);
  rows.forEach((row, at) => {
    for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby], [value]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replaceAll(new RegExp(`${prefix}-(?:\\d+|__prefix__)-`, "g"), `${prefix}-${at}-`));
      }
      if (element.tagName === "BUTTON" && /^(remove|up|down)$/.test(element.name)) element.value = String(at);
      if (element.name?.endsWith("-ORDER")) element.value = String(at + 1);
    }
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = String(at + 1);
  });
  const total = formset.closest("form").querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  if (total) total.value = String(rows.length + all("[data-form-gone]", formset).length);
}

function onFormsetButton(formset, button) {
  const row = button.closest("[data-form-row]");
  const rows = all("[data-form-row]", formset);
  if (button.name === "add") {
    const empty = formset.querySelector("template[data-form-empty]");
    if (!empty) return false;
    const fresh = empty.content.cloneNode(true).firstElementChild;
    const last = rows.at(-1);
    if (last) last.after(fresh);
    else (formset.querySelector(".rows") ?? formset).prepend(fresh);
    renumber(formset);
    fresh.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    say(`Row ${rows.length + 1} added`);
  } else if (button.name === "remove" && row) {
    // A stored row (it has an id) has to be deleted by the server: keep it, marked, out of sight.
    const stored = row.querySelector("input[name$='-id']")?.value;
    if (stored) return false;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber(formset);
    next?.querySelector("input:not([type=hidden])")?.focus();
    say("Row removed");
  } else if ((button.name === "up" || button.name === "down") && row) {
    const at = rows.indexOf(row);
    const other = rows[at + (button.name === "up" ? -1 : 1)];
    if (!other) return true;
    // A form's values are not in its markup: moving the element keeps them.
    if (button.name === "up") other.before(row);
    else other.after(row);
    renumber(formset);
    button.focus();
    say(`Row ${at + 1} moved ${button.name}`);
  } else return false;
  formset.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.dataset.themeSet) chooseTheme(button.dataset.themeSet);
  if (button.dataset.copy !== undefined) copy(button);
  const formset = button.closest("[data-formset]");
  if (formset && /^(add|remove|up|down)$/.test(button.name) && onFormsetButton(formset, button)) event.preventDefault();
});

/* Starting: once for the page, again for every part that is swapped in. */

function once(element, name) {
  const key = `on${name}`;
  if (element.dataset[key]) return false;
  element.dataset[key] = "1";
  return true;
}

function start(within = document, turn = 0) {
  for (const form of all("form[data-autosave]", within)) if (once(form, "Autosave")) new Autosave(form);
  for (const form of all("form[data-guard]:not([data-autosave])", within)) {
    if (!once(form, "Guard")) continue;
    const before = JSON.stringify(contents(form));
    guard(form, () => JSON.stringify(contents(form)) !== before);
  }
  for (const form of all("form[data-upload]", within)) if (once(form, "Upload")) form.addEventListener("submit", (event) => upload(form, event));
  for (const zone of all("[data-drop]", within)) if (once(zone, "Drop")) dropZone(zone);
  for (const holder of all("[data-wordlimit]", within)) {
    if (!once(holder, "Words")) continue;
    showCount(holder);
    holder.addEventListener("input", () => showCount(holder));
  }
  for (const form of all("form", within)) if (form.querySelector("[data-bulk]")) showBulk(form);
  for (const area of all("[data-poll]", within)) if (once(area, "Poll")) poll(area, turn);
  for (const time of all("time[data-local]", within)) if (once(time, "Local")) localTime(time);
  renderMath(within);
  within.querySelector?.("[data-focus]")?.focus();
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = csrfToken();
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt));

settleDrafts();
showTheme();
start();
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
