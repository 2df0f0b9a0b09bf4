import type { Problem } from "./model.js";

/** An answer of the service that is no success: its problem details (RFC 9457), as an error to throw. */
export class BulletinProblem extends Error {
  override readonly name = "BulletinProblem";

  /** The kind: `/problems/<name>`, an address of the service, or `about:blank` when the answer has no problem details (a proxy's, say). */
  readonly type: string;

  /** The kind in a few words, the same every time. */
  readonly title: string;

  /** The status of the answer. */
  readonly status: number;

  /** What was wrong this time; empty when the answer does not say. */
  readonly detail: string;

  /** What is wrong with which member of the body, parameter or header, by its name. */
  readonly errors: Readonly<Record<string, readonly string[]>>;

  /** After how many seconds to try again, when the service says so (503); otherwise null. */
  readonly retryAfter: number | null;

  /**
   * @param response The answer.
   * @param body Its body: problem details, or whatever else it is.
   */
  constructor(response: Response, body: unknown) {
    const problem: Partial<Problem> = isProblem(response) && typeof body === "object" && body !== null ? body : {};
    const title = problem.title ?? (response.statusText || `Status ${response.status}`);
    super(problem.detail || title);
    this.type = problem.type ?? "about:blank";
    this.title = title;
    this.status = response.status;
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? {};
    this.retryAfter = secondsOf(response.headers.get("Retry-After"));
  }
}

/**
 * What a call was answered.
 *
 * ```ts
 * const announcement = await answerOf(client.GET("/api/announcements/{id}", { params: { path: { id: slug } } }));
 * ```
 * @throws {BulletinProblem} The answer is no success; 304, which comes only when the call sent `If-None-Match`, is none either.
 */
export async function answerOf<Answer>(
  call: Promise<{ data?: Answer; error?: unknown; response: Response }>,
): Promise<Answer> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new BulletinProblem(response, error);
  }

  return data as Answer;
}

function isProblem(response: Response): boolean {
  return /^application\/problem\+json\b/i.test(response.headers.get("Content-Type") ?? "");
}

// Seconds, or a date as proxies may write it.
function secondsOf(retryAfter: string | null): number | null {
  if (retryAfter === null) {
    return null;
  }

  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(seconds, 0);
}
