// One place in the tab's history for the whole visit, and a quick way out of it.
// Links and forms of these pages replace the page instead of adding another, so that "Back"
// leads past all of them. Without this script everything works, but leaves its usual trace.

const QUICK = 1000; // milliseconds between two presses of Escape
let escapedAt = -QUICK;

function leave(link) {
  // Gone from the screen at once, however slow the other page is.
  document.title = '';
  document.body.replaceChildren();
  // Has the browser drop what it keeps of us; nobody waits for it.
  fetch(link.href, { redirect: 'manual', keepalive: true }).catch(() => {});
  location.replace(link.dataset.exit);
}

function here(link) {
  return link.origin === location.origin && link.pathname === location.pathname && link.search === location.search;
}

function jump(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  target.scrollIntoView({ block: 'center' });
  target.focus();
}

document.addEventListener('click', (event) => {
  const plain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented) return;
  if (link.dataset.exit) {
    event.preventDefault();
    leave(link);
  } else if (plain && link.origin === location.origin && !link.target && !link.hasAttribute('download')) {
    event.preventDefault();
    if (link.hash && here(link)) jump(link);
    else location.replace(link.href);
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.repeat) return;
  const link = document.querySelector('[data-exit]');
  if (link && event.timeStamp - escapedAt < QUICK) leave(link);
  escapedAt = event.timeStamp;
});

// A page that the browser had put aside is asked for anew.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

function filledIn(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.append(button.name, button.value);
  return data;
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  document.body.replaceChildren(...fresh.body.childNodes);
  scrollTo(0, 0);
  (document.querySelector('.vk-error-summary') ?? document.querySelector('main')).focus();
}

// The way of a browser without this script: used when anything goes wrong in between.
function sendPlainly(form, button) {
  if (button?.name) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name: button.name, value: button.value });
    form.append(field);
  }
  form.submit();
}

async function send(form, button) {
  const address = form.getAttribute('action') || location.href;
  const response = await fetch(address, { method: 'POST', body: filledIn(form, button) });
  if (response.redirected) {
    location.replace(response.url);
    return;
  }
  if (!response.headers.get('Content-Type')?.startsWith('text/html')) throw new Error('no page');
  show(await response.text());
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = 'yes';
  send(form, event.submitter).catch(() => sendPlainly(form, event.submitter));
});
