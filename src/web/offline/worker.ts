/** Lets the browser open the application without a network, where it can (https, or the machine itself). */
export async function startWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    active?.postMessage({ files: loaded.filter((url) => url.startsWith(`${location.origin}/assets/`)) });
  } catch {
    // Without it everything works, as long as there is a network.
  }
}
