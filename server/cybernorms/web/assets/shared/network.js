/* Cytoscape as our pages can have it: no style element, no wheel that is taken from whoever scrolls the page. */
import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';

const SHEET = '__________cytoscape_stylesheet';

cytoscape.use(fcose);

/** Open a drawing in an element, whose position is relative by the page's own sheet; Ctrl and the wheel zoom it. */
export function openNetwork(container, options) {
  // Where an element of this name is, cytoscape inserts no <style>, which the page's policy refuses.
  if (!document.getElementById(SHEET)) document.head.append(Object.assign(document.createElement('meta'), { id: SHEET }));
  container.addEventListener('wheel', event => {
    if (!event.ctrlKey) event.stopImmediatePropagation(); // a page that is scrolled past it goes on scrolling
  }, { capture: true });
  return cytoscape({ container, minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, ...options });
}
