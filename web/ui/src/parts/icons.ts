/** The icons in use, by their names in the icon set; the build makes one sprite of them. */
export const icons = [
  'address-book',
  'alert-triangle',
  'chevron-left',
  'clock',
  'dots',
  'eye',
  'hand-stop',
  'inbox',
  'mail',
  'menu-2',
  'pencil',
  'phone',
  'search',
  'user-share',
  'wifi-off',
  'x',
] as const;

export type IconName = (typeof icons)[number];
