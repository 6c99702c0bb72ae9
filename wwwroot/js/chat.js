// The composer keeps its text here, so that a circuit never gets a message it cannot take; the list stays at its end.
const DRAFT = "continuum-draft";
const ONE_MESSAGE = 8 * 1024;

export function attach(box, button, server, limit) {
  const list = document.getElementById("chat-list");
  let atEnd = true;
  let busy = false;

  const grow = () => { box.style.height = "auto"; box.style.height = box.scrollHeight ? `${Math.min(box.scrollHeight, 200)}px` : ""; };
  const onInput = () => { sessionStorage.setItem(DRAFT, box.value.length <= limit ? box.value : ""); grow(); };
  const send = async () => {
    const text = box.value;
    if (busy || !text.trim()) return;
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > limit) { await server.invokeMethodAsync("TooLong", bytes.length); return; }
    busy = true;
    box.value = "";
    grow();
    let taken = false;
    try {
      taken = bytes.length <= ONE_MESSAGE
        ? await server.invokeMethodAsync("Send", text)
        : await server.invokeMethodAsync("SendLong", DotNet.createJSStreamReference(bytes));
    } finally {
      busy = false;
      if (!taken && !box.value) box.value = text;
      onInput();
    }
  };
  const onKey = (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); send(); }
    if (e.key === "Escape") box.blur();
  };
  const onScroll = () => { atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48; };
  const toEnd = () => { if (atEnd) list.scrollTop = list.scrollHeight; };

  box.addEventListener("input", onInput);
  box.addEventListener("keydown", onKey);
  button.addEventListener("click", send);
  list?.addEventListener("scroll", onScroll, { passive: true });
  const observer = new MutationObserver(toEnd);
  if (list) observer.observe(list, { childList: true, subtree: true, characterData: true });
  box.value = box.value || sessionStorage.getItem(DRAFT) || "";
  grow();
  requestAnimationFrame(toEnd);
  box.dataset.ready = "yes";

  return {
    dispose() {
      observer.disconnect();
      box.removeEventListener("input", onInput);
      box.removeEventListener("keydown", onKey);
      button.removeEventListener("click", send);
      list?.removeEventListener("scroll", onScroll);
    },
  };
}
