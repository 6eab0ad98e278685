// Buttons that copy the text of another element; without them the text can be selected.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; }, 2000);
    } catch { // not allowed, or no secure context: leave it selected, ready to be copied by hand
      getSelection().selectAllChildren(source);
    }
  });
}
