// Makes and updates elements. Text goes in as text, whatever it holds: no function here takes markup.

const SVG = 'http://www.w3.org/2000/svg';

export function el(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Writing only what differs keeps selections, screen readers and layout still.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttr(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

// Gives a function that says whether what it is given differs from what it was given last.
export function memory() {
  let last = [];
  return (...now) => {
    const differs = now.length !== last.length || now.some((value, at) => value !== last[at]);
    last = now;
    return differs;
  };
}

// A list whose elements stay with their items: `make(item)` gives {root, update(item)}.
export function keyedList(parent, key, make) {
  const rows = new Map();
  return function update(items) {
    const wanted = new Set(items.map(key));
    let left = null;
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      if (row.root.contains(document.activeElement)) left = [...parent.children].indexOf(row.root);
      row.root.remove();
      rows.delete(id);
    }
    let place = parent.firstChild;
    for (const item of items) {
      const id = key(item);
      if (!rows.has(id)) rows.set(id, make(item));
      const row = rows.get(id);
      row.update(item);
      if (row.root === place) place = place.nextSibling;
      else parent.insertBefore(row.root, place);
    }
    if (left !== null) focusNear(parent, left);
  };
}

// Who was in a row that went, goes on in the one that took its place: by Tab, not from the page's beginning.
function focusNear(parent, at) {
  const row = parent.children[Math.min(at, parent.children.length - 1)];
  (row?.querySelector('a') ?? parent.closest('main'))?.focus({ preventScroll: true });
}

export function button(text, act, props = {}) {
  return el('button', { type: 'button', onclick: ({ currentTarget }) => { if (!isOff(currentTarget)) act(); }, ...props }, text);
}

// A button that is disabled loses the focus, and whoever was on it has to begin anew.
export function setOff(element, off) {
  setAttr(element, 'aria-disabled', off ? 'true' : null);
}

export const isOff = (element) => element.getAttribute('aria-disabled') === 'true';
