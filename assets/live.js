// The live stream's small companion to hx-sse. It
// 1. repeats every named event on <body> as "<name>:<value>" for each value of its JSON data, so that an element can
//    wait for one order with hx-trigger="order-ranked:<id> from:body" (filters in hx-trigger would need eval);
// 2. writes the state of the connection (on, lost, closed) into every [data-live];
// 3. asks again when the very first request fails (hx-sse itself only reconnects what was once connected).
(() => {
  const REFUSED = new Set([401, 403, 404]);
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 60000;
  let state = "off";
  let wait = FIRST_WAIT;
  let connection = null;
  let refused = false;
  let stale = false;

  const isStream = (event) => event.target instanceof Element && event.target.matches("[data-live-stream]");
  const show = (next = state) => {
    state = stale ? "closed" : next;
    for (const element of document.querySelectorAll("[data-live]")) {
      if (element.dataset.live !== state) element.dataset.live = state;
    }
  };
  const on = (name, handle) => document.addEventListener(name, handle);

  const repeat = ({ event, data }) => {
    let values;
    try {
      values = Object.values(JSON.parse(data));
    } catch {
      return;
    }
    for (const value of values) {
      if (typeof value === "string") document.body.dispatchEvent(new CustomEvent(`${event}:${value}`));
    }
  };

  const askAgain = (event) => {
    if (!isStream(event)) return;
    const status = event.detail.ctx?.response?.status;
    if (REFUSED.has(status)) return;
    show("lost");
    const stream = event.target;
    setTimeout(() => stream.dispatchEvent(new CustomEvent("live-retry")), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  on("htmx:sse:after:connection", (event) => {
    if (!isStream(event)) return;
    ({ connection } = event.detail);
    wait = FIRST_WAIT;
    show("on");
  });
  on("htmx:sse:after:message", (event) => {
    if (!isStream(event) || !event.detail.message.event) return;
    // Too much was missed to send it all. The reader reloads when ready: we would throw away what is being typed.
    stale ||= event.detail.message.event === "reload";
    show();
    repeat(event.detail.message);
  });
  on("htmx:sse:error", (event) => {
    if (!isStream(event)) return;
    refused = REFUSED.has(event.detail.status);
    show("lost");
  });
  on("htmx:sse:before:connection", (event) => {
    if (isStream(event) && refused) event.preventDefault();
  });
  on("htmx:sse:close", (event) => {
    if (isStream(event) && event.detail.reason !== "removed") show("closed");
  });
  on("htmx:error", askAgain);
  on("htmx:response:error", askAgain);
  on("htmx:after:swap", () => show());
  window.addEventListener("offline", () => show("lost"));
  window.addEventListener("online", () => connection?.delayCanceller?.());
})();
