import { type Data, request } from '../api/http';
import { once } from '../api/repeat';

export type Mail = Data<'/api/mail'>;
export type Letter = NonNullable<Data<'/api/letters'>['letters']>[number];
export type ReplyText = { language: string; subject: string; body: string };
export type State = '' | 'waiting' | 'sent' | 'failed' | 'dropped';

/** Which mails go out, what they say, and what became of them. */
export const mailApi = {
  settings: () => request('get', '/api/mail'),
  change: (body: { off?: string[]; text?: ReplyText }) => once((key) => request('patch', '/api/mail', { body: body as never, key })),
  preview: (body: ReplyText) => request('post', '/api/mail/preview', { body: body as never }),
  test: () => request('post', '/api/mail/test'),
  letters: (state: State, before?: number) =>
    request('get', '/api/letters', { query: { ...(state && { state }), ...(before && { before }), limit: 30 } }),
  again: (id: number) => once((key) => request('post', '/api/letters/{id}/again', { id, key })),
};
