// What is tapped on the day's list is kept on the phone until the server has answered for it.
// Each tap has a key of its own: however often and from however many tabs it is sent, the
// server does it once. Kept one by one in localStorage, so that tabs do not overwrite each
// other; at most a day, and gone at sign-out (Clear-Site-Data) and when the day is closed.
const checkinQueue = (() => {
  const box = document.querySelector('[data-queue]');
  if (!box) return null;
  const { activity, session, send, worker, tooOld } = box.dataset;
  const PREFIX = 'vink-checkin:';
  const DAY = 24 * 60 * 60 * 1000;
  const BATCH = 50;
  const PATIENCE = 15_000;
  const listeners = [];
  const memory = new Map(); // where the browser lets nothing be kept
  const store = (() => {
    try {
      localStorage.setItem(`${PREFIX}try`, '1');
      localStorage.removeItem(`${PREFIX}try`);
      return localStorage;
    } catch {
      return {
        getItem: (name) => memory.get(name) ?? null,
        setItem: (name, value) => memory.set(name, value),
        removeItem: (name) => memory.delete(name),
        get length() { return memory.size; },
        key: (number) => [...memory.keys()][number],
      };
    }
  })();

  // --- What is kept: vink-checkin:<activity>:<action|sent|note>:<key> ---------------------------
  // "sent" is a mark that has arrived, until the list has been fetched anew: the copy of the list
  // that is shown without a connection may be older than the mark.
  const nameOf = (kind, key) => `${PREFIX}${activity}:${kind}:${key}`;
  const names = () => Array.from({ length: store.length }, (_none, number) => store.key(number));
  const read = (kind) =>
    names()
      .filter((name) => name.startsWith(nameOf(kind, '')))
      .map((name) => JSON.parse(store.getItem(name) ?? 'null'))
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);
  const actions = () => read('action');
  const notes = () => read('note');
  const note = (key, text) => store.setItem(nameOf('note', key), JSON.stringify({ key, text, at: Date.now() }));
  const sent = () => read('sent').filter((one) => one.session === session);
  const dropSent = (before) => {
    for (const { key, at } of read('sent')) if (at < before) store.removeItem(nameOf('sent', key));
  };
  const dismiss = (key) => store.removeItem(nameOf('note', key));

  let last = 0;
  const add = (action) => {
    last = Math.max(Date.now(), last + 1); // in the order of the taps, also within a millisecond
    const kept = { session, ...action, key: crypto.randomUUID(), at: last };
    store.setItem(nameOf('action', kept.key), JSON.stringify(kept));
    changed();
    return kept.key;
  };

  // Forget this activity, but for what staff have still to read.
  const forget = () => {
    for (const name of names()) {
      if (name.startsWith(nameOf('action', '')) || name.startsWith(nameOf('sent', ''))) store.removeItem(name);
    }
    tellWorker({ kind: 'forget', activity });
  };
  // What is more than a day old goes, of whatever activity.
  const forgetOld = () => {
    for (const action of actions()) {
      if (Date.now() - action.at < DAY) continue;
      store.removeItem(nameOf('action', action.key));
      note(action.key, `${action.name ?? ''} ${tooOld}`.trim());
    }
    for (const name of names()) {
      if (!name.startsWith(PREFIX)) continue;
      if (Date.now() - (JSON.parse(store.getItem(name))?.at ?? 0) > DAY) store.removeItem(name);
    }
  };

  // --- Sending -------------------------------------------------------------------------------
  const cookie = (name) =>
    document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))?.split('=')[1];
  const token = () => cookie('csrftoken') ?? document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? '';

  const settle = (answer, batch) => {
    const action = batch.find(({ key }) => key === answer.key);
    if (action?.kind === 'mark' && answer.outcome === 'done') {
      const { registration, state } = action;
      const arrived = { key: `${action.session}:${registration}`, session: action.session, registration, state, at: Date.now() };
      store.setItem(nameOf('sent', arrived.key), JSON.stringify(arrived));
    }
    store.removeItem(nameOf('action', answer.key));
    if (answer.message) note(answer.key, answer.message);
  };
  const signedOut = (is) => { box.querySelector('[data-queue-out]').hidden = !is; };

  const sendBatch = async (batch) => {
    const now = Date.now();
    const answer = await fetch(send, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token() },
      body: JSON.stringify({ actions: batch.map((action) => ({ ...action, waited: now - action.at })) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    // A way to the sign-in page, or "forbidden": nobody is signed in here any more.
    if (answer.type === 'opaqueredirect' || answer.status === 403) {
      signedOut(true);
      return null;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    signedOut(false);
    return answer.json();
  };

  const sendAll = async () => {
    for (let batch = actions(); batch.length; batch = actions()) {
      batch = batch.slice(0, BATCH);
      const answer = await sendBatch(batch);
      if (!answer) return false;
      for (const one of answer.answers) settle(one, batch);
      for (const listener of listeners) listener(answer, batch);
      changed();
    }
    return true;
  };

  let pause = 0;
  let timer = null;
  const again = () => {
    pause = Math.min(30_000, pause * 2 || 3_000);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  };
  // One tab at a time, where the browser can say so; the keys see to the rest.
  const alone = (work) => (navigator.locks ? navigator.locks.request(`${PREFIX}${activity}`, work) : work());
  let running = null;
  const flush = () => {
    running ??= alone(sendAll)
      .then((sent) => { pause = 0; return sent; })
      .catch(() => { again(); return false; })
      .finally(() => { running = null; changed(); });
    return running;
  };

  // --- Showing -------------------------------------------------------------------------------
  const state = box.querySelector('[data-queue-state]');
  const text = box.querySelector('[data-queue-text]');
  const list = box.querySelector('[data-queue-notes]');
  const template = box.querySelector('[data-queue-note]');
  const SOON = 1_200; // milliseconds: a tap that arrives at once needs no banner
  const changed = () => {
    const waiting = actions();
    const stuck = waiting.filter((action) => Date.now() - action.at > SOON).length;
    state.hidden = stuck === 0;
    text.textContent = stuck ? `${text.dataset.words} (${waiting.length})` : '';
    if (waiting.length && !stuck) setTimeout(changed, SOON);
    const shown = new Set([...list.children].map((item) => item.dataset.key));
    const wanted = notes();
    for (const item of [...list.children]) if (!wanted.some(({ key }) => key === item.dataset.key)) item.remove();
    for (const { key, text: words } of wanted) {
      if (shown.has(key)) continue;
      const item = template.content.firstElementChild.cloneNode(true);
      item.dataset.key = key;
      item.querySelector('p').textContent = words;
      item.querySelector('button').addEventListener('click', () => { dismiss(key); changed(); });
      list.append(item);
    }
    document.dispatchEvent(new CustomEvent('checkin:changed'));
  };

  // --- The worker that keeps the page itself -------------------------------------------------
  const tellWorker = async (message) => {
    if (!('serviceWorker' in navigator)) return;
    const registered = await navigator.serviceWorker.getRegistration(worker);
    (registered?.active ?? registered?.waiting)?.postMessage(message);
  };
  const keepPages = async (pages) => {
    if (!('serviceWorker' in navigator)) return;
    try {
      await navigator.serviceWorker.register(worker);
      await navigator.serviceWorker.ready;
    } catch {
      return; // no worker, such as in a private window: then the list is kept only while it is open
    }
    const assets = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((url) => new URL(url).pathname.startsWith('/static/'));
    await tellWorker({ kind: 'keep', pages, assets });
  };

  addEventListener('online', flush);
  // What another tab has sent is gone from here too, and this tab heard no answer.
  const elsewhere = [];
  addEventListener('storage', ({ key, newValue }) => {
    changed();
    if (newValue === null && key?.startsWith(nameOf('action', ''))) for (const listener of elsewhere) listener();
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && actions().length) flush(); });
  forgetOld();
  return {
    add,
    actions,
    sent,
    dropSent,
    flush,
    forget,
    keepPages,
    dismiss,
    onAnswer: (listener) => listeners.push(listener),
    onSentElsewhere: (listener) => elsewhere.push(listener),
    start: async () => {
      changed();
      if (actions().length) await flush();
    },
  };
})();
