export interface Game {
  readonly roomId: string
  readonly sessionId: string
}

/** Calls the web server. @throws Error with the sentence that the server has answered */
export async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/api/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.what)
  return answer as T
}
