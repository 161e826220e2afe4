/** @param {string} name @param {Record<string, string>} params */
export async function read(name, params = {}) {
  const response = await fetch(`/_sandbox/${name}?${new URLSearchParams(params)}`);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

/**
 * Acts as a person. The answer says whether the app acknowledged in time; a failure is told in a toast.
 * @param {string} name @param {Record<string, unknown>} body
 */
export async function act(name, body) {
  const response = await fetch(`/_sandbox/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) toast(answer.error);
  else if (answer.error === 'operation_timeout') toast('The app did not answer within three seconds.');
  else if (answer.error === 'dispatch_failed') toast('The app is not connected.');
  else if (answer.error === 'http_service_error') toast('The app answered with an error.');
  return answer;
}

/** Calls the listener at every change of the local Slack. @param {(change: object) => void} listener */
export function onChange(listener) {
  const events = new EventSource('/_sandbox/events');
  events.addEventListener('message', ({ data }) => listener(JSON.parse(data)));
  events.addEventListener('open', () => listener({ type: 'connected' }));
}

/** A short word in the corner. @param {string} words */
export function toast(words) {
  const box = document.createElement('p');
  box.textContent = words;
  document.getElementById('toasts')?.append(box);
  setTimeout(() => box.remove(), 6000);
}
