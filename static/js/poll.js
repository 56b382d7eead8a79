// Parts of a page that change by themselves: [data-poll] says how many seconds lie between two
// looks, [data-poll-part] with an id is what is put in. When the page no longer asks to be looked
// at again, it is loaded once more in full.
{
  const root = document.querySelector('[data-poll]');
  const stale = root.querySelector('[data-poll-stale]');

  const look = async () => {
    try {
      const answer = await fetch(location.href, { redirect: 'manual' });
      if (answer.type === 'opaqueredirect' || answer.status === 403 || answer.status === 404) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!fresh.querySelector('[data-poll]')) {
        location.reload();
        return;
      }
      for (const part of root.querySelectorAll('[data-poll-part]')) {
        part.replaceWith(document.adoptNode(fresh.getElementById(part.id)));
      }
      if (stale) stale.hidden = true;
    } catch {
      if (stale) stale.hidden = false;
    }
    setTimeout(look, Number(root.dataset.poll) * 1000);
  };
  setTimeout(look, Number(root.dataset.poll) * 1000);
}
