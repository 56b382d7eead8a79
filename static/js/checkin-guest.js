// A guest is added without a connection, too: she is kept on the phone and sent later. What the
// server finds wrong is shown by the form itself, with what was typed.
{
  const form = document.querySelector('[data-checkin-walk-in]');
  const PATIENCE = 6_000; // milliseconds before going on to the list without an answer
  checkinQueue.start();

  const fields = () => {
    const typed = Object.fromEntries(new FormData(form));
    delete typed.csrfmiddlewaretoken;
    delete typed.idempotency_key; // the copy of the page would bring the same one for every guest
    return typed;
  };
  const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

  form.addEventListener('submit', async (event) => {
    if (!form.checkValidity()) {
      if (navigator.onLine) return; // the server says it better
      event.preventDefault();
      form.reportValidity();
      return;
    }
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    const key = checkinQueue.add({ kind: 'walk_in', ...fields() });
    const answers = [];
    checkinQueue.onAnswer((answer) => answers.push(...answer.answers));
    await Promise.race([checkinQueue.flush(), wait(PATIENCE)]);
    const refused = answers.some((answer) => answer.key === key && answer.outcome === 'refused');
    if (refused) {
      checkinQueue.dismiss(key);
      form.elements.idempotency_key.value = key;
      form.submit();
      return;
    }
    location.assign(form.dataset.next);
  });
}
