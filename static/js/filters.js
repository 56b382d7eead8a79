// The calendar's filters are a plain GET form. This shows the result as soon as something is
// chosen: the list is fetched and put in place, so that focus and scroll stay where they are.
for (const form of document.querySelectorAll('form[data-filters]')) {
  const selector = form.dataset.filters;
  let running = null;

  const address = () => {
    const chosen = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...chosen]) if (!value) chosen.delete(name);
    return chosen.size ? `${form.action}?${chosen}` : form.action;
  };

  const show = async () => {
    const target = document.querySelector(selector);
    const url = address();
    running?.abort();
    running = new AbortController();
    target.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const status = target.querySelector('[data-filters-status]');
      const freshTarget = fresh.querySelector(selector);
      const freshStatus = freshTarget.querySelector('[data-filters-status]');
      // The live region stays the same element: only then is its new text read aloud.
      if (status && freshStatus) {
        status.replaceChildren(...freshStatus.childNodes);
        freshStatus.replaceWith(status);
      }
      target.replaceChildren(...freshTarget.childNodes);
      target.removeAttribute('aria-busy');
      history.replaceState(null, '', url);
    } catch (error) {
      if (error.name !== 'AbortError') form.submit();
    }
  };

  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
}
