// The small things of a page: copying, going to another version or to a difference, searching the index.

import { asked, writer } from "./address.js";
import { fold } from "./rows.js";

const SHOWN = 2000; // milliseconds that a button says it has copied

/** Buttons that copy the text of the element they name. */
export function copying({ copied }) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    let timer = 0;
    button.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy(document.getElementById(button.dataset.copy));
      button.textContent = copied;
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = label), SHOWN);
    });
  }
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
  } catch {
    // Without https there is no clipboard: the text is selected, and the browser's own command copies it.
    getSelection().selectAllChildren(element);
    document.execCommand("copy");
  }
}

/** The list of versions: the filter goes along, since the address holds it. */
export function versions() {
  const form = document.getElementById("version");
  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(form.elements.version.value + location.search);
  });
}

/** The differences between two versions, whichever is chosen first. */
export function differences() {
  const form = document.getElementById("diff");
  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [form.elements.old.value, form.elements.new.value];
    if (chosen[0] === chosen[1]) return;
    chosen.sort((a, b) => a.localeCompare(b, "en", { numeric: true })); // 1.9.0 comes before 1.10.0
    location.assign(`${form.dataset.base}${chosen.join("..")}.html`);
  });
}

/** The index: only the entries that hold every word. */
export function searching({ found: text }) {
  const form = document.getElementById("search");
  const said = document.getElementById("found");
  if (!form || !said) return;
  const entries = [...document.querySelectorAll("li[data-words]")].map((item) => [item, fold(item.dataset.words)]);
  const groups = [...document.querySelectorAll("section.group")];
  const address = writer(["q"]);

  function show() {
    const sought = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    for (const [item, words] of entries) item.hidden = !sought.every((word) => words.includes(word));
    for (const group of groups) {
      const number = group.querySelectorAll("li[data-words]:not([hidden])").length;
      group.hidden = !number;
      group.querySelector("h2 .quiet").textContent = number.toLocaleString(document.documentElement.lang);
    }
    const found = entries.filter(([item]) => !item.hidden).length;
    said.textContent = text.replace("{found}", found).replace("{total}", entries.length);
  }

  function state() {
    const q = form.elements.q.value.trim();
    return { query: q ? { q } : {}, sort: "" };
  }

  function follow() {
    address.forget();
    form.elements.q.value = asked(["q"]).query.q ?? "";
    show();
  }

  form.addEventListener("input", () => {
    show();
    address.later(state(), form.elements.q);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    address.now(state());
  });
  addEventListener("popstate", follow);
  follow();
}
