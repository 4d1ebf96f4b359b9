// What stands around the list and can come after it: one file, where each by itself would be one.
export { default as Choose } from './Choose.svelte';
export { default as Chips } from './InboxChips.svelte';
export { default as Foot } from './InboxFoot.svelte';
