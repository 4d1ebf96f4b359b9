import { expect, it } from 'vitest';
import { say } from './hi.rules';

it.each([
  ['Name is required', 'नाम: यह ज़रूरी है।'],
  ['Course interest must be between 1 and 255 characters', 'कोर्स: 1 से 255 अक्षर लिखें।'],
  ['This number has 9 digits. Indian mobile numbers have 10', 'इस नंबर में 9 अंक हैं। भारत के मोबाइल नंबरों में 10 होते हैं।'],
  ['This number has 1 digit. Mobile numbers with +420 have 9', 'इस नंबर में 1 अंक हैं। +420 के मोबाइल नंबरों में 9 होते हैं।'],
  ['A phone number has only digits. Check “98220 4l763”', 'फ़ोन नंबर में बस अंक होते हैं। “98220 4l763” जाँचें।'],
  ['Invalid email format', 'ई-मेल पता ऐसे लिखें: name@example.com।'],
  ['A message knows {name}, {me} and {school} only. Write anything else without braces', 'संदेश में बस {name}, {me} और {school} चलते हैं। बाक़ी सब बिना कोष्ठक के लिखें।'],
])('%s', (english, hindi) => expect(say(english)).toBe(hindi));

it('does not say what it has no words for', () => expect(say('Something else')).toBeUndefined());
