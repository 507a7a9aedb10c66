/**
 * The sample asks every five seconds. Each question is one request of the plan, and an extraction takes two; work
 * takes minutes, so half as often tells a person no less.
 *
 * @see Opus, "Python Example" `test.py`; docs.rapidapi.com/docs/response-headers, `x-ratelimit-requests-limit`
 */
export const POLL_EVERY_MS = 10_000
