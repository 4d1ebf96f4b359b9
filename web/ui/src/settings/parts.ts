/** The pages of the settings, by the end of their address; each is loaded by itself. */
export const parts = {
  school: () => import('./Settings.svelte'),
  courses: () => import('./CoursesPage.svelte'),
  intakes: () => import('./IntakesPage.svelte'),
  sources: () => import('./SourcesPage.svelte'),
  stages: () => import('./StagesPage.svelte'),
  templates: () => import('./TemplatesPage.svelte'),
  mail: () => import('./MailPage.svelte'),
  forms: () => import('../forms/Forms.svelte'),
  suspected: () => import('../forms/Suspects.svelte'),
  me: () => import('../account/Me.svelte'),
  backups: () => import('../backup/Backups.svelte'),
  privacy: () => import('../privacy/Privacy.svelte'),
  keys: () => import('../key/Keys.svelte'),
};

export type Part = keyof typeof parts;
