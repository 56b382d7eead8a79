// Check-in works as plain forms. This marks people without loading the page again and narrows
// the list while a name is typed. Where the network fails, the form is sent the ordinary way.
const list = document.querySelector('[data-checkin-list]');
const status = document.querySelector('[data-checkin-status]');

const mark = async (form, button) => {
  const row = form.closest('[data-checkin-row]');
  const data = new FormData(form, button);
  row.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, {
    method: 'POST',
    body: data,
    headers: { 'X-Requested-With': 'fetch' },
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const freshRow = fresh.querySelector('[data-checkin-row]');
  document.querySelector('[data-checkin-counts]').replaceWith(
    fresh.querySelector('[data-checkin-counts]'),
  );
  row.replaceWith(freshRow);
  freshRow.querySelector('button')?.focus({ preventScroll: true });
  const name = freshRow.querySelector('.vk-person__name').textContent;
  const state = freshRow.querySelector('.vk-person__state')?.textContent.trim() ?? '–';
  status.textContent = `${name}: ${state}`;
};

list?.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-checkin-mark]');
  if (!form || !event.submitter) return;
  event.preventDefault();
  const button = event.submitter;
  mark(form, button).catch(() => {
    // A form sent by script leaves the button's value out; requestSubmit would come back here.
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = button.name;
    field.value = button.value;
    form.append(field);
    form.submit();
  });
});

// Letters without accents and case, and aa as å, as the list on the server is searched.
const fold = (text) =>
  text
    .toLowerCase()
    .replaceAll('å', 'aa')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');

const search = document.querySelector('[data-checkin-search] input[type="search"]');
search?.addEventListener('input', () => {
  const words = fold(search.value.trim());
  for (const row of list.querySelectorAll('[data-checkin-row]')) {
    row.hidden = words !== '' && !fold(row.querySelector('.vk-person__who').textContent).includes(words);
  }
});
