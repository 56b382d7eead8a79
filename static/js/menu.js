// The phone menu is a <details>, which opens and closes by itself. This adds what people expect
// of a menu: Escape and a tap outside close it, and Escape gives the focus back to the button.
for (const menu of document.querySelectorAll('details[data-menu]')) {
  const toggle = menu.querySelector('summary');

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    toggle.focus();
  });

  document.addEventListener('click', (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}
