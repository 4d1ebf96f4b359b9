import { made } from './pseudo';

/** From right to left. */
export default made('ar-u-nu-latn', true, 'אבגדהוזחטיכלמנסעפצקרשתםןףץ', (text) => text);
