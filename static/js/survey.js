// Keeps what is being answered on this device until it is sent, and turns the pages of a
// questionnaire without loading them anew. The server keeps nothing before the last "Send".
// Without this script everything works, but a closed tab forgets.
{
  const PREFIX = 'vink-svar-';
  const SENT = 'vink-svar-sendt';
  const NOT_KEPT = ['csrfmiddlewaretoken', 'trin', 'gaa'];

  // Reading the property alone may throw where storage is shut off.
  const store = (name) => {
    try {
      return window[name];
    } catch {
      return null;
    }
  };
  const device = store('localStorage');
  const tab = store('sessionStorage');
  const sheet = () => document.querySelector('form[data-survey]');
  const step = (form) => Number(form.elements.trin?.value ?? 0);
  const answers = (form) => [...new FormData(form)].filter(([name, value]) => value && !NOT_KEPT.includes(name));

  const kept = (key) => {
    try {
      const found = JSON.parse(device?.getItem(PREFIX + key));
      return found?.closes * 1000 > Date.now() && Array.isArray(found.answers) ? found : null;
    } catch {
      return null;
    }
  };

  const forget = (key) => {
    try {
      device?.removeItem(PREFIX + key);
    } catch {
      // Nothing was kept, then.
    }
  };

  const keep = (form) => {
    const given = answers(form);
    if (!given.length && !kept(form.dataset.survey)) return;
    const data = { closes: Number(form.dataset.closes), answers: given, step: step(form) };
    try {
      device.setItem(PREFIX + form.dataset.survey, JSON.stringify(data));
    } catch {
      return;
    }
    tell(form);
  };

  const tell = (form) => {
    const note = form.querySelector('[data-survey-kept]');
    if (note) note.hidden = !kept(form.dataset.survey);
  };

  // What was kept of other surveys is dropped when their time to answer is over.
  const sweep = () => {
    for (const name of Object.keys(device ?? {})) {
      if (name.startsWith(PREFIX) && !kept(name.slice(PREFIX.length))) device.removeItem(name);
    }
  };

  const fill = (form, given) => {
    for (const [name, value] of given) {
      const field = form.elements[name];
      if (!field) continue;
      if (field instanceof RadioNodeList) field.value = value;
      else if (field.type === 'radio') field.checked = field.value === value;
      else field.value = value;
    }
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const main = fresh.querySelector('main');
    if (!main) throw new Error('no page');
    document.title = fresh.title;
    document.querySelector('main').replaceWith(document.adoptNode(main));
    scrollTo(0, 0);
    (main.querySelector('[autofocus]') ?? main).focus({ preventScroll: true });
    begin();
  };

  const ask = async (form, move, given = answers(form), at = step(form)) => {
    const token = form.elements.csrfmiddlewaretoken.value;
    const body = new URLSearchParams([...given, ['csrfmiddlewaretoken', token], ['trin', at], ['gaa', move]]);
    const response = await fetch(location.href, { method: 'POST', body, redirect: 'error' });
    if (!response.ok) throw new Error(String(response.status));
    show(await response.text());
    return sheet();
  };

  const restore = (form) => {
    const found = kept(form.dataset.survey);
    if (!found) return;
    const paged = Boolean(form.elements.trin);
    if (!paged || !found.step) {
      fill(form, found.answers);
      if (!paged) return;
      // Answers of other steps go along in hidden fields, as the server would put them.
      for (const [name, value] of found.answers) {
        if (form.elements[name]) continue;
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
      }
      return;
    }
    ask(form, 'vis', found.answers, found.step).then(() => history.replaceState({ step: found.step }, ''), () => {});
  };

  const begin = () => {
    const form = sheet();
    const over = document.querySelector('[data-survey-over]');
    if (over) forget(over.dataset.surveyOver);
    if (!form) return;
    if ('firstLook' in form.dataset) restore(form);
    tell(form);
  };

  document.addEventListener('input', (event) => {
    if (event.target.form?.dataset.survey) keep(event.target.form);
  });

  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-survey-forget]')) return;
    forget(sheet().dataset.survey);
    location.replace(location.href);
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.dataset.survey) return;
    const move = event.submitter?.value;
    if (move !== 'frem' && move !== 'tilbage') {
      tab?.setItem(SENT, form.dataset.survey); // the page of thanks drops what was kept
      return;
    }
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = 'yes';
    ask(form, move).then(
      (next) => {
        if (!next) return;
        history.pushState({ step: step(next) }, '');
        keep(next);
      },
      () => {
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'gaa', value: move }));
        form.submit();
      },
    );
  });

  // The browser's own way back leads through the steps, too.
  addEventListener('popstate', (event) => {
    const form = sheet();
    if (form?.elements.trin) ask(form, 'vis', answers(form), event.state?.step ?? 0).then(keep, () => {});
  });

  sweep();
  if (document.querySelector('[data-survey-sent]')) {
    const sent = tab?.getItem(SENT);
    if (sent) forget(sent);
    tab?.removeItem(SENT);
  }
  begin();
}
