// Opens the cells of /matrix as dialogs, which without script the address of the page does.
"use strict";

document.documentElement.classList.add("scripted");

function open(id) {
  const dialog = id && document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) {
    dialog.showModal();
    history.replaceState(null, "", `#${id}`);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("td.cell > a");
  const dialog = event.target.closest("dialog");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.hash.slice(1));
  } else if (dialog && (event.target === dialog || event.target.closest("a.close"))) {
    event.preventDefault();
    dialog.close();
  }
});
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => {
    history.replaceState(null, "", location.pathname + location.search);
    document.querySelector(`a[href="#${dialog.id}"]`).focus();
  });
}
open(location.hash.slice(1));
