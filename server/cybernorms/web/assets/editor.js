/* Turns the query form's text area into Yasqe, Yasgui's editor of SPARQL. */
import '@zazuko/yasqe/build/yasqe.min.css';
import Yasqe from '@zazuko/yasqe';

const area = document.getElementById('query');
const yasqe = new Yasqe(area.parentElement, {
  value: area.value, persistenceId: null, consumeShareLink: null, createShareableLink: null,
  showQueryButton: false, resizeable: false,
});
area.hidden = true;
area.form.addEventListener('submit', () => { area.value = yasqe.getValue(); });
