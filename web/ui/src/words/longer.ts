import { made } from './pseudo';

/** Accented, in brackets, and almost half as long again. */
export default made('el', false, 'áƀćďéƒğĥíĵķĺḿńóṕɋŕśťúṽẃẍýź', (text) => `⟦${text}${' ····'.repeat(Math.ceil(text.length * 0.08))}⟧`);
