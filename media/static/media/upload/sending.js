// How the page talks to the server. Whatever happens, the answer has one shape: `{ ok, ...}` with what the server said,
// or with a `message` for whoever waits.

const LOGGED_OUT = "You have been logged out. Log in again in another window, then come back and try again.";
const BY_STATUS = {
  0: "The connection broke off. Check it, then try again.",
  403: "The server refused it: you have no right to do this, or have logged in again since. Load this page anew.",
  413: "The file is too large for the server. Save it with a higher compression or in a smaller size.",
};

// Read each time: logging in again changes it.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;

const answerOf = (request) => {
  const ok = request.status >= 200 && request.status < 300;
  if (request.responseURL.includes("/login/")) return { ok: false, message: LOGGED_OUT };
  try {
    return { ok, ...JSON.parse(request.responseText) };
  } catch {
    const message = BY_STATUS[request.status] ?? `The server could not do it (${request.status}). Try again in a minute.`;
    return { ok: false, message };
  }
};

const ask = (address, body, { headers = {}, read = answerOf, onProgress, onSent, signal } = {}) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onProgress) {
      request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    }
    if (onSent) request.upload.addEventListener("load", onSent);
    request.addEventListener("load", () => resolve(read(request)));
    request.addEventListener("error", () => resolve({ ok: false, message: BY_STATUS[0] }));
    request.addEventListener("abort", () => resolve({ ok: false, aborted: true }));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });

export const post = (address, body, more = {}) =>
  ask(address, body, { ...more, headers: { ...more.headers, "X-CSRFToken": token() } });

const formOf = (fields) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
};

// The storage is another host: it gets the file and what was signed for it, and nothing of ours.
const sendToStorage = (file, { url, fields }, following) => {
  const read = ({ status }) => (status < 300 ? { ok: true } : { ok: false, message: `The storage refused it (${status}). Try again.` });
  return ask(url, formOf({ ...fields, file }), { ...following, read });
};

const sendThroughServer = (file, upload, following) =>
  post(upload, file, { ...following, headers: { "Content-Type": "application/octet-stream" } });

const sendStraight = async (file, offer, following) => {
  const offered = await post(offer, formOf({ size: file.size, content_type: file.type }), { signal: following.signal });
  if (!offered.ok) return offered;
  const sent = await sendToStorage(file, offered, following);
  return { ...sent, key: offered.key };
};

// While the server looks at other pictures, or too many files are under way, it asks us to come again.
const whenThereIsAPlace = async (send, signal) => {
  let answer = await send();
  while (answer.busy && !signal?.aborted) {
    await new Promise((done) => setTimeout(done, 700 + 600 * Math.random()));
    answer = await send();
  }
  return answer;
};

// Sent once, where the server does not refuse it at the first byte, and looked at as soon as there is a place for it.
export const sendFile = async (file, { upload, offer, take }, following) => {
  const through = () => whenThereIsAPlace(() => sendThroughServer(file, upload, following), following.signal);
  const sent = offer ? await sendStraight(file, offer, following) : await through();
  if (!sent.ok) return sent;
  const look = () => post(take, formOf({ key: sent.key, filename: file.name }), { signal: following.signal });
  return whenThereIsAPlace(look, following.signal);
};

// Runs what it is given, so many at a time, in the order in which it came.
export const queueOf = (places) => {
  const waiting = [];
  let running = 0;
  const next = async () => {
    if (running === places || !waiting.length) return;
    running += 1;
    await waiting.shift()();
    running -= 1;
    next();
  };
  return (work) => {
    waiting.push(work);
    next();
  };
};
