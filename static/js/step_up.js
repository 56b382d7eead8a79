// Past a rate limit the browser solves a puzzle (Altcha's worker, PBKDF2), so that nobody has to
// wait for a code by mail. Where it cannot, the code stays on offer.
const LIFETIME = 9 * 60 * 1000; // a puzzle expires after ten minutes

for (const box of document.querySelectorAll('[data-step-up]')) {
  const form = box.closest('form');
  const answer = box.querySelector('[name=altcha]');
  const status = box.querySelector('[data-step-up-status]');
  const code = box.querySelector('[data-step-up-code]');
  let pressed = null; // the button that was pressed before the puzzle was solved
  let failed = false;

  const say = (state) => {
    status.dataset.state = state;
    status.textContent = status.dataset[state];
  };

  const solve = (challenge) => new Promise((resolve, reject) => {
    const worker = new Worker(box.dataset.worker);
    const end = (act, value) => { worker.terminate(); act(value); };
    worker.onmessage = ({ data }) => (data && !data.error ? end(resolve, data) : end(reject, data));
    worker.onerror = (event) => end(reject, event);
    worker.postMessage({ type: 'work', challenge });
  });

  const start = async () => {
    answer.value = '';
    if (!pressed) say('working');
    try {
      const reply = await fetch(box.dataset.stepUp, { headers: { Accept: 'application/json' } });
      if (!reply.ok) throw new Error(String(reply.status));
      const challenge = await reply.json();
      answer.value = btoa(JSON.stringify({ challenge, solution: await solve(challenge) }));
      say('done');
      setTimeout(start, LIFETIME);
      if (pressed) form.requestSubmit(pressed);
    } catch {
      failed = true;
      pressed = null;
      code.hidden = false;
      say('failed');
    }
  };

  form.addEventListener('submit', (event) => {
    if (answer.value || failed || event.submitter?.name === 'step_up') return;
    const typed = form.querySelector('[name=step_up_code]');
    if (typed?.value) return;
    event.preventDefault();
    pressed = event.submitter;
    say('sending');
  });

  code.hidden = !code.dataset.stepUpCode;
  start();
}
