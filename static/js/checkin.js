// Check-in works as plain forms. This marks people without loading the page, keeps marks on the
// phone while there is no connection (checkin-queue.js), brings in the list's further pages, so
// that all of it is at hand, and narrows it while a name is typed.
{
  const list = document.querySelector('[data-checkin-list]');
  const box = document.querySelector('[data-queue]');
  const status = document.querySelector('[data-checkin-status]');
  const isOpen = box.dataset.open === 'yes';
  const isWhole = 'pages' in list.dataset; // neither a search nor a later page
  const MOST_PAGES = 20;
  const QUIET = 5_000; // milliseconds after the last tap
  const SOON = 100;
  let quiet = null;
  const lookAgain = (wait) => {
    clearTimeout(quiet);
    quiet = setTimeout(refresh, wait);
  };
  const EVERY = 60_000; // milliseconds between looks at what others have ticked off
  const rows = () => list.querySelectorAll('[data-checkin-row]');

  // --- What is on the screen: what the server said, and over it what still waits here ----------
  let served = {};
  const readCounts = (root) => {
    const { expected, present, absent } = root.querySelector('[data-checkin-counts]').dataset;
    served = { expected: Number(expected), present: Number(present), absent: Number(absent) };
  };
  const showCounts = ({ expected, present, absent }) => {
    const numbers = { expected, present, absent, missing: expected - present - absent };
    for (const [name, number] of Object.entries(numbers)) {
      document.querySelector(`[data-count="${name}"]`).textContent = number;
    }
  };
  // The page may be a copy that is older than what has arrived since.
  const readRows = (fresh) => {
    const arrived = new Map(checkinQueue.sent().map((one) => [`p-${one.registration}`, one.state || 'unmarked']));
    for (const row of fresh) {
      const before = row.dataset.state;
      const now = arrived.get(row.id) ?? before;
      row.dataset.served = now;
      if (now === before) continue;
      if (before in served) served[before] -= 1;
      if (now in served) served[now] += 1;
    }
  };

  const draw = () => {
    const here = checkinQueue.actions().filter((action) => action.session === box.dataset.session);
    const marks = new Map(here.filter(({ kind }) => kind === 'mark').map((one) => [`p-${one.registration}`, one]));
    const guests = here.filter(({ kind }) => kind === 'walk_in');
    const counts = { ...served, expected: served.expected + guests.length, present: served.present + guests.length };
    for (const row of rows()) {
      const before = row.dataset.served;
      const mark = marks.get(row.id);
      const now = mark ? mark.state || 'unmarked' : before;
      if (row.dataset.state !== now) row.dataset.state = now;
      row.toggleAttribute('data-waiting', Boolean(mark));
      if (before in counts) counts[before] -= now === before ? 0 : 1;
      if (now in counts) counts[now] += now === before ? 0 : 1;
    }
    showCounts(counts);
    drawGuests(guests);
  };

  const guestList = document.querySelector('[data-checkin-guests]');
  const drawGuests = (guests) => {
    guestList.replaceChildren(
      ...guests.map(({ name }) => {
        const item = document.querySelector('[data-checkin-guest]').content.firstElementChild.cloneNode(true);
        item.querySelector('.vk-person__name').textContent = name;
        return item;
      }),
    );
  };

  // --- Marking -------------------------------------------------------------------------------
  const say = (row) => {
    const name = row.querySelector('.vk-person__name').textContent;
    const words = row.querySelector(`[data-when="${row.dataset.state}"].vk-person__state`)?.textContent.trim();
    status.textContent = `${name}: ${words ?? '–'}`;
  };

  list.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-checkin-mark]');
    if (!form || !event.submitter) return;
    event.preventDefault();
    const row = form.closest('[data-checkin-row]');
    checkinQueue.add({
      kind: 'mark',
      registration: row.id.slice(2),
      state: event.submitter.value,
      name: row.querySelector('.vk-person__name').textContent,
    });
    draw();
    say(row);
    [...form.querySelectorAll('button')].find((button) => button.offsetParent !== null)?.focus({ preventScroll: true });
    checkinQueue.flush();
  });

  checkinQueue.onAnswer((answer, batch) => {
    if (!answer.open) {
      if (isOpen) location.reload();
      return;
    }
    const done = new Set(answer.answers.filter(({ outcome }) => outcome === 'done').map(({ key }) => key));
    for (const { key, kind, session, registration, state } of batch) {
      if (!done.has(key) || kind !== 'mark' || session !== box.dataset.session) continue;
      const row = document.getElementById(`p-${registration}`);
      if (row) row.dataset.served = state || 'unmarked';
    }
    served = answer.counts;
    // Guests come into the list, and what went otherwise has to be seen at once. The rest can
    // wait for a quiet moment: then the worker's copy is made new.
    const urgent = answer.answers.some(({ outcome }) => outcome !== 'done') || batch.some(({ kind }) => kind === 'walk_in');
    lookAgain(urgent ? 0 : QUIET);
  });
  checkinQueue.onSentElsewhere(() => {
    readRows(rows());
    draw();
    lookAgain(SOON);
  });
  document.addEventListener('checkin:changed', draw);

  // --- The whole list, and what others have ticked off meanwhile -------------------------------
  const pageUrl = (number) => {
    const url = new URL(location.href);
    url.hash = '';
    url.searchParams.set('page', number);
    return url.href;
  };
  const here = () => location.href.split('#')[0];
  // ``copy``: whether the worker's copy will do.
  const load = async (url, { copy = false } = {}) => {
    const answer = await fetch(url, { redirect: 'manual' });
    if (!answer.ok || (!copy && answer.headers.has('X-Kept-At'))) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  };
  const rowsOf = (page) => [...page.querySelectorAll('[data-checkin-list] > *')];
  const further = async (pages, options) => {
    const numbers = Array.from({ length: Math.max(0, Math.min(pages, MOST_PAGES) - 1) }, (_none, i) => i + 2);
    const loaded = [];
    for (const number of numbers) loaded.push(...rowsOf(await load(pageUrl(number), options))); // one at a time: phones
    return loaded;
  };
  const hidePages = (pages) => {
    document.querySelector('[data-checkin-pages]').hidden = pages <= MOST_PAGES;
  };

  let looked = Date.now();
  let failed = 0;
  const refresh = async () => {
    if (!isWhole) return;
    const begun = (looked = Date.now());
    try {
      const page = await load(here());
      if (page.querySelector('[data-queue]').dataset.open !== 'yes') {
        location.reload();
        return;
      }
      const pages = Number(page.querySelector('[data-checkin-list]').dataset.pages);
      const fresh = [...rowsOf(page), ...(await further(pages))];
      const focused = document.activeElement?.closest('[data-checkin-row]')?.id;
      failed = 0;
      checkinQueue.dropSent(begun);
      list.replaceChildren(...fresh.map((row) => document.adoptNode(row)));
      readCounts(page);
      readRows(rows());
      draw();
      narrow();
      const row = focused && document.getElementById(focused);
      if (row) [...row.querySelectorAll('button')].find((button) => button.offsetParent !== null)?.focus({ preventScroll: true });
    } catch {
      // No connection: what is shown stays, and what was tapped waits.
      if (navigator.onLine && (failed += 1) <= 3) lookAgain(QUIET);
    }
  };
  setInterval(() => {
    if (!document.hidden && navigator.onLine && !checkinQueue.actions().length) refresh();
  }, EVERY);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - looked > EVERY) refresh();
  });

  // --- Narrowing while a name is typed -------------------------------------------------------
  // Letters without accents and case, and aa as å, as the list on the server is searched.
  const fold = (text) =>
    text
      .toLowerCase()
      .replaceAll('å', 'aa')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '');
  const search = document.querySelector('[data-checkin-search] input[type="search"]');
  const narrow = () => {
    const words = fold(search.value.trim());
    for (const row of rows()) {
      row.hidden = words !== '' && !fold(row.querySelector('.vk-person__who').textContent).includes(words);
    }
  };
  search.addEventListener('input', narrow);
  search.form.addEventListener('submit', (event) => {
    if (!navigator.onLine) event.preventDefault(); // what is on the phone is narrowed already
  });

  // --- Begin ---------------------------------------------------------------------------------
  // One address for one list, however it was opened: the phone's copy is found by it.
  const bare = location.pathname;
  if (isWhole && isOpen && !new URLSearchParams(location.search).has('session')) {
    history.replaceState(null, '', `${bare}?session=${box.dataset.session}${location.hash}`);
  }
  readCounts(document);
  readRows(rows());
  if (isOpen) {
    const pages = Number(list.dataset.pages ?? 1);
    const urls = [bare, here(), ...Array.from({ length: Math.min(pages, MOST_PAGES) - 1 }, (_none, i) => pageUrl(i + 2))];
    if (isWhole) {
      const walkIn = document.querySelector('a[href*="/ny/"]')?.href;
      checkinQueue.keepPages([...urls, ...(walkIn ? [walkIn] : [])].map((url) => new URL(url, location.href).href));
    }
    if (isWhole && pages > 1) {
      further(pages, { copy: true }).then((rest) => {
        list.append(...rest.map((row) => document.adoptNode(row)));
        readRows(rest);
        hidePages(pages);
        draw();
        narrow();
      }, () => {});
    }
    if (checkinQueue.sent().length && navigator.onLine) refresh();
    checkinQueue.start();
  } else {
    // What still waits is answered with "too late", so that staff hear of it.
    checkinQueue.start().then(checkinQueue.forget);
  }
}
