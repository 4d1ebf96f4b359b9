import { said, t } from '../words/words';

export interface FieldProblem {
  path: string;
  msg: string;
}

/** An answer of the server that is not a success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: unknown,
    readonly retryAfter: number | null,
    readonly requestId: string | null,
  ) {
    super(message);
  }

  /** The wrong fields of a 400, or none. What the server says of them in English is said in the person's language, or by a general sentence. */
  get fields(): FieldProblem[] {
    if (!Array.isArray(this.details)) return [];
    return this.details.filter(isFieldProblem).map(({ path, msg }) => ({ path, msg: said(msg) ?? t('field.refused' as 'error.server') }));
  }
}

/** The request got no answer: no connection, or none within its time. */
export class NetworkError extends Error {}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value.path === 'string' && typeof value.msg === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a failed answer; a body that is not our envelope (a proxy's page) still makes an error. */
export function readFailure(response: Response, body: unknown): ApiError {
  const envelope = isRecord(body) ? body : {};
  const text = (key: string) => (typeof envelope[key] === 'string' ? (envelope[key] as string) : '');
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new ApiError(
    response.status,
    text('code'),
    text('message'),
    envelope.details,
    Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null,
    response.headers.get('x-request-id'),
  );
}

/** One sentence for people about what went wrong: by the code of a refusal, else the server's own. */
export function sentence(error: unknown): string {
  if (error instanceof NetworkError) return t('error.network');
  if (!(error instanceof ApiError)) return t('error.server');
  const key = `refused.${error.code}`;
  const words = t(key as 'inbox.waiting', { n: error.retryAfter ?? 0 });
  if (words !== key) return words;
  if (error.status < 500 && error.message) return error.message;
  return error.requestId ? t('error.server.id', { id: error.requestId }) : t('error.server');
}
