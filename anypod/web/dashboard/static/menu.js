// A menu at a button: one at a time, by keyboard too, closed by Escape or a click elsewhere.

import { button, el } from './dom.js';

let open = null;

// `items`: [{label, act, bad}].
export function openMenu(anchor, items) {
  const again = open?.anchor === anchor;
  closeMenu();
  if (again) return;
  const entries = items.map(({ label, act, bad }) =>
    button(label, () => { closeMenu(); anchor.focus(); act(); }, { role: 'menuitem', tabindex: -1, class: bad ? 'menu-item bad' : 'menu-item' }));
  const root = el('div', { class: 'menu', role: 'menu', 'aria-label': anchor.getAttribute('aria-label') ?? anchor.textContent }, ...entries);
  root.addEventListener('keydown', (event) => step(event, entries, anchor));
  // Within the page's main part, so that who walks by landmarks finds it.
  document.getElementById('main').append(root);
  place(root, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  open = { root, anchor };
  entries[0]?.focus();
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('scroll', closeMenu, { capture: true, once: true });
}

export function closeMenu() {
  if (!open) return;
  open.root.remove();
  open.anchor.setAttribute('aria-expanded', 'false');
  open = null;
  document.removeEventListener('pointerdown', outside, true);
}

function outside(event) {
  if (!open.root.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
}

function place(root, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = box.bottom + root.offsetHeight + 8 < window.innerHeight;
  root.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - root.offsetHeight - 4)}px`;
  root.style.left = `${Math.max(8, Math.min(box.right - root.offsetWidth, window.innerWidth - root.offsetWidth - 8))}px`;
}

function step(event, entries, anchor) {
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    entries[(to + entries.length) % entries.length].focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    closeMenu();
    anchor.focus();
  }
}
