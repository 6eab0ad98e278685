// Makes the form of /validate take dropped files, send on Ctrl+Enter, and tell that it is at work.
"use strict";

const form = document.getElementById("submission");
const files = form.elements.file;
const text = form.elements.text;
const button = form.querySelector("button");

function take(dropped) {
  files.files = dropped;
  text.value = "";
  text.placeholder = Array.from(dropped, (file) => file.name).join(", ");
}

form.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) {
    event.preventDefault();
    form.classList.add("target");
  }
});
form.addEventListener("dragleave", () => form.classList.remove("target"));
form.addEventListener("drop", (event) => {
  form.classList.remove("target");
  if (event.dataTransfer.files.length) {
    event.preventDefault();
    take(event.dataTransfer.files);
  }
});
files.addEventListener("change", () => take(files.files));
text.addEventListener("input", () => { if (text.value) files.value = ""; });
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(button);
});
form.addEventListener("submit", () => { button.textContent = button.dataset.busy; });
window.addEventListener("pageshow", () => { button.textContent = button.dataset.idle; });

// A place in the list of results leads to the line above, and puts the cursor there below.
for (const place of document.querySelectorAll(".results h2 a")) {
  place.addEventListener("click", () => {
    const line = Number(place.hash.split("-").pop());
    const starts = text.value.split("\n").slice(0, line - 1).join("\n").length;
    if (text.value) text.setSelectionRange(starts + (line > 1), starts + (line > 1));
  });
}

// Each text is shown from its first marked line.
for (const box of document.querySelectorAll(".texts .scroll")) {
  const first = box.querySelector("li.wrong");
  if (first) box.scrollTop = first.offsetTop - box.offsetTop - box.clientHeight / 3;
}
