import type { Me } from '../api/client';

export type Theme = Me['theme'];

const stored = 'firstbell.theme';

/** Shows a theme and keeps it on this device, where the next page finds it before the server has answered. */
export function paint(theme: Theme) {
  localStorage.setItem(stored, theme);
  paintKept();
}

export function paintKept() {
  document.documentElement.dataset.theme = localStorage.getItem(stored) ?? 'system';
}
