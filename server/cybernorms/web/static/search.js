// Completes what is typed into a search form: an editable combobox with a list of suggestions
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without it the form just submits.

const PAUSE = 120; // ms without a key, before the server is asked

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function complete(form) {
  const input = form.elements.q;
  const list = make("ul", { id: `${input.id}-list`, role: "listbox", "aria-label": form.dataset.list });
  const status = make("span", { role: "status", class: "unseen" });
  let options = [];
  let active = -1;
  let pause = 0;
  let asked = new AbortController();

  function activate(place) {
    options[active]?.removeAttribute("aria-selected");
    active = place;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(pause);
    asked.abort();
    activate(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  function show([, labels, kinds, paths]) {
    activate(-1);
    options = labels.map((label, place) => {
      const kind = make("span", { class: "kind" }, kinds[place]);
      const option = make("li", { id: `${list.id}-${place}`, role: "option" }, label, " ", kind);
      option.dataset.path = paths[place];
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length ? form.dataset.count.replace("#", options.length) : "";
  }

  async function ask() {
    asked = new AbortController();
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set("q", input.value);
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (response.ok) show(await response.json());
      else close();
    } catch {
      // Aborted, as another key was typed, or not to be reached: there are just no suggestions.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(pause);
    asked.abort();
    if (input.value.trim()) pause = setTimeout(ask, PAUSE);
    else close();
  });

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      if (input.value.trim()) ask();
    } else if (step) {
      // One place beyond either end is the text itself.
      const places = options.length + 1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      location.assign(options[active].dataset.path);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });

  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.path);
  });

  list.hidden = true;
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
}

document.querySelectorAll("form[data-suggest]").forEach(complete);
