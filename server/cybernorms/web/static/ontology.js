// Shows only the terms that hold what is typed; without script the page has all of them.
const form = document.querySelector("form.finder");
const input = form.querySelector("input");
const output = form.querySelector("output");
const entries = [...document.querySelectorAll("article.entry")].map((element) => ({
  element,
  text: [...element.querySelectorAll("h3, p")].map((part) => part.textContent).join(" ").toLowerCase(),
}));

function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of entries) {
    element.hidden = !words.every((word) => text.includes(word));
    shown += element.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("section.entries")) {
    section.hidden = !section.querySelector("article.entry:not([hidden])");
  }
  const { one, other } = output.dataset;
  output.textContent = shown === 1 ? one : other.replace("#", shown);
}

function reset() {
  input.value = "";
  filter();
}

input.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.closest("[hidden]")) {
    reset();
    target.scrollIntoView();
  }
});
form.hidden = false;
filter();
