// The filter and the order in the address: it can be sent to others, and the back button undoes.

const PAUSE = 300; // milliseconds without typing after which the address follows

/** What the address asks: {query: {name: value}, sort}; `names` are those of the form's fields. */
export function asked(names) {
  const said = new URLSearchParams(location.search);
  const pairs = names.map((name) => [name, said.get(name)?.trim()]).filter(([, value]) => value);
  return { query: Object.fromEntries(pairs), sort: said.get("sort") ?? "" };
}

/** Writes states into the address: one entry of the history for each thing that a person changes, not each key. */
export function writer(names) {
  let editing = null; // the field whose edits share an entry
  let timer = 0;

  function keep({ query, sort }, field) {
    clearTimeout(timer);
    const said = new URLSearchParams(location.search);
    for (const name of [...names, "sort"]) said.delete(name);
    for (const [name, value] of Object.entries(query)) said.set(name, value);
    if (sort) said.set("sort", sort);
    const search = said.size ? `?${said}` : "";
    if (search !== location.search) {
      const address = `${location.pathname}${search}${location.hash}`;
      history[field && field === editing ? "replaceState" : "pushState"](null, "", address);
    }
    editing = field;
  }

  return {
    /** At once; what follows is an entry of its own, as this is unless it ends the typing in `field`. */
    now(state, field = null) {
      keep(state, field);
      editing = null;
    },

    /** When the typing in a field pauses; further typing in it changes the same entry. */
    later(state, field) {
      clearTimeout(timer);
      timer = setTimeout(() => keep(state, field), PAUSE);
    },

    /** Drops what was not written yet, since the address was changed from elsewhere. */
    forget() {
      clearTimeout(timer);
      editing = null;
    },
  };
}
