// Light or dark: the system's choice until the person makes one. Loaded before anything is painted,
// so that the page never flashes in the wrong colours. A plain script: a module comes too late.
(() => {
  const NAME = 'tidelock-theme';
  const root = document.documentElement;
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

  function chosen() {
    try {
      return localStorage.getItem(NAME);
    } catch {
      return null;
    }
  }

  function keep(theme) {
    try {
      localStorage.setItem(NAME, theme);
    } catch {
      // The choice then lasts until the page is closed.
    }
  }

  const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark';

  function label() {
    document.querySelectorAll('[data-theme-switch]').forEach((button) => {
      button.setAttribute('aria-pressed', String(isDark()));
    });
  }

  const kept = chosen();
  if (kept === 'dark' || kept === 'light') {
    root.dataset.theme = kept;
  }
  systemIsDark.addEventListener('change', label);
  document.addEventListener('DOMContentLoaded', label);
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-theme-switch]')) {
      return;
    }
    root.dataset.theme = isDark() ? 'light' : 'dark';
    keep(root.dataset.theme);
    label();
  });
})();
