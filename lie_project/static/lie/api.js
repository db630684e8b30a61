// The JSON side of LIE.

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

/** JSON from ``url``.  Rejects with the server's refusal {code, message}, or with an Error when the answer was none
 * of ours. */
export async function fetchJson(url, { body, ...options } = {}) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token() });
  const response = await fetch(url, {
    ...options,
    headers,
    credentials: "same-origin",
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  const refusal = response.status < 500 ? await response.json().catch(() => null) : null;
  throw refusal?.code ? refusal : new Error(`${url}: ${response.status}`);
}
