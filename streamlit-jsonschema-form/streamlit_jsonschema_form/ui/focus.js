(() => {
  if (window.formsKeepFocus) return;
  window.formsKeepFocus = true;
  const REST_MS = 50;
  const again = (Kind, type, target, more) =>
    target.dispatchEvent(new Kind(type, { bubbles: true, ...more }));

  // A text is taken over when the focus leaves its box, but not when it goes to a button within.
  const within = '[aria-label^="Help for "], [aria-label$=" password"]';
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const widget = target.closest("[data-testid$=Input], [data-testid$=Area]");
    if (!widget || target.closest("button") || !relatedTarget) return;
    if (!widget.contains(relatedTarget) || !relatedTarget.matches(within)) return;
    again(FocusEvent, "focusout", target);
  });

  // An opened menu takes the focus once no transition runs, yet one that was cancelled counts for ever.
  document.addEventListener("transitioncancel", ({ target, propertyName }) =>
    again(TransitionEvent, "transitionend", target, { propertyName }),
  );

  // It takes the focus itself then, where its first entry should have it.
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches("[role=menu]")) return;
    const entry = target.querySelector("[data-focused]") ?? target.querySelector("[role=menuitem]");
    entry?.focus();
  });

  // A long list takes no click while it scrolls and for 300 ms after, not even the end of one begun before.
  const clickable = "[role=listbox] > [role=presentation] { pointer-events: auto !important }";
  document.head.append(Object.assign(document.createElement("style"), { textContent: clickable }));

  // What has the focus may be put into the page anew, and a menu vanishes with its chosen entry.
  let left = null;
  const opener = () => document.querySelector("[aria-haspopup=menu][aria-expanded=true]");
  document.addEventListener("focusin", ({ target }) => {
    const control = target.closest("[role=menu]") ? opener() : target;
    const keyed = control?.closest("[class*=st-key-]");
    const name = keyed && [...keyed.classList].find((each) => each.startsWith("st-key-"));
    left = name && { target, name, at: [...keyed.querySelectorAll(control.tagName)].indexOf(control), tag: control.tagName };
  });
  document.addEventListener("pointerdown", ({ target }) => { if (target !== left?.target) left = null; });
  // What was typed there since it was last sent comes along.
  document.addEventListener("input", ({ target }) => {
    if (left?.target === target) left.typed = target.value;
  });
  document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => {
    const sends = key === "Enter" && (target.tagName === "INPUT" || ctrlKey || metaKey);
    if (sends && left?.target === target) delete left.typed;
  }, true);
  const write = (control, text) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value").set.call(control, text);
    again(InputEvent, "input", control);
  };
  // The header of a section is a button while that is closed.
  const turned = (name) => (name.endsWith("-closed") ? name.slice(0, -"-closed".length) : `${name}-closed`);
  const find = ({ name, tag, at }) => {
    const [keyed] = document.getElementsByClassName(name);
    if (keyed) return keyed.querySelectorAll(tag)[at];
    return document.getElementsByClassName(turned(name))[0]?.querySelector("summary, button");
  };
  // A screen reader tells by this that it opens something.
  const closed = "[class$='-closed'] button:not([aria-expanded]), [class*='-closed '] button:not([aria-expanded])";
  let marking = 0;
  const mark = () => {
    marking = 0;
    for (const header of document.querySelectorAll(closed)) header.ariaExpanded = "false";
  };
  new MutationObserver(() => {
    marking ||= setTimeout(mark, REST_MS);
    if (!left || left.target.isConnected || document.activeElement !== document.body) return;
    const control = find(left);
    const { typed } = left;
    control?.focus({ preventScroll: true });
    if (control && typed !== undefined) write(control, typed);
  }).observe(document.body, { childList: true, subtree: true });
})();
