// Read the QR code of a confirmation with the camera, or from a picture. The browser's own reader
// is used where there is one, else jsQR, which is fetched only then. What is read is put into the
// form that can also be typed into; the answer comes back into the page, so the camera stays on.
{
  const root = document.querySelector('[data-scan]');
  const form = root.querySelector('[data-scan-form]');
  const video = root.querySelector('[data-scan-video]');
  const start = root.querySelector('[data-scan-start]');
  const stop = root.querySelector('[data-scan-stop]');
  const picture = root.querySelector('input[type="file"]');
  const message = root.querySelector('[data-scan-message]');
  const EVERY = 150; // milliseconds between two looks at the picture
  const SAME = 4_000; // how long a code that is still before the camera is not read again
  const SIDE = 1_000; // pixels: enough for a code, and quick on an old phone

  const say = (words) => {
    message.hidden = !words;
    message.textContent = words ?? '';
  };

  // --- Reading -------------------------------------------------------------------------------
  const load = (src) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = src;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  const canvas = document.createElement('canvas');
  const pixels = (source, width, height) => {
    const scale = Math.min(1, SIDE / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  };
  const ownReader = async () => {
    if (!('BarcodeDetector' in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes('qr_code')) return null;
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
  };
  const vendoredReader = async () => {
    await load(root.dataset.decoder);
    return (source, width, height) => {
      const image = pixels(source, width, height);
      return jsQR(image.data, image.width, image.height)?.data ?? null;
    };
  };
  let reader = null;
  const getReader = () => (reader ??= ownReader().catch(() => null).then((own) => own ?? vendoredReader()));

  // "https://…/c/ABCDEFGHJK/", or the ten characters alone.
  const codeIn = (text) => text.match(/(?:\/c\/|^)([0-9A-Z]{10})\/?$/i)?.[1] ?? null;

  // --- Asking --------------------------------------------------------------------------------
  const ask = async (data) => {
    try {
      const answer = await fetch(form.action, { method: 'POST', body: data, redirect: 'manual' });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of ['[data-scan-result]', '[data-checkin-counts]']) {
        document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
      }
      say('');
      const result = root.querySelector('[data-scan-result]');
      (result.querySelector('button') ?? result).focus();
    } catch {
      say(root.dataset.offline);
    }
  };
  const read = async (text) => {
    const code = codeIn(text.trim());
    if (!code) {
      say(root.dataset.foreign);
      return;
    }
    navigator.vibrate?.(60);
    form.elements.code.value = code;
    await ask(new FormData(form));
    form.elements.code.value = '';
  };
  root.addEventListener('submit', (event) => {
    if (event.target === form && !form.elements.code.value.trim()) return; // the server says what is missing
    event.preventDefault();
    const data = new FormData(event.target);
    ask(data).then(() => { form.elements.code.value = ''; });
  });

  // --- The camera ----------------------------------------------------------------------------
  let stream = null;
  let before = { text: null, at: 0 };
  const look = async (decode) => {
    if (!stream) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const text = await Promise.resolve(decode(video, video.videoWidth, video.videoHeight)).catch(() => null);
      if (text && (text !== before.text || Date.now() - before.at > SAME)) await read(text);
      if (text) before = { text, at: Date.now() };
    }
    setTimeout(() => look(decode), EVERY);
  };
  const show = (on) => {
    video.hidden = !on;
    start.hidden = on;
    stop.hidden = !on;
  };
  start.addEventListener('click', async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
      video.srcObject = stream;
      show(true);
      await video.play();
      look(await getReader());
      say('');
    } catch {
      turnOff();
      say(root.dataset.denied);
    }
  });
  const turnOff = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    show(false);
  };
  stop.addEventListener('click', turnOff);
  addEventListener('pagehide', turnOff);
  if (navigator.mediaDevices?.getUserMedia) root.querySelector('[data-scan-camera]').hidden = false;

  // --- A picture -----------------------------------------------------------------------------
  root.querySelector('[data-scan-picture]').hidden = false;
  picture.addEventListener('change', async () => {
    const [file] = picture.files;
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file);
      const text = await (await getReader())(bitmap, bitmap.width, bitmap.height);
      if (text) await read(text);
      else say(root.dataset.unread);
    } catch {
      say(root.dataset.unread);
    }
    picture.value = '';
  });
}
