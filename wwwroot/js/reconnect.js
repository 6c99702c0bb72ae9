// Shows what became of the circuit; the framework raises the state, the style sheet shows the words for it.
const dialog = document.getElementById("components-reconnect-modal");
const reload = () => location.reload();

dialog.addEventListener("components-reconnect-state-changed", (e) => {
  dialog.dataset.state = e.detail.state;
  if (e.detail.state === "show" && !dialog.open) dialog.showModal();
  else if (e.detail.state === "hide") dialog.close();
  else if (e.detail.state === "failed") document.addEventListener("visibilitychange", retryWhenSeen);
  else if (e.detail.state === "rejected") reload();
});

async function retry() {
  document.removeEventListener("visibilitychange", retryWhenSeen);
  try {
    // false: the server is there but has let the circuit go. A throw: it cannot be reached.
    if (!(await Blazor.reconnect()) && !(await Blazor.resumeCircuit?.())) reload();
    else dialog.close();
  } catch {
    document.addEventListener("visibilitychange", retryWhenSeen);
  }
}

function retryWhenSeen() {
  if (document.visibilityState === "visible") retry();
}

document.getElementById("components-reconnect-button").addEventListener("click", retry);
document.getElementById("components-reload-button").addEventListener("click", reload);
