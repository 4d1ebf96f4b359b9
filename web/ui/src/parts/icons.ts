/** The icons in use, by their names in the icon set; the build makes one sprite of them. */
export const icons = [
  'address-book',
  'alert-triangle',
  'brand-whatsapp',
  'calendar-due',
  'calendar-event',
  'chevron-left',
  'code',
  'dots',
  'eye',
  'hand-stop',
  'inbox',
  'mail',
  'menu-2',
  'pencil',
  'phone',
  'plus',
  'search',
  'user-share',
  'users',
  'walk',
  'wifi-off',
  'world',
  'x',
] as const;

export type IconName = (typeof icons)[number];
